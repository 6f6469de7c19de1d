import fc from 'fast-check';
import { createDependencyGraph, type DependencyGraph } from '../../src/mempool/cluster/dependency-graph.ts';
import { compareFeeRates, type FeePerSize } from '../../src/policy/fee-rate.ts';
import { expectDefined } from '../../src/util/invariant.ts';

/** A transaction of a made-up cluster; parents are the numbers of earlier ones. */
export interface ModelTransaction extends FeePerSize {
  readonly parents: readonly number[];
}

/** Clusters and sets of clusters: the search does not mind if a graph falls apart. */
export function families(
  length: { readonly min?: number; readonly max: number },
  fees: fc.Arbitrary<number>,
  sizes: fc.Arbitrary<number>,
): fc.Arbitrary<ModelTransaction[]> {
  const member = fc.record({ fee: fees, size: sizes, parents: fc.array(fc.nat(), { maxLength: 3 }) });
  return fc.array(member, { minLength: length.min ?? 1, maxLength: length.max, size: 'max' }).map((members) =>
    members.map(({ fee, size, parents }, number) => ({
      fee,
      size,
      parents: number === 0 ? [] : [...new Set(parents.map((parent) => parent % number))],
    })),
  );
}

/** The graph of these, in the order of the list. */
export function graphOf(txs: readonly ModelTransaction[]): DependencyGraph {
  const numbers = txs.map((_, number) => number);
  const at = (number: number): ModelTransaction => expectDefined(txs[number], 'a transaction');
  return createDependencyGraph(numbers, {
    fee: (number) => at(number).fee,
    size: (number) => at(number).size,
    parents: (number) => at(number).parents,
    compareIds: (a, b) => a - b,
  }).graph;
}

/** Every order in which parents come first. For a handful of transactions. */
export function* topologicalOrders(
  txs: readonly ModelTransaction[],
  begun: readonly number[] = [],
): Generator<readonly number[]> {
  if (begun.length === txs.length) yield begun;
  for (const [number, { parents }] of txs.entries()) {
    if (begun.includes(number) || !parents.every((parent) => begun.includes(parent))) continue;
    yield* topologicalOrders(txs, [...begun, number]);
  }
}

/** The chunks of an order: at each place the prefix of what is left that pays most, of equal ones the shortest. */
export function chunksOf(txs: readonly ModelTransaction[], order: readonly number[]): number[][] {
  const chunks: number[][] = [];
  for (let rest = order; rest.length > 0; ) {
    let best = rest.slice(0, 1);
    for (let end = 2; end <= rest.length; end++) {
      const prefix = rest.slice(0, end);
      if (compareFeeRates(sumOf(txs, prefix), sumOf(txs, best)) > 0) best = prefix;
    }
    chunks.push([...best]);
    rest = rest.slice(best.length);
  }
  return chunks;
}

/** Itself and all that it depends on, directly or not. */
export function ancestorsOf(txs: readonly ModelTransaction[], number: number): ReadonlySet<number> {
  const found = new Set([number]);
  // The set grows while it is walked.
  for (const one of found) for (const parent of txs[one]?.parents ?? []) found.add(parent);
  return found;
}

/**
 * The pieces in which a miner takes them, by looking at every set of them that needs no other: again and again the one
 * that pays most, of equal ones the smallest. For a dozen of transactions.
 */
export function chunksBySubsets(txs: readonly ModelTransaction[]): number[][] {
  const chunks: number[][] = [];
  for (let left = txs.map((_, number) => number); left.length > 0; ) {
    let best: readonly number[] | undefined;
    for (const part of closedParts(txs, left)) {
      const order = best ? compareFeeRates(sumOf(txs, part), sumOf(txs, best)) : 1;
      if (!best || order > 0 || (order === 0 && part.length < best.length)) best = part;
    }
    const chunk = best ?? left;
    chunks.push([...chunk]);
    left = left.filter((number) => !chunk.includes(number));
  }
  return chunks;
}

/** Every part of these that needs no other of them. */
export function* closedParts(
  txs: readonly ModelTransaction[],
  of: readonly number[],
): Generator<readonly number[]> {
  const masks = of.map((number) => {
    const needed = ancestorsOf(txs, number);
    return of.reduce((mask, one, i) => (needed.has(one) ? mask | (1 << i) : mask), 0);
  });
  for (let set = 1; set < 1 << of.length; set++) {
    if (masks.every((mask, i) => ((set >> i) & 1) === 0 || (set & mask) === mask))
      yield of.filter((_, i) => ((set >> i) & 1) === 1);
  }
}

/**
 * The order in which blocks were filled before there were clusters: again and again what pays most together with the
 * ancestors that it still needs.
 */
export function ancestorSetOrder(txs: readonly ModelTransaction[]): readonly number[] {
  const order: number[] = [];
  while (order.length < txs.length) {
    let best: readonly number[] | undefined;
    for (const number of txs.keys()) {
      if (order.includes(number)) continue;
      const needed = [...ancestorsOf(txs, number)].filter((one) => !order.includes(one));
      if (!best || compareFeeRates(sumOf(txs, needed), sumOf(txs, best)) > 0) best = needed;
    }
    // Parents have the lower numbers.
    order.push(...[...(best ?? [])].sort((a, b) => a - b));
  }
  return order;
}

/** What these pay and weigh together. */
export function sumOf(txs: readonly ModelTransaction[], numbers: readonly number[]): FeePerSize {
  const members = numbers.map((number) => expectDefined(txs[number], 'a transaction'));
  return {
    fee: members.reduce((sum, { fee }) => sum + fee, 0),
    size: members.reduce((sum, { size }) => sum + size, 0),
  };
}
