import type { BlockIndexEntry } from '../chain/block-index.ts';
import type { Hash256 } from '../primitives/hash256.ts';
import { decodeTransaction, type Transaction } from '../primitives/tx.ts';
import { InvariantError } from '../util/invariant.ts';
import { describeRejection } from '../util/verdict.ts';
import { acceptToMempool } from './accept.ts';
import type { AcceptContext } from './accept-context.ts';
import { createDisconnectedTransactions, MAX_DISCONNECTED_BYTES } from './disconnected-transactions.ts';
import { limitSize } from './evict.ts';
import type { Journal } from './journal.ts';
import type { MempoolRecord, MempoolStore } from './ports.ts';
import { returnTransactions } from './reorg.ts';
import { inTopologicalOrder } from './topological-order.ts';
import type { UnbroadcastSet } from './unbroadcast.ts';

export interface LoadOutcome {
  readonly accepted: number;
  /** Confirmed, expired or no longer valid by now. */
  readonly dropped: number;
}

export interface LoadDependencies {
  readonly store: MempoolStore;
  readonly journal: Journal;
  readonly unbroadcast: Pick<UnbroadcastSet, 'add'>;
  /** Lets other work have its turn. */
  readonly breathe: () => Promise<void>;
  /** True once the mempool is closed: the store must not be asked any more. */
  readonly isClosed: () => boolean;
}

/** How long loading or an import holds the thread at a time, milliseconds. */
export const SLICE_MS = 20;

interface Loaded {
  readonly tx: Transaction;
  readonly time: number;
  readonly height: number;
  readonly isUnbroadcast: boolean;
}

/**
 * Brings back what was in the mempool when the node stopped, each through the checks of one that returns. A crash may
 * have come between a reorganisation's commit and the mempool's: what the chain then gave back is found again in the
 * blocks that it left.
 */
export async function loadMempool(
  { store, journal, unbroadcast, breathe, isClosed }: LoadDependencies,
  context: AcceptContext,
): Promise<LoadOutcome> {
  const stored = store.loadMempool();
  context.priorities.restore(stored.priorities);
  const records = inTopologicalOrder(stored.records.map(decodeRecord));
  if (stored.tip) returnTransactions(transactionsSince(stored.tip, context), context);
  const outcome = { accepted: 0, dropped: 0 };
  let sliceStart = context.clock.monotonicMs();
  for (const record of records) {
    if (loadOne(record, context)) {
      outcome.accepted++;
      if (record.isUnbroadcast) unbroadcast.add(record.tx.txid);
    } else {
      journal.removed(record.tx.txid);
      outcome.dropped++;
    }
    if (context.clock.monotonicMs() - sliceStart < SLICE_MS) continue;
    await breathe();
    // What is not loaded yet stays in the store for the next start.
    if (isClosed()) return outcome;
    sliceStart = context.clock.monotonicMs();
  }
  limitSize(context);
  return outcome;
}

/** True where it is in the mempool now. */
function loadOne({ tx, time, height }: Loaded, context: AcceptContext): boolean {
  const { options, clock, pool } = context;
  if (time < clock.nowSeconds() - options.expirySeconds) return false;
  const verdict = acceptToMempool({ tx, time, height, isStored: true, isReturning: true }, context);
  return verdict.ok || pool.graph.get(tx.txid) !== undefined;
}

/**
 * The transactions of the blocks from a former tip down to the best chain, in the order of their chain, as many as a
 * reorganisation gives back.
 */
function transactionsSince(tip: Hash256, { chainstate }: AcceptContext): readonly Transaction[] {
  const disconnected = createDisconnectedTransactions(MAX_DISCONNECTED_BYTES);
  let entry: BlockIndexEntry | undefined = chainstate.find(tip);
  for (; entry && !chainstate.isActive(entry); entry = entry.parent) {
    // Of a block that was pruned since nothing is left to return.
    const block = chainstate.readBlock(entry);
    if (block) disconnected.addBlock(block);
  }
  return disconnected.take();
}

/** What we wrote ourselves must decode; else the disk or an earlier version of us is at fault. */
function decodeRecord({ bytes, ...facts }: MempoolRecord): Loaded {
  const tx = decodeTransaction(bytes);
  if (tx.ok) return { tx: tx.value, ...facts };
  throw new InvariantError(`a stored unconfirmed transaction cannot be read: ${describeRejection(tx)}`);
}
