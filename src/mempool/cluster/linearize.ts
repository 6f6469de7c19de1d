import { compareFeeRates, type FeePerSize } from '../../policy/fee-rate.ts';
import { hasBit } from './bit-rows.ts';
import { findChunks } from './chunks.ts';
import type { DependencyGraph } from './dependency-graph.ts';
import { postLinearize } from './post-linearize.ts';

/** A chunk of an order: transactions that stand side by side in it and are worth taking together. */
export interface OrderedChunk extends FeePerSize {
  /** Numbers of the graph, parents before children. */
  readonly members: readonly number[];
}

/**
 * The best order of a cluster, in its chunks: no order has a prefix of any size that pays more. Where several orders
 * are as good it is the one of Bitcoin Core: chunks as small as can be; of two with the same rate, where neither
 * needs the other, the smaller first, then the one whose last id comes first; within a chunk the transaction with
 * the highest rate first, then the smaller, then the lower id, and then what postLinearize makes of that.
 * @source Bitcoin Core src/cluster_linearize.h Linearize, SpanningForestState::GetLinearization
 */
export function linearize(graph: DependencyGraph): OrderedChunk[] {
  if (isChain(graph)) return cutIntoChunks(graph, numbersOf(graph));
  const order = orderChunks(graph, findChunks(graph)).flatMap((chunk) => orderMembers(graph, chunk));
  return cutIntoChunks(graph, postLinearize(graph, order));
}

/** Each depends on the one before, so that there is one order. */
function isChain({ ancestors, count }: DependencyGraph): boolean {
  for (let number = 1; number < count; number++) if (!hasBit(ancestors, number, number - 1)) return false;
  return true;
}

function numbersOf({ count }: DependencyGraph): number[] {
  return Array.from({ length: count }, (_, number) => number);
}

/**
 * The chunks that an order has: what pays more than what is before it is taken together with that.
 * @source Bitcoin Core src/cluster_linearize.h ChunkLinearizationInfo
 */
function cutIntoChunks({ fees, sizes }: DependencyGraph, order: readonly number[]): OrderedChunk[] {
  const chunks: OrderedChunk[] = [];
  for (const number of order) {
    let fee = fees[number] as number;
    let size = sizes[number] as number;
    let start = chunks.length;
    for (
      let last = chunks[start - 1];
      last && compareFeeRates({ fee, size }, last) > 0;
      last = chunks[start - 1]
    ) {
      fee += last.fee;
      size += last.size;
      start--;
    }
    const absorbed = chunks.splice(start).flatMap(({ members }) => members);
    chunks.push({ fee, size, members: [...absorbed, number] });
  }
  return chunks;
}

interface Unordered extends FeePerSize {
  readonly members: readonly number[];
  /** The one of them whose id is the last. */
  readonly last: number;
}

function orderChunks(graph: DependencyGraph, sets: readonly (readonly number[])[]): (readonly number[])[] {
  const chunks = sets.map(
    (members): Unordered => ({
      members,
      fee: members.reduce((sum, one) => sum + (graph.fees[one] as number), 0),
      size: members.reduce((sum, one) => sum + (graph.sizes[one] as number), 0),
      last: members.reduce((last, one) => (graph.compareIds(one, last) > 0 ? one : last)),
    }),
  );
  const comesBefore = (a: Unordered, b: Unordered): number =>
    compareFeeRates(b, a) || a.size - b.size || graph.compareIds(a.last, b.last);
  const ordered = pickInOrder(chunks, { graph, membersOf: (chunk) => chunk.members, compare: comesBefore });
  return ordered.map(({ members }) => members);
}

function orderMembers(graph: DependencyGraph, members: readonly number[]): readonly number[] {
  const { fees, sizes, compareIds } = graph;
  const own = (number: number): FeePerSize => ({
    fee: fees[number] as number,
    size: sizes[number] as number,
  });
  const compare = (a: number, b: number): number =>
    compareFeeRates(own(b), own(a)) || (sizes[a] as number) - (sizes[b] as number) || compareIds(a, b);
  return pickInOrder(members, { graph, membersOf: (number) => [number], compare });
}

interface Picking<T> {
  readonly graph: DependencyGraph;
  readonly membersOf: (item: T) => readonly number[];
  /** Below 0 where the first one comes first. */
  readonly compare: (a: T, b: T) => number;
}

/** Again and again the first of those items that need no other item any more. */
function pickInOrder<T>(items: readonly T[], { graph, membersOf, compare }: Picking<T>): readonly T[] {
  if (items.length < 2) return items;
  const waiting = new Set(items.flatMap(membersOf));
  const left = new Set(items);
  const ordered: T[] = [];
  const isReady = (item: T): boolean => {
    const own = membersOf(item);
    return own.every((member) =>
      (graph.parents[member] ?? []).every((parent) => !waiting.has(parent) || own.includes(parent)),
    );
  };
  while (left.size > 0) {
    let first: T | undefined;
    for (const item of left)
      if (isReady(item) && (first === undefined || compare(item, first) < 0)) first = item;
    if (first === undefined) break;
    left.delete(first);
    for (const member of membersOf(first)) waiting.delete(member);
    ordered.push(first);
  }
  return ordered;
}
