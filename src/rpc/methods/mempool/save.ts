import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { FileError } from '../../files.ts';
import { defineMethod } from '../../registry.ts';
import type { MempoolContext } from './context.ts';

export const saveMempool = defineMethod({
  name: 'saveMempool',
  category: 'blockchain',
  description:
    "Writes the mempool to the file mempool.dat in the network's folder, in Bitcoin Core's form: importMempool and other programs read it. The node itself keeps the mempool in its database, a few milliseconds behind, and reads that at the start; with -persistmempool=0 it is written there by this method alone.",
  params: {},
  result: Type.Object({
    filename: Type.String({ description: 'the directory and file where the mempool was saved' }),
  }),
  errors: [
    {
      error: 'RPC_MISC_ERROR',
      when: 'what the last run left is not loaded yet, or the file cannot be written (debug.log says why)',
    },
  ],
  example: [],
  handler: async (_params, { mempool, mempoolFile, log }: MempoolContext) => {
    if (!mempool.isLoaded()) throw new RpcError('RPC_MISC_ERROR', 'The mempool was not loaded yet');
    mempool.save();
    try {
      await mempoolFile.write();
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      log.info(`Failed to dump mempool: ${error.message}. Continuing anyway.`);
      throw new RpcError('RPC_MISC_ERROR', 'Unable to dump mempool to disk');
    }
    return { filename: mempoolFile.path };
  },
});
