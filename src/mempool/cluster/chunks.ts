import { addBit, copyRow, createBitRows, hasBit, includeRow } from './bit-rows.ts';
import { type Flow, findBetterPart } from './closure.ts';
import type { DependencyGraph } from './dependency-graph.ts';

/**
 * The chunks of the best order of a cluster: what a miner would take together, best first. A set is cut where a part
 * of it pays more than the whole, and both halves again, until none can be cut; this finds the highest rate, then the
 * next one and so on without looking for each anew. What pays the same throughout is cut into the smallest pieces
 * that do. That makes them the one and only partition, the same that Bitcoin Core's search ends in when it is given
 * the time to find an optimum.
 * @returns sets of numbers, each parents first; in no order
 * @source G. Gallo, M. D. Grigoriadis, R. E. Tarjan, A fast parametric maximum flow algorithm, 1989;
 *   Bitcoin Core src/cluster_linearize.h SpanningForestState (what is optimal and minimal)
 */
export function findChunks(graph: DependencyGraph): (readonly number[])[] {
  const chunks: (readonly number[])[] = [];
  const waiting: (readonly number[])[] = [Array.from({ length: graph.count }, (_, number) => number)];
  for (let set = waiting.pop(); set; set = waiting.pop()) {
    if (set.length === 1) {
      chunks.push(set);
      continue;
    }
    const { members, flows } = findBetterPart(graph, set);
    if (members.length === 0) chunks.push(...splitEvenly(graph, set, flows));
    else {
      const better = new Set(members);
      waiting.push(
        members,
        set.filter((member) => !better.has(member)),
      );
    }
  }
  return chunks;
}

/**
 * The smallest pieces that pay what all of them pay. A piece needs what it depends on, and, where it takes what
 * another one has too much, that one: who need each other both ways belong together.
 * @source J.-C. Picard, M. Queyranne, On the structure of all minimum cuts in a network, 1980
 */
function splitEvenly(
  { ancestors }: DependencyGraph,
  set: readonly number[],
  flows: readonly Flow[],
): (readonly number[])[] {
  const needs = createBitRows(ancestors.length / 2);
  for (const member of set) copyRow(needs, member, ancestors, member);
  for (const { from, to } of flows) addBit(needs, to, from);
  // What is needed by way of each in turn.
  for (const between of set) {
    for (const member of set) {
      if (hasBit(needs, member, between)) includeRow(needs, member, needs, between);
    }
  }
  const pieces: number[][] = [];
  for (const member of set) {
    const piece = pieces.find(
      ([first = member]) => hasBit(needs, member, first) && hasBit(needs, first, member),
    );
    if (piece) piece.push(member);
    else pieces.push([member]);
  }
  return pieces;
}
