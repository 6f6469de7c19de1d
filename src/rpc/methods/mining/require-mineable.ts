import { whyUnmineable } from '../../../mining/signet-mining.ts';
import { RpcError } from '../../errors.ts';
import type { MiningContext } from './context.ts';

/** Refuses to make blocks that nobody would accept. @throws RpcError on a signet whose blocks others sign */
export function requireMineable({ chainstate }: Pick<MiningContext, 'chainstate'>): void {
  const reason = whyUnmineable(chainstate.params);
  if (reason !== undefined) throw new RpcError('RPC_MISC_ERROR', `Can't mine: ${reason}`);
}
