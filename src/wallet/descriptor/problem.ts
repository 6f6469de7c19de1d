/** A descriptor is refused: thrown within the parser, caught at its door. The message is Core's. */
export class DescriptorProblem extends Error {
  override readonly name = 'DescriptorProblem';
}

/** Runs the parser of a part; what it refuses is refused in the name of the whole. */
export function withLabel<T>(label: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof DescriptorProblem) throw new DescriptorProblem(label + error.message);
    throw error;
  }
}
