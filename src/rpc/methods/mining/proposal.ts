import { decodeBlockHex } from '../../block-hex.ts';
import { RpcError } from '../../errors.ts';
import { wasConnected } from '../blockchain/context.ts';
import type { MiningContext } from './context.ts';

/**
 * What is wrong with a block that somebody might mine, in the words of BIP22; null where nothing is.
 * @param data - the block in hex, without proof of work
 * @throws RpcError -3 without data, -22 where they are no block
 * @source BIP23; Bitcoin Core src/rpc/mining.cpp getblocktemplate
 */
export async function judgeProposedBlock(
  data: unknown,
  { chainstate }: Pick<MiningContext, 'chainstate'>,
): Promise<string | null> {
  if (typeof data !== 'string') throw new RpcError('RPC_TYPE_ERROR', 'Missing data String key for proposal');
  const block = decodeBlockHex(data);
  const known = chainstate.find(block.hash);
  if (known?.failure === 'none') {
    return wasConnected(known, { chainstate }) ? 'duplicate' : 'duplicate-inconclusive';
  }
  if (known) return 'duplicate-invalid';
  const judged = await chainstate.judgeProposal(block);
  if (!judged) return 'inconclusive-not-best-prevblk';
  return judged.ok ? null : judged.code;
}
