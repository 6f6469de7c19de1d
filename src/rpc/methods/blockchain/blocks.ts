import { serializeHeader } from '../../../primitives/block-header.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import { toHex } from '../../../util/bytes.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { hexOf } from '../../json.ts';
import { defineMethod, required, withDefault } from '../../registry.ts';
import { hashHex, hexResult, INT32 } from '../../schemas.ts';
import {
  BlockWithPrevouts,
  BlockWithTransactions,
  BlockWithTxids,
  blockWithTransactionsView,
  blockWithTxidsView,
} from '../../views/block.ts';
import { headerFields, headerView } from '../../views/header.ts';
import {
  type BlockchainContext,
  findBlock,
  findBlockByHashOrHeight,
  HASH_OR_HEIGHT,
  readBlock,
  readBlockBytes,
} from './context.ts';

export const getBlockHash = defineMethod({
  name: 'getBlockHash',
  category: 'blockchain',
  description: 'Returns hash of block in best-block-chain at height provided.',
  params: { height: required(INT32, 'The height index') },
  result: hashHex(),
  errors: [{ error: 'RPC_INVALID_PARAMETER', when: 'the height is below 0 or above the tip' }],
  example: [1],
  handler: ({ height }, { chainstate }: BlockchainContext) => {
    const entry = chainstate.atHeight(height);
    if (!entry) throw new RpcError('RPC_INVALID_PARAMETER', 'Block height out of range');
    return displayHash(entry.hash);
  },
});

export const getBlockHeader = defineMethod({
  name: 'getBlockHeader',
  category: 'blockchain',
  description: 'Returns a block header: its fields, or with verbose false its 80 bytes as hex.',
  params: {
    blockhash: required(hashHex('hash'), 'The block hash'),
    verbose: withDefault(Type.Boolean(), true, 'true for a json object, false for the hex-encoded data'),
  },
  result: Type.Union([
    Type.Object(headerFields, { title: 'for verbose = true' }),
    Type.Unsafe<string>({ ...hexResult('The header, serialized'), title: 'for verbose = false' }),
  ]),
  errors: [{ error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'no such block is known' }],
  example: ['0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206'],
  handler: ({ blockhash, verbose }, context: BlockchainContext) => {
    const entry = findBlock(blockhash, context);
    return verbose ? headerView(entry, context.chainstate) : toHex(serializeHeader(entry.header));
  },
});

export const getBlock = defineMethod({
  name: 'getBlock',
  category: 'blockchain',
  description:
    'Returns a block: with verbosity 0 its bytes as hex, with 1 its fields and the ids of its transactions, with 2 the transactions in full, with 3 also the outputs that they spend.',
  params: {
    blockhash: required(HASH_OR_HEIGHT, 'The block hash, or a height of the best chain'),
    verbosity: withDefault(
      Type.Union([INT32, Type.Boolean()]),
      1,
      '0 for hex-encoded data, 1 for a json object, 2 for a json object with transaction data, 3 for one with the spent outputs too',
      { aliases: ['verbose'] },
    ),
  },
  result: Type.Union([
    Type.Unsafe<ReturnType<typeof hexOf>>({
      ...hexResult('The block, serialized'),
      title: 'for verbosity = 0',
    }),
    BlockWithTxids,
    BlockWithTransactions,
    BlockWithPrevouts,
  ]),
  errors: [
    { error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'no such block is known' },
    { error: 'RPC_INVALID_PARAMETER', when: 'a height is below 0 or above the tip' },
    { error: 'RPC_MISC_ERROR', when: 'only the header of the block is known' },
  ],
  example: [1, 2],
  handler: ({ blockhash, verbosity }, context: BlockchainContext) => {
    const { chainstate, network } = context;
    const entry = findBlockByHashOrHeight(blockhash, context);
    const level = Number(verbosity);
    if (level <= 0) return hexOf(readBlockBytes(entry, context));
    const block = readBlock(entry, context);
    const request = { entry, block, chainstate };
    if (level === 1) return blockWithTxidsView(request);
    return blockWithTransactionsView(request, { prefixes: network.addresses, withPrevouts: level >= 3 });
  },
});
