import { Type } from '../../../util/schema.ts';
import { rewardScriptOf } from '../../descriptors.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, required, withDefault } from '../../registry.ts';
import { hashHex, INT32 } from '../../schemas.ts';
import type { MiningContext } from './context.ts';
import { DEFAULT_MAX_TRIES, mineTo } from './generate.ts';

export const generateToDescriptor = defineMethod({
  name: 'generateToDescriptor',
  category: 'mining',
  description: 'Mine to a specified descriptor and return the block hashes.',
  params: {
    num_blocks: required(INT32, 'How many blocks are generated.'),
    descriptor: required(Type.String(), 'The descriptor to send the newly generated bitcoin to.'),
    maxtries: withDefault(INT32, DEFAULT_MAX_TRIES, 'How many iterations to try.'),
  },
  result: Type.Array(hashHex(), { description: 'hashes of blocks generated' }),
  errors: [
    { error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'it is no descriptor, or lacks a private key' },
    { error: 'RPC_INVALID_PARAMETER', when: 'the descriptor stands for more than one output' },
    { error: 'RPC_MISC_ERROR', when: 'others must sign the blocks of this network (signet)' },
    {
      error: 'RPC_INTERNAL_ERROR',
      when: 'the chain refuses the block made, e.g. as its time runs too far ahead',
    },
  ],
  example: [1, 'raw(0014751e76e8199196d454941c45d1b3a323f1433bd6)#t687veyk'],
  handler: async ({ num_blocks: count, descriptor, maxtries: maxTries }, context: MiningContext) => {
    const scriptPubKey = await rewardScriptOf(descriptor, context);
    if (typeof scriptPubKey === 'string') {
      throw new RpcError('RPC_INVALID_ADDRESS_OR_KEY', scriptPubKey);
    }
    return mineTo({ count, scriptPubKey, maxTries }, context);
  },
});
