import type { BlockchainContext } from '../blockchain/context.ts';

/** What the methods about descriptors and addresses need of the node. */
export type DescriptorContext = Pick<BlockchainContext, 'network' | 'breathe' | 'isStopping'>;
