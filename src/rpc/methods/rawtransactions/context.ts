import type { MempoolView } from '../../../mempool/view.ts';
import type { BlockchainContext } from '../blockchain/context.ts';

/** What the methods about single transactions need of the node. */
export interface RawTransactionContext extends Pick<BlockchainContext, 'chainstate' | 'network' | 'indexes'> {
  readonly mempool: MempoolView;
}
