/**
 * What the benches share: variants are measured in turns within one run, so that a machine that gets slower or
 * faster meanwhile does so for all of them, and compared by the ratio of each round. Quote medians with their spread.
 */

export { formatTable } from '../src/util/text-table.ts';

/** Measures one variant once. */
export type Measure = () => Promise<number>;

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** What each variant measured, round by round: A B C, A B C, … @param rounds - at least 1 */
export async function alternate(
  variants: ReadonlyMap<string, Measure>,
  rounds: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const results = new Map<string, number[]>([...variants.keys()].map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of variants) results.get(name)?.push(await measure());
  }
  return results;
}

/** The value that a share of all values is at or below. @param values - at least one @param share - 0 … 1 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const index = Math.max(Math.ceil(share * sorted.length) - 1, 0);
  return sorted[index] ?? Number.NaN;
}

/** Median and extremes. @param values - at least one */
export function summarize(values: readonly number[]): Summary {
  const middle = [
    percentile(values, 0.5),
    -percentile(
      values.map((value) => -value),
      0.5,
    ),
  ] as const;
  return { median: (middle[0] + middle[1]) / 2, min: Math.min(...values), max: Math.max(...values) };
}

/** The ratio of two variants, round by round. */
export function ratios(of: readonly number[], to: readonly number[]): number[] {
  return of.map((value, round) => value / (to[round] ?? Number.NaN));
}

/** `5.43 (5.21-5.60)`: median and spread. */
export function formatSummary({ median, min, max }: Summary, digits = 2): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}-${max.toFixed(digits)})`;
}

/** A text from the command line, `--name=text`; undefined where it is not given. */
export function textOption(name: string): string | undefined {
  const prefix = `--${name}=`;
  return process.argv.find((argument) => argument.startsWith(prefix))?.slice(prefix.length);
}

/** A whole number from the command line, `--name=5`. @throws where it isn't one, or is below 1 */
export function countOption(name: string, byDefault: number): number {
  const text = textOption(name);
  if (text === undefined) return byDefault;
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new Error(`--${name}=${text}: a whole number from 1 up is wanted`);
  return count;
}

/** One of the choices from the command line, `--name=choice`; undefined where none is made. @throws where it is no choice */
export function choiceOption<T extends string>(name: string, choices: readonly T[]): T | undefined {
  const text = textOption(name);
  const choice = choices.find((one) => one === text);
  if (text !== undefined && choice === undefined)
    throw new Error(`--${name}=${text}: one of ${choices.join(', ')} is wanted`);
  return choice;
}

/** Prints the results: as one line of JSON with `--json`, else as text. */
export function report(results: object, text: string): void {
  console.log(process.argv.includes('--json') ? JSON.stringify(results) : text);
}
