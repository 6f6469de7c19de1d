import { displayHash } from '../../../primitives/hash256.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { hexOf } from '../../json.ts';
import { defineMethod, required, withDefault } from '../../registry.ts';
import { hashHex, hexResult } from '../../schemas.ts';
import { type BlockchainContext, findBlock } from '../blockchain/context.ts';

/** What both methods about filters refuse. */
export const FILTER_ERRORS = [
  { error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'the filtertype is unknown' },
  { error: 'RPC_MISC_ERROR', when: 'the filters are not kept (-blockfilterindex), or still being made' },
] as const;

/** @throws RpcError -5, -1 */
export function requireFilterIndex(
  filtertype: string,
  { indexes }: Pick<BlockchainContext, 'indexes'>,
): void {
  if (filtertype !== 'basic') throw new RpcError('RPC_INVALID_ADDRESS_OR_KEY', 'Unknown filtertype');
  if (indexes.isKept('blockfilterindex')) return;
  throw new RpcError('RPC_MISC_ERROR', `Index is not enabled for filtertype ${filtertype}`);
}

export const getBlockFilter = defineMethod({
  name: 'getBlockFilter',
  category: 'blockchain',
  description: 'Retrieve a BIP 157 content filter for a particular block.',
  params: {
    blockhash: required(hashHex(), 'The hash of the block'),
    filtertype: withDefault(Type.String(), 'basic', 'The type name of the filter'),
  },
  result: Type.Object({
    filter: hexResult('the hex-encoded filter data'),
    header: hashHex(),
  }),
  errors: [
    ...FILTER_ERRORS,
    { error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'the block is not known, or never was in the best chain' },
  ],
  example: ['0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206'],
  handler: async ({ blockhash, filtertype }, context: BlockchainContext) => {
    requireFilterIndex(filtertype, context);
    const entry = findBlock(blockhash, context);
    const reader = await context.indexes.current('blockfilterindex');
    const found = reader?.filter(entry.hash);
    if (found) return { filter: hexOf(found.filter), header: displayHash(found.header) };
    if (reader) {
      throw new RpcError(
        'RPC_INVALID_ADDRESS_OR_KEY',
        'Filter not found. Block was not connected to active chain.',
      );
    }
    throw new RpcError(
      'RPC_MISC_ERROR',
      'Filter not found. Block filters are still in the process of being indexed.',
    );
  },
});
