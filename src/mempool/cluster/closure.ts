import { hasBit } from './bit-rows.ts';
import type { DependencyGraph } from './dependency-graph.ts';
import { type Arithmetic, IN_BIGINTS, IN_NUMBERS, sendAll } from './transport.ts';

/**
 * Which part of a set pays more than the set as a whole, dependencies kept: the closure of maximum weight, found as
 * a minimum cut. Each transaction weighs what it pays beyond the set's own rate; those above the rate send what they
 * have too much to those below it that they depend on. Who cannot send all of it is worth having with all it needs;
 * where everything can be sent no part is better than the whole, and what was sent says which parts are as good.
 * @source J.-C. Picard, Maximal closure of a graph and applications to combinatorial problems, 1976
 */
export interface BetterPart {
  /** Its members, in the order of the set; empty: no part pays more. */
  readonly members: readonly number[];
  /** Who sent something to whom; where no part pays more, all of what is above the rate. */
  readonly flows: readonly Flow[];
}

export interface Flow {
  readonly from: number;
  readonly to: number;
}

/** @param members - of the graph; whatever else they depend on is taken as given */
export function findBetterPart(graph: DependencyGraph, members: readonly number[]): BetterPart {
  const exact = excessInNumbers(graph, members);
  return exact
    ? search(graph, { members, excess: exact }, IN_NUMBERS)
    : search(graph, { members, excess: excessInBigints(graph, members) }, IN_BIGINTS);
}

/** What each pays beyond the rate of all, times the size of all. Undefined where a number cannot hold it exactly. */
function excessInNumbers({ fees, sizes }: DependencyGraph, members: readonly number[]): number[] | undefined {
  const fee = sumOf(members, fees);
  const size = sumOf(members, sizes);
  const excess: number[] = [];
  for (const member of members) {
    const [has, owes] = [(fees[member] as number) * size, fee * (sizes[member] as number)];
    if (!Number.isSafeInteger(has) || !Number.isSafeInteger(owes) || !Number.isSafeInteger(has - owes)) {
      return undefined;
    }
    excess.push(has - owes);
  }
  return excess;
}

function excessInBigints({ fees, sizes }: DependencyGraph, members: readonly number[]): bigint[] {
  const fee = BigInt(sumOf(members, fees));
  const size = BigInt(sumOf(members, sizes));
  return members.map(
    (member) => BigInt(fees[member] as number) * size - fee * BigInt(sizes[member] as number),
  );
}

function sumOf(members: readonly number[], values: readonly number[]): number {
  let sum = 0;
  for (const member of members) sum += values[member] as number;
  return sum;
}

interface Excess<N> {
  readonly members: readonly number[];
  /** In the order of the members. */
  readonly excess: readonly N[];
}

function search<N extends number | bigint>(
  { ancestors }: DependencyGraph,
  { members, excess }: Excess<N>,
  count: Arithmetic<N>,
): BetterPart {
  const above = members.filter((_, i) => (excess[i] as N) > count.zero);
  const below = members.filter((_, i) => (excess[i] as N) < count.zero);
  const sent = new Array<N>(above.length * below.length).fill(count.zero);
  const reached = sendAll(
    {
      supplies: excess.filter((value) => value > count.zero),
      demands: excess.filter((value) => value < count.zero).map((value) => count.minus(count.zero, value)),
      sent,
      maySend: (sender, taker) => hasBit(ancestors, above[sender] as number, below[taker] as number),
    },
    count,
  );
  const wanted = reached.map((sender) => above[sender] as number);
  return {
    members: members.filter((member) => wanted.some((one) => hasBit(ancestors, one, member))),
    flows: flowsOf(sent, { above, below, zero: count.zero }),
  };
}

function flowsOf<N>(
  sent: readonly N[],
  {
    above,
    below,
    zero,
  }: { readonly above: readonly number[]; readonly below: readonly number[]; readonly zero: N },
): Flow[] {
  const flows: Flow[] = [];
  for (const [sender, from] of above.entries()) {
    for (const [taker, to] of below.entries()) {
      if ((sent[sender * below.length + taker] as N) > zero) flows.push({ from, to });
    }
  }
  return flows;
}
