import type { IndexName } from '../../../index/ports.ts';
import { Type } from '../../../util/schema.ts';
import { defineMethod, optional } from '../../registry.ts';
import type { BlockchainContext } from '../blockchain/context.ts';

/** The names that Core shows; the address index is ours. */
const SHOWN_NAMES: Readonly<Record<IndexName, string>> = {
  txindex: 'txindex',
  addressindex: 'addressindex',
  txospenderindex: 'txospenderindex',
  blockfilterindex: 'basic block filter index',
  coinstatsindex: 'coinstatsindex',
};

export const getIndexInfo = defineMethod({
  name: 'getIndexInfo',
  category: 'util',
  description: 'Returns the status of one or all available indices currently running in the node.',
  params: {
    index_name: optional(Type.String(), 'Filter results for an index with a specific name.'),
  },
  result: Type.Record(
    Type.String({ description: 'The name of the index' }),
    Type.Object({
      synced: Type.Boolean({ description: 'Whether the index is synced or not' }),
      best_block_height: Type.Integer({ description: 'The block height to which the index is synced' }),
    }),
  ),
  errors: [],
  example: [],
  handler: async ({ index_name = '' }, { indexes }: Pick<BlockchainContext, 'indexes'>) => {
    const kept = await indexes.status();
    const shown = kept
      .map(({ name, isSynced, height }) => ({ name: SHOWN_NAMES[name], isSynced, height }))
      .filter(({ name }) => index_name === '' || name === index_name);
    return Object.fromEntries(
      shown.map(({ name, isSynced, height }) => [
        name,
        { synced: isSynced, best_block_height: Math.max(height, 0) },
      ]),
    );
  },
});
