import { type Block, decodeLeadingBlock } from '../primitives/block.ts';
import { fromHex } from '../util/bytes.ts';
import { RpcError } from './errors.ts';

/**
 * The block that the hex spells; what follows it is not looked at, as in Core.
 * @throws RpcError -22 `Block decode failed`
 * @source Bitcoin Core src/core_io.cpp DecodeHexBlk
 */
export function decodeBlockHex(hex: string): Block {
  const bytes = fromHex(hex);
  const block = bytes && decodeLeadingBlock(bytes);
  if (block?.ok) return block.value;
  throw new RpcError('RPC_DESERIALIZATION_ERROR', 'Block decode failed');
}
