import { COIN_HASH_TYPES, type CoinHashType, computeCoinStats } from '../../../chain/coin-stats.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { amount } from '../../json.ts';
import { defineMethod, optional, withDefault } from '../../registry.ts';
import { amountResult, hashHex } from '../../schemas.ts';
import { type BlockchainContext, HASH_OR_HEIGHT, interruptionPoint, readHashOrHeight } from './context.ts';
import { indexedFields, indexedTxOutSetInfo } from './indexed-tx-out-set.ts';

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
        shown: HASH_OR_HEIGHT,
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
    transactions: Type.Optional(
      Type.Integer({
        description: 'The number of transactions with unspent outputs (not from coinstatsindex)',
      }),
    ),
    disk_size: Type.Optional(
      Type.Integer({ description: 'Bytes that the coins take on disk (not from coinstatsindex)' }),
    ),
    ...indexedFields,
  }),
  errors: [
    {
      error: 'RPC_INVALID_PARAMETER',
      when: 'the hash type is unknown, or a block is named without an index (-coinstatsindex), or another hash than muhash',
    },
    { error: 'RPC_CLIENT_NOT_CONNECTED', when: 'the node stops meanwhile' },
  ],
  example: ['muhash'],
  handler: async ({ hash_type, hash_or_height, use_index }, context: BlockchainContext) => {
    const hashType = parseHashType(hash_type);
    const isKept = context.indexes.isKept('coinstatsindex');
    if (hash_or_height !== undefined) {
      if (!isKept) throw invalid('Querying specific block heights requires coinstatsindex');
      if (hashType === 'hash_serialized_3') {
        throw invalid('hash_serialized_3 hash type cannot be queried for a specific block');
      }
      if (!use_index) throw invalid('Cannot set use_index to false when querying for a specific block');
    }
    if (!isKept || !use_index || hashType === 'hash_serialized_3') return txOutSetInfo(hashType, context);
    const named =
      hash_or_height === undefined ? undefined : readHashOrHeight(hash_or_height, 'hash_or_height', context);
    return indexedTxOutSetInfo(named, hashType, context);
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

function invalid(message: string): RpcError {
  return new RpcError('RPC_INVALID_PARAMETER', message);
}
