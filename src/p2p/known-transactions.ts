import type { Mempool } from '../mempool/mempool.ts';
import type { Orphanage } from '../mempool/orphanage.ts';
import type { Block } from '../primitives/block.ts';
import { hasWitness, type Transaction } from '../primitives/tx.ts';
import type { TxRef } from './inventory.ts';
import { type Random, uint32 } from './random.ts';
import { createRollingBloomFilter, type RollingBloomFilter } from './rolling-bloom-filter.ts';

/**
 * Which transactions need not be asked for: those of the mempool, orphans, and those that were rejected or confirmed a
 * short time ago. The last two are remembered by filters, which now and then, one time in a million, take one for
 * another.
 * @source Bitcoin Core src/node/txdownloadman_impl.h TxDownloadManagerImpl
 */
export interface KnownTransactions {
  /** True where asking for it is of no use. @param rules.reconsiderable - whether that holds of one which a child might pay for */
  has(tx: TxRef, rules: { readonly reconsiderable: boolean }): boolean;
  /**
   * Refused since the tip last changed: by wtxid, for somebody could have spoiled the witness; by txid too where no
   * witness can help.
   */
  readonly rejected: Pick<RollingBloomFilter, 'insert' | 'contains'>;
  /** Refused for its fee, by wtxid, and packages that were refused, by the hash of their wtxids. */
  readonly reconsiderable: Pick<RollingBloomFilter, 'insert' | 'contains'>;
  /** The tip has changed: what was refused for the chain's state might not be now. */
  forgetRejected(): void;
  noteConfirmed(block: Pick<Block, 'transactions'>): void;
  /** Blocks left the best chain: what they held may be offered anew. */
  forgetConfirmed(): void;
}

/** Two minutes of the smallest transactions that fast peers can send. */
const REJECTED_CAPACITY = 120_000;
/** Both ids of all transactions of six blocks. */
const CONFIRMED_CAPACITY = 48_000;
const FALSE_POSITIVES = 0.000_001;

export interface KnownDependencies {
  readonly mempool: Pick<Mempool, 'get' | 'getByWtxid'>;
  readonly orphanage: Pick<Orphanage, 'getTx'>;
  readonly random: Pick<Random, 'below'>;
}

export function createKnownTransactions({
  mempool,
  orphanage,
  random,
}: KnownDependencies): KnownTransactions {
  const filter = (elements: number): RollingBloomFilter =>
    createRollingBloomFilter({ elements, falsePositiveRate: FALSE_POSITIVES, tweak: uint32(random) });
  const rejected = filter(REJECTED_CAPACITY);
  const reconsiderable = filter(REJECTED_CAPACITY);
  const confirmed = filter(CONFIRMED_CAPACITY);

  return {
    has({ hash, isWtxid }, rules) {
      // An orphan of that txid may have another witness; without one its txid is its wtxid.
      if (orphanage.getTx(hash)) return true;
      if (rules.reconsiderable && reconsiderable.contains(hash)) return true;
      if (confirmed.contains(hash) || rejected.contains(hash)) return true;
      return (isWtxid ? mempool.getByWtxid(hash) : mempool.get(hash)) !== undefined;
    },
    rejected,
    reconsiderable,
    forgetRejected() {
      rejected.reset(uint32(random));
      reconsiderable.reset(uint32(random));
    },
    noteConfirmed({ transactions }) {
      for (const tx of transactions) noteConfirmed(tx);
    },
    forgetConfirmed: () => confirmed.reset(uint32(random)),
  };

  function noteConfirmed(tx: Transaction): void {
    confirmed.insert(tx.txid);
    if (hasWitness(tx)) confirmed.insert(tx.wtxid);
  }
}
