import { DEFAULT_CHECK_BLOCKS, DEFAULT_CHECK_LEVEL } from '../../../chain/verify-chain.ts';
import { Type } from '../../../util/schema.ts';
import { defineMethod, withDefault } from '../../registry.ts';
import { INT32 } from '../../schemas.ts';
import type { BlockchainContext } from './context.ts';

export const verifyChainMethod = defineMethod({
  name: 'verifyChain',
  category: 'blockchain',
  description: 'Verifies blockchain database.',
  params: {
    checklevel: withDefault(
      INT32,
      DEFAULT_CHECK_LEVEL,
      'How thorough the block verification is: 0 reads the blocks from disk, 1 verifies block validity, 2 verifies undo data, 3 checks disconnection of tip blocks, 4 tries to reconnect the blocks; each level includes the checks of those before',
    ),
    nblocks: withDefault(INT32, DEFAULT_CHECK_BLOCKS, 'The number of blocks to check, 0 for all'),
  },
  result: Type.Boolean({
    description: 'Verification finished successfully. If false, check debug log for reason.',
  }),
  errors: [],
  example: [3, 6],
  handler: async ({ checklevel, nblocks }, { chainstate, isStopping }: BlockchainContext) => {
    const request = { level: checklevel, blocks: nblocks, isStopping };
    return (await chainstate.verify(request)).ok;
  },
});
