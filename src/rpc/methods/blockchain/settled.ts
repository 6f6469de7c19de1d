import { Type } from '../../../util/schema.ts';
import { defineMethod } from '../../registry.ts';
import type { BlockchainContext } from './context.ts';

export const syncWithValidationInterfaceQueue = defineMethod({
  name: 'syncWithValidationInterfaceQueue',
  category: 'blockchain',
  hidden: true,
  description:
    'Waits until every block that was given before is judged, durable and told to all who go by it: mempool, miner, clients.',
  params: {},
  result: Type.Null(),
  errors: [],
  example: [],
  /** @source Bitcoin Core src/rpc/blockchain.cpp syncwithvalidationinterfacequeue */
  handler: async (_params, { chainstate }: Pick<BlockchainContext, 'chainstate'>) => {
    await chainstate.settled();
    return null;
  },
});
