import type { MempoolEntry } from '../mempool/entry.ts';
import { type FeeRate, feeAtRate } from '../policy/fee-rate.ts';
import type { Hash256 } from '../primitives/hash256.ts';
import type { BloomFilter } from './bloom-filter.ts';
import { INV_TYPE, type InventoryItem } from './codec/message.ts';
import { isFullRelay, type Peer } from './peer.ts';
import { type Random, uint32 } from './random.ts';
import { createRollingBloomFilter, type RollingBloomFilter } from './rolling-bloom-filter.ts';
import { hasServices, SERVICE } from './services.ts';

/** What is known of a peer to which transactions are announced. @source Bitcoin Core Peer::TxRelay */
export interface RelayPeer {
  /** False until it sends a filter, where it said so in its greeting. */
  wantsTransactions: boolean;
  /** What it wants alone (BIP37). */
  bloomFilter: BloomFilter | undefined;
  /** Ids that it has told us or we it; wtxids where it uses these. */
  readonly known: RollingBloomFilter;
  /** To be announced, by wtxid, in any order; what is gone by then is passed over. */
  toSend: Hash256[];
  /** BIP35: it has asked for the whole mempool. */
  wantsMempool: boolean;
  /** 0: nothing was announced nor kept for it yet. */
  nextInvMs: number;
  /** The mempool's number of when it was last told something: what came in later is not served to it. */
  lastInvSequence: number;
  /** BIP133 */
  minFeeRate: FeeRate;
}

/** @source Bitcoin Core src/net_processing.cpp m_tx_inventory_known_filter */
const KNOWN_COUNT = 50_000;
const KNOWN_FALSE_POSITIVES = 0.000_001;

/** Whether the peer ever is announced transactions: others are not even kept in mind. */
export function mayRelayTo(peer: Peer): boolean {
  return isFullRelay(peer) && (wantsTransactions(peer) || offersBloom(peer));
}

export function offersBloom({ ourServices }: Pick<Peer, 'ourServices'>): boolean {
  return hasServices(ourServices, SERVICE.bloom);
}

export function createRelayPeer(peer: Peer, random: Pick<Random, 'below'>): RelayPeer {
  return {
    wantsTransactions: wantsTransactions(peer),
    bloomFilter: undefined,
    known: createRollingBloomFilter({
      elements: KNOWN_COUNT,
      falsePositiveRate: KNOWN_FALSE_POSITIVES,
      tweak: uint32(random),
    }),
    toSend: [],
    wantsMempool: false,
    nextInvMs: 0,
    lastInvSequence: 1,
    minFeeRate: 0,
  };
}

function wantsTransactions({ greeting }: Peer): boolean {
  return greeting?.wantsTransactions === true;
}

/** How the transaction is announced to the peer. */
export function itemFor({ usesWtxids }: Peer, { tx }: MempoolEntry): InventoryItem {
  return usesWtxids ? { type: INV_TYPE.wtx, hash: tx.wtxid } : { type: INV_TYPE.tx, hash: tx.txid };
}

/** True where the transaction pays enough for the peer. */
export function paysEnough({ fee, vsize }: MempoolEntry, { minFeeRate }: RelayPeer): boolean {
  return fee >= feeAtRate(minFeeRate, vsize);
}
