import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod } from '../../registry.ts';
import type { MempoolContext } from './context.ts';

export const saveMempool = defineMethod({
  name: 'saveMempool',
  category: 'blockchain',
  description:
    'Writes the mempool to disk, now. It is kept there anyway, a few milliseconds behind; with -persistmempool=0 this is the only way.',
  params: {},
  result: Type.Object({
    filename: Type.String({ description: 'The file that has it: an SQLite database, table mempool' }),
  }),
  errors: [{ error: 'RPC_MISC_ERROR', when: 'what the last run left is not loaded yet' }],
  example: [],
  handler: (_params, { mempool, mempoolFile }: MempoolContext) => {
    if (!mempool.isLoaded()) throw new RpcError('RPC_MISC_ERROR', 'The mempool was not loaded yet');
    mempool.save();
    return { filename: mempoolFile };
  },
});
