import type { BlockchainContext } from '../blockchain/context.ts';
import type { MempoolContext } from '../mempool/context.ts';
import type { RawTransactionContext } from '../rawtransactions/context.ts';

/** What the methods about partially signed transactions need of the node. */
export type PsbtContext = RawTransactionContext &
  Pick<BlockchainContext, 'breathe' | 'isStopping'> &
  Pick<MempoolContext, 'mempoolOptions'>;
