import type { CompactBlock } from '../../consensus/compact-block.ts';
import { checkMutation } from '../../consensus/mutated-block.ts';
import { type CompactBlockFailure, openCompactBlock } from '../../consensus/partial-block.ts';
import { type Block, makeBlock } from '../../primitives/block.ts';
import { displayHash } from '../../primitives/hash256.ts';
import type { Transaction } from '../../primitives/tx.ts';
import type { Log } from '../../util/log.ts';
import { accept, reject, type Verdict } from '../../util/verdict.ts';

/**
 * A block that came in compact form, with what we had of it; some of its transactions may still have to be asked for.
 * @source Bitcoin Core src/blockencodings.cpp PartiallyDownloadedBlock
 */
export interface CompactDownload {
  /** The places of the transactions that are not here, upwards. */
  readonly missing: readonly number[];
  /** True once `complete` was called: there is nothing left of it. */
  isSpent(): boolean;
  /**
   * The block with what was missing; to be called once.
   * @rejects bad-cmpctblock where they are too many or too few; short-id-collision where the block is not that of its
   *   header, as it happens where two transactions have the same short id
   */
  complete(txs: readonly Transaction[]): Verdict<Block, CompactBlockFailure>;
}

export interface CompactDownloadRequest {
  readonly compact: CompactBlock;
  /** Transactions that may be in it, the likeliest first: the mempool's and others. */
  readonly sources: readonly Iterable<Transaction>[];
  /** Whether the block's height is under BIP141. */
  readonly segwitActive: boolean;
  readonly log: Log;
}

/** What is left of one that could not even be begun. */
export const FAILED_DOWNLOAD: CompactDownload = {
  missing: [],
  isSpent: () => true,
  complete: () => reject('bad-cmpctblock'),
};

/** @rejects those of openCompactBlock */
export function startCompactDownload({
  compact,
  sources,
  segwitActive,
  log,
}: CompactDownloadRequest): Verdict<CompactDownload, CompactBlockFailure> {
  const opened = openCompactBlock(compact);
  if (!opened.ok) return opened;
  const partial = opened.value;
  const counts = sources.map((txs) => offerAll(txs, compact.shortIds.length, partial.offer));
  const missing = partial.missing();
  let isSpent = false;
  return accept({
    missing,
    isSpent: () => isSpent,
    complete(txs) {
      isSpent = true;
      if (txs.length !== missing.length) {
        return reject('bad-cmpctblock', `${txs.length} transactions for ${missing.length} places`);
      }
      let next = 0;
      const transactions = partial.transactions.map((tx) => tx ?? (txs[next++] as Transaction));
      const block = makeBlock(compact.header, transactions);
      const whole = checkMutation(block, segwitActive);
      if (!whole.ok) return reject('short-id-collision', whole.code);
      log.debug(
        'cmpctblock',
        () =>
          `Successfully reconstructed block ${displayHash(block.hash)} with ${compact.prefilled.length} txn prefilled, ` +
          `${compact.shortIds.length - txs.length} txn from mempool (incl at least ${counts[1] ?? 0} from extra pool) ` +
          `and ${txs.length} txn requested`,
      );
      return accept(block);
    },
  });
}

/** Offers what may be in the block, until as much was found as there is to find. @returns how many are in it */
function offerAll(txs: Iterable<Transaction>, wanted: number, offer: (tx: Transaction) => boolean): number {
  let found = 0;
  for (const tx of txs) {
    if (found === wanted) break;
    if (offer(tx)) found++;
  }
  return found;
}
