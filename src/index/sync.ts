import { ZERO_HASH } from '../primitives/hash256.ts';
import { equalBytes } from '../util/bytes.ts';
import { expectDefined } from '../util/invariant.ts';
import { filterRow, historyRows, spendRows, transactionRows } from './block-rows.ts';
import { type CoinStatsRules, type CountedBlock, countBlock, uncountBlock } from './coin-stats-row.ts';
import type {
  BlockRows,
  ChainReader,
  IndexBatch,
  IndexedBlock,
  IndexedTip,
  IndexName,
  IndexStore,
} from './ports.ts';

/**
 * Brings indexes to the best chain: off the blocks that left it, then on. Every commit leaves an index that is right
 * for some block, and says for which: after a crash it goes on from there. Indexes that are at the same block go
 * together, so that each block is read once.
 */

export interface SyncRequest {
  readonly names: readonly IndexName[];
  readonly chain: ChainReader;
  readonly store: IndexStore;
  readonly rules: CoinStatsRules;
  /** True where the rest can wait for another call. */
  readonly isTimeUp: () => boolean;
}

export interface SyncState {
  readonly tips: Readonly<Partial<Record<IndexName, IndexedTip>>>;
  /** True where all are at the end of the best chain. */
  readonly isCurrent: boolean;
  /** What stands in the way: a block that is not kept any more. */
  readonly missing?: IndexedTip;
}

/** Blocks in one commit, and transactions after which no other block joins it. */
const BLOCKS_PER_COMMIT = 200;
const TRANSACTIONS_PER_COMMIT = 5_000;

/** Works until all is done, or the time is up. */
export function syncIndexes(request: SyncRequest): SyncState {
  const { names, chain, store, isTimeUp } = request;
  const target = chain.refresh();
  let missing: IndexedTip | undefined;
  while (target && !missing) {
    const group = nextGroup(names, store, target);
    if (group.length === 0) break;
    missing = step(group, request, target);
    if (isTimeUp()) break;
  }
  const isCurrent = target !== undefined && nextGroup(names, store, target).length === 0;
  const tips = Object.fromEntries(names.map((name) => [name, store.tipOf(name)]));
  return { tips, isCurrent, ...(missing && { missing }) };
}

/** The indexes that are furthest behind, all at one block; none where all are at the target. */
function nextGroup(names: readonly IndexName[], store: IndexStore, target: IndexedTip): readonly IndexName[] {
  const behind = names.filter((name) => !isSame(store.tipOf(name), target));
  const [first] = [...behind].sort((a, b) => heightOf(store.tipOf(a)) - heightOf(store.tipOf(b)));
  if (!first) return [];
  return behind.filter((name) => isSame(store.tipOf(name), store.tipOf(first)));
}

function isSame(a: IndexedTip | undefined, b: IndexedTip | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equalBytes(a.hash, b.hash);
}

function heightOf(tip: IndexedTip | undefined): number {
  return tip?.height ?? -1;
}

/** One commit of a group. @returns the block that would be needed and is not there */
function step(names: readonly IndexName[], request: SyncRequest, target: IndexedTip): IndexedTip | undefined {
  const { chain, store } = request;
  const tip = store.tipOf(expectDefined(names[0], 'a group is not empty'));
  const expected = tip && chain.hashAt(tip.height);
  if (tip && (!expected || !equalBytes(expected, tip.hash))) return stepBack(names, tip, request);
  return stepOn(names, tip, { ...request, target, store });
}

function stepBack(names: readonly IndexName[], tip: IndexedTip, request: SyncRequest): undefined {
  const { chain, store, rules } = request;
  const indexed = chain.read(tip);
  if (!indexed) {
    // What it wrote for that block can't be found again: it begins anew.
    for (const name of names) store.clear(name);
    return undefined;
  }
  const coinSet = names.includes('coinstatsindex') ? store.coinSet() : undefined;
  store.commit({
    names,
    tip: { height: tip.height - 1, hash: indexed.block.header.prevBlockHash },
    connected: [],
    disconnected: [keyRows(names, indexed)],
    ...(coinSet && { coinSet: uncountBlock(indexed, coinSet, rules) }),
  });
  return undefined;
}

function stepOn(
  names: readonly IndexName[],
  from: IndexedTip | undefined,
  request: SyncRequest & { readonly target: IndexedTip },
): IndexedTip | undefined {
  const { chain, store, target } = request;
  const makeRows = createRowMaker(names, from, request);
  const connected: BlockRows[] = [];
  let [tip, transactions] = [from, 0];
  let missing: IndexedTip | undefined;
  while (heightOf(tip) < target.height && connected.length < BLOCKS_PER_COMMIT) {
    const height = heightOf(tip) + 1;
    const next = { height, hash: expectDefined(chain.hashAt(height), 'a block below the target') };
    const indexed = chain.read(next);
    if (!indexed) {
      missing = next;
      break;
    }
    connected.push(makeRows.next(indexed));
    tip = next;
    transactions += indexed.block.transactions.length;
    if (transactions >= TRANSACTIONS_PER_COMMIT || request.isTimeUp()) break;
  }
  if (connected.length === 0) return missing;
  const coinSet = makeRows.coinSet();
  const batch: IndexBatch = { names, tip, connected, disconnected: [] };
  store.commit(coinSet ? { ...batch, coinSet } : batch);
  return missing;
}

/** The rows that a block gives whatever was before it. */
function keyRows(names: readonly IndexName[], indexed: IndexedBlock): BlockRows {
  const { height, block } = indexed;
  return {
    tip: { height, hash: block.hash },
    time: block.header.time,
    transactionCount: block.transactions.length,
    transactions: names.includes('txindex') ? transactionRows(indexed) : [],
    history: names.includes('addressindex') ? historyRows(indexed) : [],
    spends: names.includes('txospenderindex') ? spendRows(indexed) : [],
    filter: undefined,
    stats: undefined,
  };
}

/** Makes the rows of one block after another; filters and counts go on from those below. */
function createRowMaker(
  names: readonly IndexName[],
  from: IndexedTip | undefined,
  { store, rules }: SyncRequest,
) {
  let header = (from && names.includes('blockfilterindex') && store.filterOf(from.hash)?.header) || ZERO_HASH;
  let counted = names.includes('coinstatsindex') ? countedAt(from, store) : undefined;
  return {
    next(indexed: IndexedBlock): BlockRows {
      const filter = names.includes('blockfilterindex') ? filterRow(indexed, header) : undefined;
      if (filter) header = filter.header;
      if (names.includes('coinstatsindex')) counted = countBlock(indexed, counted, rules);
      return { ...keyRows(names, indexed), filter, stats: counted?.row };
    },
    coinSet: () => counted?.coinSet,
  };
}

function countedAt(tip: IndexedTip | undefined, store: IndexStore): CountedBlock | undefined {
  const row = tip && store.statsOf(tip.hash);
  const coinSet = store.coinSet();
  return row && coinSet ? { row, coinSet } : undefined;
}
