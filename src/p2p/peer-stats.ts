/** What is known of a peer beyond its connection, for getPeerInfo; every part of the protocol adds its own. */
export interface PeerStats {
  /** Milliseconds. */
  readonly pingMs: number | undefined;
  readonly minPingMs: number | undefined;
  /** How long the one ping waits that is not answered yet, milliseconds. */
  readonly pingWaitMs: number | undefined;
  /** Height of the last header that both have; -1: none known. */
  readonly syncedHeaders: number;
  readonly syncedBlocks: number;
  /** Height of headers that are looked at before they are kept; -1: none. */
  readonly presyncedHeaders: number;
  /** Heights of the blocks asked of it. */
  readonly inFlight: readonly number[];
  readonly isAddrRelayEnabled: boolean;
  readonly addrProcessed: number;
  readonly addrRateLimited: number;
  readonly relaysTransactions: boolean;
  /** BIP37: it wants those alone that match its filter. */
  readonly hasBloomFilter: boolean;
  /** Satoshis per 1,000 virtual bytes. */
  readonly minFeeFilter: number;
  /** Transactions that wait to be announced. */
  readonly invToSend: number;
  readonly lastInvSequence: number;
  /** Seconds since 1970; 0: never. */
  readonly lastTransactionAt: number;
  readonly lastBlockAt: number;
  /** BIP152: we asked it for compact blocks unasked. */
  readonly isHighBandwidthTo: boolean;
  /** It asked us. */
  readonly isHighBandwidthFrom: boolean;
}

/** Of a peer of which nothing is known. */
export const NO_PEER_STATS: PeerStats = {
  pingMs: undefined,
  minPingMs: undefined,
  pingWaitMs: undefined,
  syncedHeaders: -1,
  syncedBlocks: -1,
  presyncedHeaders: -1,
  inFlight: [],
  isAddrRelayEnabled: false,
  addrProcessed: 0,
  addrRateLimited: 0,
  relaysTransactions: false,
  hasBloomFilter: false,
  minFeeFilter: 0,
  invToSend: 0,
  lastInvSequence: 0,
  lastTransactionAt: 0,
  lastBlockAt: 0,
  isHighBandwidthTo: false,
  isHighBandwidthFrom: false,
};
