import type { BlockRejectCode } from '../consensus/reject-codes.ts';
import type { Block } from '../primitives/block.ts';
import type { Rejected } from '../util/verdict.ts';
import type { BlockIndexEntry } from './block-index.ts';
import type { BlockUndo } from './undo.ts';

export interface BlockConnected {
  readonly entry: BlockIndexEntry;
  readonly block: Block;
  readonly undo: BlockUndo;
}

export interface BlockDisconnected {
  readonly entry: BlockIndexEntry;
  readonly block: Block;
}

export interface TipChanged {
  readonly tip: BlockIndexEntry;
  readonly previous: BlockIndexEntry;
}

export interface BlockArrived {
  readonly entry: BlockIndexEntry;
  readonly block: Block;
}

export interface BlockRefused {
  readonly entry: BlockIndexEntry;
  readonly rejected: Rejected<BlockRejectCode>;
}

/**
 * What the chain state tells, after it is durable: first every block that left the best chain, downwards,
 * then every block that came, upwards, then the new tip, once. `blockArrived` and `blockRefused` alone don't wait for
 * that.
 */
export interface ChainEvents {
  /**
   * A new block is judged by everything that needs no coins, and is right so far: for whoever passes it on early. It is
   * neither durable yet nor in the best chain, and may be refused still.
   * @source Bitcoin Core src/validationinterface.h NewPoWValidBlock
   */
  blockArrived: BlockArrived;
  /** A block whose header is in the tree broke a rule; it may have come long before. Whoever handed it in may be gone. */
  blockRefused: BlockRefused;
  blockDisconnected: BlockDisconnected;
  blockConnected: BlockConnected;
  tipChanged: TipChanged;
}
