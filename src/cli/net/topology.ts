/** Which nodes of a network of one's own are connected, by their numbers from 0 up. */

/** One connection: the first calls the second. */
export type Edge = readonly [from: number, to: number];

/** A ring, and from five nodes on a chord across it: each is reached in two ways, none by all. */
export function ringWithChord(count: number): readonly Edge[] {
  if (count < 2) return [];
  const ring = Array.from({ length: count === 2 ? 1 : count }, (_, i): Edge => [i, (i + 1) % count]);
  return count < 5 ? ring : [...ring, [0, count >> 1]];
}

/** The two parts of a split, the first the larger where they can't be alike; each hangs together. */
export function halvesOf(count: number): readonly [readonly number[], readonly number[]] {
  const numbers = Array.from({ length: count }, (_, i) => i);
  const first = Math.ceil(count / 2);
  return [numbers.slice(0, first), numbers.slice(first)];
}

/** The connections from one part to the other. */
export function edgesBetween(
  edges: readonly Edge[],
  [first]: readonly [readonly number[], unknown],
): readonly Edge[] {
  return edges.filter(([from, to]) => first.includes(from) !== first.includes(to));
}
