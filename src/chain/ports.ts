import type { Coin } from '../consensus/coin.ts';
import type { BlockRejectCode } from '../consensus/reject-codes.ts';
import type { BlockHeader } from '../primitives/block-header.ts';
import type { Hash256 } from '../primitives/hash256.ts';
import type { OutPoint } from '../primitives/outpoint.ts';
import type { Transaction } from '../primitives/tx.ts';
import type { ScriptFlags } from '../script/flags.ts';
import type { Verdict } from '../util/verdict.ts';

/** What the chain state needs from others: `store` keeps it on disk, `pool` checks scripts. */

/** Answers which outputs are unspent. */
export interface CoinsSource {
  /** The coin, or undefined where there is none or it is spent. */
  getCoin(outpoint: OutPoint): Coin | undefined;
}

/** A coin that came, or one that went. */
export interface CoinChange {
  readonly outpoint: OutPoint;
  /** The coin as it is now; undefined: spent or unmade. */
  readonly coin: Coin | undefined;
}

/** Whether a block, or a block below it, broke a rule. */
export type BlockFailure = 'none' | 'self' | 'ancestor';

/** One header of the tree as it is kept. */
export interface BlockRecord {
  readonly hash: Hash256;
  readonly height: number;
  readonly header: BlockHeader;
  /** Transactions of the block; 0 where only the header is known. */
  readonly txCount: number;
  /**
   * The order in which the chains up to each block became complete, from 1; 0 while data are missing; below 0 where
   * the operator prefers the block to others of the same work.
   */
  readonly sequence: number;
  readonly failure: BlockFailure;
}

export interface BlockBytes {
  readonly hash: Hash256;
  readonly bytes: Uint8Array;
}

/** Everything that one change of the chain state writes. */
export interface ChainBatch {
  /** Headers that are new or changed. */
  readonly records: readonly BlockRecord[];
  /** New blocks, serialized with witnesses. */
  readonly blocks: readonly BlockBytes[];
  /** Those of them that come below the pruned height, if there are any. */
  readonly lateBlocks?: readonly LateBlock[];
  /** Undo data of newly connected blocks (see undo.ts). */
  readonly undos: readonly BlockBytes[];
  readonly coins: Iterable<CoinChange>;
  /** The new tip, where it changed. */
  readonly tip?: Hash256;
}

/** A block that came when its height was pruned already. */
export interface LateBlock {
  readonly hash: Hash256;
  /** It is pruned together with the blocks of this height. */
  readonly until: number;
}

/** Heights from the first to the last, both included. */
export interface HeightRange {
  readonly first: number;
  readonly last: number;
}

export interface HeightBytes {
  readonly height: number;
  readonly bytes: number;
}

/** An unspent output and where it is. */
export interface UnspentCoin {
  readonly outpoint: OutPoint;
  readonly coin: Coin;
}

/** The coins as one commit left them, whatever is committed while they are read. */
export interface CoinsSnapshot extends CoinsSource {
  /** The block that they are the coins of. */
  readonly tip: Hash256;
  /** All coins by their outpoints' bytes, some at a time: between two pages others may have their turn. */
  pages(): Iterable<readonly UnspentCoin[]>;
  /** Bytes that the coins take on disk, in parts to be summed. */
  diskUse(): Iterable<number>;
  /** The block's bytes, or undefined where its data were not kept then; what is pruned since is here. */
  readBlock(hash: Hash256): Uint8Array | undefined;
  /** Its undo data, likewise. */
  readUndo(hash: Hash256): Uint8Array | undefined;
  /**
   * Changes the coins of this snapshot alone: what it reads from now on. The store knows nothing of it.
   * @throws OperatorError where the changes, which lie beside the store, find no room; so do all reads from then on
   */
  apply(changes: Iterable<CoinChange>): void;
  /** Ends the snapshot: while it lasts the store can't clear its log of changes. */
  close(): void;
}

export interface SnapshotOptions {
  /** Where changes of the snapshot's own lie: in a temporary file unless given. */
  readonly changesIn?: 'file' | 'memory';
}

export interface ChainStore extends CoinsSource {
  /** Runs `read`, which reads much and writes nothing: one look at the store for all of it costs half the time. */
  readTogether<T>(read: () => T): T;
  /**
   * Every header, parents before children, the tip, and the height up to which blocks are pruned; no tip in a new
   * store. The headers are read while they are asked for: nothing is to be written before the last one.
   * @throws StoreError, from the headers too
   */
  loadChain(): {
    readonly records: Iterable<BlockRecord>;
    readonly tip: Hash256 | undefined;
    readonly prunedHeight: number;
  };
  /** @throws DiskFullError where nothing can be written now */
  requireRoom(): void;
  /**
   * Writes the batch as one transaction: all of it, durable when this returns, or nothing.
   * @throws StoreError; DiskFullError, after which the same may be tried again
   */
  commitChain(batch: ChainBatch): void;
  /**
   * Deletes the data and undo data of all blocks of these heights, durably, and of late blocks whose time has come, and
   * notes that they are pruned.
   */
  pruneBlocks(heights: HeightRange): void;
  /** Bytes of all blocks and undo data. */
  blockBytes(): number;
  /** Bytes of the blocks and undo data of each of these heights that has any, upwards. */
  blockBytesByHeight(heights: HeightRange): readonly HeightBytes[];
  /** The block's bytes, or undefined where its data are not kept. */
  readBlock(hash: Hash256): Uint8Array | undefined;
  /** The block's undo data, or undefined where it was never connected. */
  readUndo(hash: Hash256): Uint8Array | undefined;
  /** The coins as they are now, to be read in peace. Whoever opens it closes it. */
  openCoinsSnapshot(options?: SnapshotOptions): CoinsSnapshot;
}

/** The scripts of one transaction's inputs, to be run against the outputs that they spend. */
export interface ScriptCheck {
  readonly tx: Transaction;
  /** The coins spent, in input order. */
  readonly coins: readonly Coin[];
}

export interface ScriptVerifier {
  /**
   * Begins to check a block's scripts by these rules.
   * @param maxInputs - how many inputs will be added at most
   */
  begin(flags: ScriptFlags, maxInputs: number): BlockScripts;
}

/** The scripts of one block, of which either the verdict is asked or nothing. */
export interface BlockScripts {
  /** Adds those of the next transaction. They may run from now on, on other threads, while more are added. */
  add(check: ScriptCheck): void;
  /** @rejects block-script-verify-flag-failed (…) for the first failing input in block order */
  verdict(): Promise<Verdict<void, BlockRejectCode>>;
  /** The block is refused for another reason: ends what still runs. */
  abandon(): void;
}
