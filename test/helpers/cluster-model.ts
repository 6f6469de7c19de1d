import { createDependencyGraph, type DependencyGraph } from '../../src/mempool/cluster/dependency-graph.ts';
import { compareFeeRates, type FeePerSize } from '../../src/policy/fee-rate.ts';
import { expectDefined } from '../../src/util/invariant.ts';

/** A transaction of a made-up cluster; parents are the numbers of earlier ones. */
export interface ModelTransaction extends FeePerSize {
  readonly parents: readonly number[];
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

/** What these pay and weigh together. */
export function sumOf(txs: readonly ModelTransaction[], numbers: readonly number[]): FeePerSize {
  const members = numbers.map((number) => expectDefined(txs[number], 'a transaction'));
  return {
    fee: members.reduce((sum, { fee }) => sum + fee, 0),
    size: members.reduce((sum, { size }) => sum + size, 0),
  };
}
