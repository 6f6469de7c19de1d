import type { BlockIndexEntry } from '../chain/block-index.ts';
import type { MempoolEntry } from '../mempool/entry.ts';
import type { RemovalReason } from '../mempool/events.ts';
import type { HashRate } from '../mining/hash-rate.ts';
import type { Block } from '../primitives/block.ts';
import type { Transaction } from '../primitives/tx.ts';

/** What happens in a node, as it is told to whoever listens from outside. */

export interface BlockEvent {
  readonly topic: 'blocks';
  readonly entry: BlockIndexEntry;
  readonly block: Block;
}

export interface TransactionEvent {
  readonly topic: 'transactions';
  readonly tx: Transaction;
  /** Where it is now: nowhere, where it was removed for the reason. */
  readonly place:
    | { readonly in: 'mempool'; readonly entry: MempoolEntry }
    | { readonly in: 'block'; readonly block: BlockIndexEntry }
    | { readonly in: 'nothing'; readonly reason: RemovalReason };
  /** The scripts that it pays to and, where they are known, spends from. */
  readonly scripts: () => Iterable<Uint8Array>;
}

/** Blocks left the best chain: told before the blocks that came in their place. */
export interface ReorganisationEvent {
  readonly topic: 'reorganisations';
  readonly from: BlockIndexEntry;
  readonly to: BlockIndexEntry;
  /** The highest block that both have. */
  readonly fork: BlockIndexEntry;
}

export interface HashRateEvent {
  readonly topic: 'hashrate';
  /** Undefined while nothing hashes. */
  readonly hashRate: HashRate | undefined;
  readonly threads: number;
}

export type PushEvent = BlockEvent | TransactionEvent | ReorganisationEvent | HashRateEvent;

export const PUSH_TOPICS = ['blocks', 'transactions', 'reorganisations', 'hashrate'] as const;
export type PushTopic = PushEvent['topic'];
