import { decodeUndo } from '../chain/undo.ts';
import { decodeBlock } from '../primitives/block.ts';
import type { Hash256 } from '../primitives/hash256.ts';
import { expectDefined } from '../util/invariant.ts';
import type { ChainReader, IndexedBlock, IndexedTip } from './ports.ts';

/** What the chain's file gives: bytes. */
export interface ChainBytes extends Omit<ChainReader, 'read'> {
  block(hash: Hash256): Uint8Array | undefined;
  undo(hash: Hash256): Uint8Array | undefined;
}

/** Blocks from their bytes. */
export function createChainReader(bytes: ChainBytes): ChainReader {
  return {
    refresh: bytes.refresh,
    hashAt: bytes.hashAt,
    close: bytes.close,
    read: (tip) => readIndexed(tip, bytes),
  };
}

function readIndexed({ height, hash }: IndexedTip, bytes: ChainBytes): IndexedBlock | undefined {
  const data = bytes.block(hash);
  // The genesis block spends nothing, and has no undo data.
  const undoData = height === 0 ? Uint8Array.of(0) : bytes.undo(hash);
  if (!data || !undoData) return undefined;
  const block = decodeBlock(data);
  const undo = decodeUndo(undoData);
  return {
    height,
    block: expectDefined(block.ok ? block.value : undefined, 'a stored block'),
    undo: expectDefined(undo.ok ? undo.value : undefined, 'stored undo data'),
  };
}
