import type { MempoolEntry } from '../mempool/entry.ts';
import { inMiningOrder } from '../mempool/mining-order.ts';
import type { MempoolView } from '../mempool/view.ts';
import { type Hash256, hashKey } from '../primitives/hash256.ts';
import { createTokenBucket } from './token-bucket.ts';

/**
 * Transactions that are to be announced, before they are handed to the peers: so many a second and no more, best first,
 * so that whoever floods the mempool does not flood the network through us. What is gone from the mempool by its turn
 * is forgotten.
 * @source Bitcoin Core src/net_processing.cpp InvToSendBucket
 */
export interface AnnounceBacklog {
  add(wtxid: Hash256): void;
  refill(nowMs: number): void;
  /** What may be announced now, best first. */
  take(): readonly Hash256[];
  clear(): void;
  info(): BacklogInfo;
}

export interface BacklogInfo {
  readonly backlog: number;
  /** Transactions that may be announced. */
  readonly countTokens: number;
  /** Bytes of such. */
  readonly sizeTokens: number;
}

export interface BacklogRules {
  /** Transactions a second to inbound peers. */
  readonly sendRate: number;
  /** How much faster than to these. */
  readonly speed: number;
}

export type OrderedMempool = Pick<MempoolView, 'getByWtxid' | 'clusterOf' | 'chunksOf'>;

/** Bytes at the start, at most, and a second: six times what blocks can hold. */
const SIZE_INITIAL = 12_000_000;
const SIZE_MAX = 50_000_000;
const SIZE_PER_SECOND = 20_000;
/** Seconds' worth of transactions that may come at once. */
const BURST_SECONDS = 30;
/** How far it is overdrawn each time, so that the backlog is not put in order for a few: what one `inv` has on average. */
const OVERDRAFT_SECONDS = 5;
const OVERDRAFT_BYTES = 50_000;

export function createAnnounceBacklog(
  { sendRate, speed }: BacklogRules,
  mempool: OrderedMempool,
): AnnounceBacklog {
  const burst = sendRate * BURST_SECONDS;
  const count = createTokenBucket({ perSecond: sendRate * speed, tokens: burst, max: burst });
  const size = createTokenBucket({ perSecond: SIZE_PER_SECOND * speed, tokens: SIZE_INITIAL, max: SIZE_MAX });
  const overdraft = sendRate * OVERDRAFT_SECONDS;
  let waiting = new Map<string, Hash256>();

  const mayGoOn = (): boolean => count.tokens() > -overdraft && size.tokens() > -OVERDRAFT_BYTES;

  function add(wtxid: Hash256): void {
    waiting.set(hashKey(wtxid), wtxid);
  }

  return {
    add,
    refill(nowMs) {
      count.refill(nowMs);
      size.refill(nowMs);
    },
    take() {
      if (waiting.size === 0 || count.tokens() <= 0 || size.tokens() <= 0) return [];
      const best = bestFirst(waiting.values(), mempool);
      waiting = new Map();
      const taken: Hash256[] = [];
      for (const { tx } of best) {
        if (!mayGoOn()) add(tx.wtxid);
        else {
          taken.push(tx.wtxid);
          count.take(1);
          size.take(tx.size);
        }
      }
      return taken;
    },
    clear: () => waiting.clear(),
    info: () => ({ backlog: waiting.size, countTokens: count.tokens(), sizeTokens: size.tokens() }),
  };
}

/** Those of them that are in the mempool, each once, in the order of mining. */
export function bestFirst(wtxids: Iterable<Hash256>, mempool: OrderedMempool): readonly MempoolEntry[] {
  const present = new Set<MempoolEntry>();
  for (const wtxid of wtxids) {
    const entry = mempool.getByWtxid(wtxid);
    if (entry) present.add(entry);
  }
  return inMiningOrder(present, mempool);
}
