import { Type } from '@sinclair/typebox';
import { COIN_HASH_TYPES, type CoinHashType, computeCoinStats } from '../../../chain/coin-stats.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { RpcError } from '../../errors.ts';
import { amount } from '../../json.ts';
import { defineMethod, optional, withDefault } from '../../registry.ts';
import { amountResult, hashHex, INT32 } from '../../schemas.ts';
import { type BlockchainContext, interruptionPoint } from './context.ts';

export const getTxOutSetInfo = defineMethod({
  name: 'getTxOutSetInfo',
  category: 'blockchain',
  description:
    'Returns statistics about the unspent transaction output set. All of them are read: this may take some time.',
  params: {
    hash_type: withDefault(
      Type.String(),
      'hash_serialized_3',
      "Which UTXO set hash should be calculated. Options: 'hash_serialized_3' (the legacy algorithm), 'muhash', 'none'.",
    ),
    hash_or_height: optional(
      Type.Unknown(),
      'The block hash or height of the target height (only available with coinstatsindex).',
      {
        defaultHint: 'the current best block',
        shown: Type.Union([hashHex(), INT32]),
      },
    ),
    use_index: withDefault(Type.Boolean(), true, 'Use coinstatsindex, if available.'),
  },
  result: Type.Object({
    height: Type.Integer({ description: 'The block height (index) of the returned statistics' }),
    bestblock: hashHex(),
    txouts: Type.Integer({ description: 'The number of unspent transaction outputs' }),
    bogosize: Type.Integer({
      description: 'Database-independent, meaningless metric indicating the UTXO set size',
    }),
    hash_serialized_3: Type.Optional(hashHex()),
    muhash: Type.Optional(hashHex()),
    total_amount: amountResult('The total amount of coins in the UTXO set'),
    transactions: Type.Integer({ description: 'The number of transactions with unspent outputs' }),
    disk_size: Type.Integer({ description: 'Bytes that the coins take on disk' }),
  }),
  errors: [
    {
      error: 'RPC_INVALID_PARAMETER',
      when: 'the hash type is unknown, or a block is named, which takes an index that this version does not have',
    },
    { error: 'RPC_CLIENT_NOT_CONNECTED', when: 'the node stops meanwhile' },
  ],
  example: ['muhash'],
  handler: async ({ hash_type, hash_or_height }, context: BlockchainContext) => {
    const hashType = parseHashType(hash_type);
    if (hash_or_height !== undefined) {
      throw new RpcError('RPC_INVALID_PARAMETER', 'Querying specific block heights requires coinstatsindex');
    }
    return txOutSetInfo(hashType, context);
  },
});

/** @source Bitcoin Core src/rpc/blockchain.cpp ParseHashType */
function parseHashType(text: string): CoinHashType {
  const hashType = COIN_HASH_TYPES.find((known) => known === text);
  if (!hashType) throw new RpcError('RPC_INVALID_PARAMETER', `'${text}' is not a valid hash_type`);
  return hashType;
}

async function txOutSetInfo(hashType: CoinHashType, context: BlockchainContext) {
  const { chainstate } = context;
  const snapshot = await chainstate.openCoinsSnapshot();
  try {
    const tip = expectDefined(chainstate.find(snapshot.tip), 'the stored tip is a known block');
    const stats = await computeCoinStats(snapshot, hashType, interruptionPoint(context));
    return {
      height: tip.height,
      bestblock: displayHash(tip.hash),
      txouts: stats.coins,
      bogosize: stats.bogoSize,
      ...(stats.hash && { [hashType]: displayHash(stats.hash) }),
      total_amount: amount(stats.totalAmount),
      transactions: stats.transactions,
      disk_size: stats.diskSize,
    };
  } finally {
    snapshot.close();
  }
}
