import type { MempoolView } from '../../mempool/view.ts';
import type { BlockchainContext } from '../methods/blockchain/context.ts';

/** What the resources need of the node. */
export interface RestContext extends Pick<BlockchainContext, 'chainstate' | 'network'> {
  readonly mempool: Pick<MempoolView, 'coins' | 'spenderOf'>;
}

/** Runs an RPC method for resources that are its result. @throws RpcError */
export type CallMethod = (name: string, ...params: readonly unknown[]) => Promise<unknown>;

/** What a resource is made from. */
export interface RestSources {
  readonly context: RestContext;
  readonly call: CallMethod;
}
