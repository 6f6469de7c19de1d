import type { MempoolContext } from '../methods/mempool/context.ts';

/** What explanations need of the node. */
export type ExplainContext = Pick<MempoolContext, 'chainstate' | 'network' | 'mempool' | 'mempoolOptions'>;
