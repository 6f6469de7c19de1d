/** How the node behaves toward its peers. */
export interface P2pOptions {
  /** As what we show ourselves, BIP14. */
  readonly userAgent: string;
  /** No transactions from peers (`-blocksonly`). */
  readonly blocksOnly: boolean;
  /** Bytes that may be sent in a day (`-maxuploadtarget`); 0: any number. */
  readonly maxUploadTarget: number;
  /** Transactions that may be announced to inbound peers in a second, on average (`-txsendrate`). */
  readonly txSendRate: number;
  /** Transactions kept for compact blocks though they are not in the mempool (`-blockreconstructionextratxn`). */
  readonly maxExtraTransactions: number;
  /** Connections are made and taken (`-networkactive`). */
  readonly isActive: boolean;
  /** BIP324 where the other side has it too (`-v2transport`). */
  readonly useV2: boolean;
  /** Seconds after which a peer that is silent is given up (`-peertimeout`). */
  readonly peerTimeout: number;
}
