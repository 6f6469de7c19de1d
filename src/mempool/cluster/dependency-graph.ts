import { invariant } from '../../util/invariant.ts';
import { addBit, BIT_ROW_WIDTH, type BitRows, createBitRows, includeRow } from './bit-rows.ts';

/**
 * A cluster as the search for its best order sees it: transactions by number, parents before children, with what
 * they pay, what they weigh and what they depend on.
 */
export interface DependencyGraph {
  readonly count: number;
  /** Satoshis, with what the operator added to them. */
  readonly fees: readonly number[];
  /** Weight units, above 0. */
  readonly sizes: readonly number[];
  /** The direct parents of each. */
  readonly parents: readonly (readonly number[])[];
  /** For each itself and all that it depends on, directly or not. */
  readonly ancestors: BitRows;
  /** For each itself and all that depends on it, directly or not. */
  readonly descendants: BitRows;
  /** Decides between transactions that are the same in all else; below 0 where the first one comes first. */
  compareIds(a: number, b: number): number;
}

/** How to read what the members of a cluster are. */
export interface MemberReader<T> {
  /** Satoshis, with what the operator added to them. */
  fee(member: T): number;
  /** Weight units. */
  size(member: T): number;
  /** Direct parents; those that are no members are passed over. */
  parents(member: T): Iterable<T>;
  /** Decides between members that are the same in all else. */
  compareIds(a: T, b: T): number;
}

/**
 * The members numbered, parents before children, and the graph of these numbers.
 * @param members - 1 … 64, in any order
 */
export function createDependencyGraph<T>(
  members: readonly T[],
  reader: MemberReader<T>,
): { readonly numbered: readonly T[]; readonly graph: DependencyGraph } {
  invariant(members.length <= BIT_ROW_WIDTH, 'a cluster is within the limit when it is put in order');
  const numbered = parentsFirst(members, reader);
  const numbers = new Map(numbered.map((member, number) => [member, number]));
  const parents = numbered.map((member) => presentOf(reader.parents(member), numbers));
  const ancestors = createBitRows(numbered.length);
  const descendants = createBitRows(numbered.length);
  for (const [number, above] of parents.entries()) {
    addBit(ancestors, number, number);
    for (const parent of above) includeRow(ancestors, number, ancestors, parent);
  }
  for (let number = numbered.length - 1; number >= 0; number--) {
    addBit(descendants, number, number);
    for (const parent of parents[number] ?? []) includeRow(descendants, parent, descendants, number);
  }
  const graph: DependencyGraph = {
    count: numbered.length,
    fees: numbered.map(reader.fee),
    sizes: numbered.map(reader.size),
    parents,
    ancestors,
    descendants,
    compareIds: (a, b) => reader.compareIds(numbered[a] as T, numbered[b] as T),
  };
  return { numbered, graph };
}

function presentOf<T>(parents: Iterable<T>, numbers: ReadonlyMap<T, number>): number[] {
  const present: number[] = [];
  for (const parent of parents) {
    const number = numbers.get(parent);
    if (number !== undefined) present.push(number);
  }
  return present;
}

/** The members with each behind its parents; otherwise in their order. */
function parentsFirst<T>(members: readonly T[], { parents }: MemberReader<T>): readonly T[] {
  const waiting = new Set(members);
  const ordered: T[] = [];
  const place = (member: T): void => {
    waiting.delete(member);
    for (const parent of parents(member)) if (waiting.has(parent)) place(parent);
    ordered.push(member);
  };
  for (const member of members) if (waiting.has(member)) place(member);
  return ordered;
}
