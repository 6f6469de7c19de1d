import type { MempoolEntry } from './entry.ts';

/**
 * Why a transaction left: it is in a block, a block spent its coins, another one took its place, it waited too long,
 * there was no room, or a reorganisation made it invalid.
 * @source Bitcoin Core src/kernel/mempool_removal_reason.cpp RemovalReasonToString
 */
export type RemovalReason = 'block' | 'conflict' | 'replaced' | 'expiry' | 'sizelimit' | 'reorg';

export interface TxAdded {
  readonly entry: MempoolEntry;
  /** The mempool's sequence number of this change. */
  readonly sequence: number;
}

export type TxSubmitted = Pick<TxAdded, 'entry'>;

export interface TxRemoved extends TxAdded {
  readonly reason: RemovalReason;
}

/**
 * What the mempool tells, as soon as it is so. Within a change of the chain it tells of each transaction by itself;
 * it is whole again by the time of the chain's `tipChanged`, for those who listen after it.
 */
export interface MempoolEvents {
  txAdded: TxAdded;
  txRemoved: TxRemoved;
  /** Somebody here wants peers to know of the transaction, which came in just now or was here before. */
  txSubmitted: TxSubmitted;
}
