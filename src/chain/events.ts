import type { Block } from '../primitives/block.ts';
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

/**
 * What the chain state tells, after it is durable: first every block that left the best chain, downwards,
 * then every block that came, upwards, then the new tip, once.
 */
export interface ChainEvents {
  blockDisconnected: BlockDisconnected;
  blockConnected: BlockConnected;
  tipChanged: TipChanged;
}
