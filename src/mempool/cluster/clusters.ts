import { compareFeeRates, type FeePerSize } from '../../policy/fee-rate.ts';
import { compareBytes } from '../../util/bytes.ts';
import { collectReachable } from '../../util/reachable.ts';
import type { MempoolEntry } from '../entry.ts';
import { createDependencyGraph } from './dependency-graph.ts';
import { linearize } from './linearize.ts';

/** Transactions that a miner takes together, since none of them is worth more without the others before it. */
export interface Chunk extends FeePerSize {
  /** Sum of modified fees, satoshis. */
  readonly fee: number;
  /** Sum of adjusted weights. */
  readonly size: number;
  /** In the order in which they would be mined. */
  readonly entries: readonly MempoolEntry[];
  /** Sizes of the chunks of the same rate in its cluster up to this one, itself included. */
  readonly evenSize: number;
  /** The one of its transactions whose id is the last. */
  readonly last: MempoolEntry;
}

/**
 * The members of a cluster in their best order, best chunk first.
 * @param members - 1 … 64, connected, in any order; relatives that are no members are passed over
 */
export function chunkCluster(
  members: readonly MempoolEntry[],
  parentsOf: (entry: MempoolEntry) => Iterable<MempoolEntry> = ({ parents }) => parents,
): Chunk[] {
  const [only] = members;
  if (only && members.length === 1) return [singleton(only)];
  const { numbered, graph } = createDependencyGraph(members, {
    fee: ({ modifiedFee }) => modifiedFee,
    size: ({ adjustedWeight }) => adjustedWeight,
    parents: parentsOf,
    compareIds,
  });
  let evenSize = 0;
  let before: FeePerSize | undefined;
  return linearize(graph).map(({ fee, size, members: numbers }) => {
    const entries = numbers.map((number) => numbered[number] as MempoolEntry);
    const isEven = before !== undefined && compareFeeRates(before, { fee, size }) === 0;
    evenSize = size + (isEven ? evenSize : 0);
    before = { fee, size };
    return { fee, size, entries, evenSize, last: entries.reduce(lastOf) };
  });
}

function singleton(entry: MempoolEntry): Chunk {
  const { modifiedFee: fee, adjustedWeight: size } = entry;
  return { fee, size, entries: [entry], evenSize: size, last: entry };
}

function lastOf(a: MempoolEntry, b: MempoolEntry): MempoolEntry {
  return compareIds(a, b) > 0 ? a : b;
}

/** By the bytes of the ids, in internal order. @source Bitcoin Core src/txmempool.cpp CTxMemPool::CTxMemPool fallback_order */
export function compareIds(a: MempoolEntry, b: MempoolEntry): number {
  return compareBytes(a.tx.txid, b.tx.txid);
}

/**
 * Below 0 where a miner takes the first chunk before the second; of different clusters or of one.
 * @source Bitcoin Core src/txgraph.cpp CompareMainTransactions
 */
export function compareChunks(a: Chunk, b: Chunk): number {
  return compareFeeRates(b, a) || a.evenSize - b.evenSize || compareIds(a.last, b.last);
}

/** The entries by who is related to whom, among these alone. */
export function connectedParts<E>(
  entries: ReadonlySet<E>,
  neighboursOf: (entry: E) => Iterable<E>,
): Set<E>[] {
  const parts: Set<E>[] = [];
  const placed = new Set<E>();
  for (const entry of entries) {
    if (placed.has(entry)) continue;
    const part = collectReachable([entry], (one) => presentIn(entries, neighboursOf(one)));
    for (const one of part) placed.add(one);
    parts.push(part);
  }
  return parts;
}

function* presentIn<E>(entries: ReadonlySet<E>, candidates: Iterable<E>): Generator<E> {
  for (const candidate of candidates) if (entries.has(candidate)) yield candidate;
}
