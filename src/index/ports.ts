import type { BlockUndo } from '../chain/undo.ts';
import type { Block } from '../primitives/block.ts';
import type { Hash256 } from '../primitives/hash256.ts';

/** What the indexes need of others: `store` reads the chain's file and keeps the tables. */

/** Every index, by the name of its option. */
export const INDEX_NAMES = [
  'txindex',
  'addressindex',
  'txospenderindex',
  'blockfilterindex',
  'coinstatsindex',
] as const;
export type IndexName = (typeof INDEX_NAMES)[number];

/** A block of the best chain, and what it spends. */
export interface IndexedBlock {
  readonly height: number;
  readonly block: Block;
  readonly undo: BlockUndo;
}

/** The last block that an index has. */
export interface IndexedTip {
  readonly height: number;
  readonly hash: Hash256;
}

/** The chain as its file has it, read beside the node that writes it. */
export interface ChainReader {
  /** Looks for the best chain as it is now. @returns its last block */
  refresh(): IndexedTip | undefined;
  /** The best chain's block of that height, as of the last refresh. */
  hashAt(height: number): Hash256 | undefined;
  /** A block of any chain; undefined where it, or what it spent, is not kept (any more). */
  read(tip: IndexedTip): IndexedBlock | undefined;
  close(): void;
}

export interface TransactionRow {
  readonly txid: Hash256;
  /** In its block; the coinbase is 0. */
  readonly position: number;
}

/** What one transaction means for one script. */
export interface HistoryRow extends TransactionRow {
  /** SHA-256 of the scriptPubKey. */
  readonly scriptHash: Uint8Array;
  /** Satoshis that the transaction pays to the script, less those of the script that it spends. */
  readonly change: number;
}

/** A spend of an output. */
export interface SpendRow {
  /** 36 bytes. */
  readonly outpoint: Uint8Array;
  /** Of the spending transaction, in its block. */
  readonly position: number;
  readonly input: number;
}

export interface FilterRow {
  readonly filter: Uint8Array;
  readonly header: Hash256;
}

/** What the coins are after a block; sums are of the whole chain up to it. Satoshis. */
export interface StatsRow {
  readonly coins: number;
  readonly bogoSize: number;
  readonly totalAmount: number;
  /** 32 bytes; see crypto/muhash.ts. */
  readonly muHash: Uint8Array;
  readonly subsidies: number;
  readonly spent: number;
  readonly created: number;
  readonly coinbases: number;
  readonly unspendableGenesis: number;
  readonly unspendableRepeated: number;
  readonly unspendableScripts: number;
  readonly unclaimed: number;
  /** Of this block alone. */
  readonly fees: number;
  /** The script that the first output of this block's coinbase pays to. */
  readonly miner: Uint8Array;
}

/** What one block means for the indexes that were asked for. */
export interface BlockRows {
  readonly tip: IndexedTip;
  /** Of the block's own header, seconds since 1970. */
  readonly time: number;
  readonly transactionCount: number;
  readonly transactions: readonly TransactionRow[];
  readonly history: readonly HistoryRow[];
  readonly spends: readonly SpendRow[];
  readonly filter: FilterRow | undefined;
  readonly stats: StatsRow | undefined;
}

/** Everything that one commit writes. */
export interface IndexBatch {
  readonly names: readonly IndexName[];
  /** Where they are afterwards; undefined: before the genesis block. */
  readonly tip: IndexedTip | undefined;
  readonly connected: readonly BlockRows[];
  readonly disconnected: readonly BlockRows[];
  /** The number behind the hash of the coins, after it (crypto/muhash.ts); where it changes. */
  readonly coinSet?: Uint8Array;
}

export interface IndexStore {
  tipOf(name: IndexName): IndexedTip | undefined;
  /** All of it or nothing. @throws StoreError */
  commit(batch: IndexBatch): void;
  /** Forgets all of an index. */
  clear(name: IndexName): void;
  filterOf(hash: Hash256): FilterRow | undefined;
  statsOf(hash: Hash256): StatsRow | undefined;
  coinSet(): Uint8Array | undefined;
  close(): void;
}

/** Where an indexed transaction is. */
export interface TransactionPlace {
  readonly height: number;
  readonly position: number;
}

/** A transaction of a script's history. */
export interface HistoryEntry extends TransactionPlace {
  readonly txid: Hash256;
  /** As in HistoryRow. */
  readonly change: number;
}

/** The tables, for who asks. @throws StoreError, from all */
export interface IndexReader {
  transaction(txid: Hash256): TransactionPlace | undefined;
  /** The spend of an output. @param outpoint - 36 bytes */
  spend(outpoint: Uint8Array): (TransactionPlace & { readonly input: number }) | undefined;
  /** A part of a script's history, upwards. @param scriptHash - SHA-256 of the scriptPubKey */
  history(
    scriptHash: Uint8Array,
    range: { readonly skip: number; readonly count: number },
  ): readonly HistoryEntry[];
  /** How many transactions that is in all, and what they left the script. */
  historyTotals(scriptHash: Uint8Array): {
    readonly count: number;
    readonly balance: number;
    readonly received: number;
  };
  filter(hash: Hash256): FilterRow | undefined;
  stats(hash: Hash256): StatsRow | undefined;
  close(): void;
}
