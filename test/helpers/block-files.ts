import type { Block } from '../../src/primitives/block.ts';
import { serializeBlock } from '../../src/primitives/block.ts';
import { concatBytes } from '../../src/util/bytes.ts';
import { REGTEST } from './regtest.ts';

/** A record of a block file: magic, size, block. */
export function blockRecord(block: Block | Uint8Array, magic = REGTEST.magic): Uint8Array {
  const bytes = block instanceof Uint8Array ? block : serializeBlock(block);
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, bytes.length, true);
  return concatBytes(magic, size, bytes);
}
