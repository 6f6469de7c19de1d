import type { BlockIndexEntry } from '../../../chain/block-index.ts';
import type { Chainstate } from '../../../chain/chainstate.ts';
import type { MempoolEntry } from '../../../mempool/entry.ts';
import { displayHash, type Hash256, parseDisplayHash } from '../../../primitives/hash256.ts';
import { serializeTransaction, type Transaction } from '../../../primitives/tx.ts';
import { equalBytes } from '../../../util/bytes.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { hexOf } from '../../json.ts';
import { defineMethod, optional, required, withDefault } from '../../registry.ts';
import { hashHex, hexResult, INT32 } from '../../schemas.ts';
import {
  feeField,
  hexField,
  transactionFields,
  transactionFieldsWithPrevouts,
  transactionWithHexView,
} from '../../views/transaction.ts';
import { EXAMPLE_TXID } from '../examples.ts';
import type { RawTransactionContext } from './context.ts';

const leadingFields = {
  in_active_chain: Type.Optional(
    Type.Boolean({
      description: 'Whether the block is in the best chain (only with a "blockhash" argument)',
    }),
  ),
  vsize_adjusted: Type.Optional(
    Type.Integer({ description: 'Sigop-adjusted virtual size, for mempool transactions' }),
  ),
};

const blockFields = {
  blockhash: Type.Optional(hashHex()),
  confirmations: Type.Optional(Type.Integer({ description: 'The confirmations' })),
  time: Type.Optional(Type.Integer({ description: 'Same as "blocktime"' })),
  blocktime: Type.Optional(Type.Integer({ description: 'The block time, seconds since 1970' })),
};

export const getRawTransaction = defineMethod({
  name: 'getRawTransaction',
  category: 'rawtransactions',
  description:
    'Returns a transaction of the mempool or, where a block is named, of that block; with -txindex of any block: with verbosity 0 its bytes as hex, with 1 its fields, with 2 also its fee and the outputs that it spends.',
  params: {
    txid: required(hashHex('parameter 1'), 'The transaction id'),
    verbosity: withDefault(
      Type.Union([INT32, Type.Boolean()]),
      0,
      '0 for hex-encoded data, 1 for a JSON object, and 2 for JSON object with fee and prevout',
      { aliases: ['verbose'] },
    ),
    blockhash: optional(hashHex('parameter 3'), 'The block in which to look for the transaction'),
  },
  result: Type.Union([
    Type.Unsafe<ReturnType<typeof hexOf>>({
      ...hexResult('The transaction, serialized'),
      title: 'if verbosity is not set or set to 0',
    }),
    Type.Object(
      { ...leadingFields, ...transactionFields, ...hexField, ...blockFields },
      { title: 'if verbosity is set to 1' },
    ),
    Type.Object(
      { ...leadingFields, ...transactionFieldsWithPrevouts, ...feeField, ...hexField, ...blockFields },
      { title: 'for verbosity = 2' },
    ),
  ]),
  errors: [
    { error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'the transaction, or the block, is not found' },
    { error: 'RPC_MISC_ERROR', when: 'only the header of the block is known' },
  ],
  example: [EXAMPLE_TXID, 1],
  handler: async ({ txid, verbosity, blockhash }, context: RawTransactionContext) => {
    const found = await findTransaction(hashOf(txid), blockhash, context);
    const level = Number(verbosity);
    if (level <= 0) return hexOf(serializeTransaction(found.tx));
    return foundView(found, { level, isBlockNamed: blockhash !== undefined }, context);
  },
});

/** A transaction and where it was found. */
type Found =
  | { readonly tx: Transaction; readonly mempoolEntry: MempoolEntry; readonly block?: undefined }
  | { readonly tx: Transaction; readonly block: BlockIndexEntry; readonly index: number };

/** @source Bitcoin Core src/rpc/rawtransaction.cpp getrawtransaction; src/node/transaction.cpp GetTransaction */
async function findTransaction(
  txid: Hash256,
  blockhash: string | undefined,
  { chainstate, network, mempool, indexes }: RawTransactionContext,
): Promise<Found> {
  const [genesisCoinbase] = network.genesis.transactions;
  if (genesisCoinbase && equalBytes(genesisCoinbase.txid, txid)) {
    throw notFound(
      'The genesis block coinbase is not considered an ordinary transaction and cannot be retrieved',
    );
  }
  if (blockhash !== undefined) return findInBlock(txid, hashOf(blockhash), chainstate);
  const mempoolEntry = mempool.get(txid);
  if (mempoolEntry) return { tx: mempoolEntry.tx, mempoolEntry };
  const isKept = indexes.isKept('txindex');
  const reader = isKept ? await indexes.current('txindex') : undefined;
  const place = reader?.transaction(txid);
  const block = place && chainstate.atHeight(place.height);
  if (block) return findInBlock(txid, block.hash, chainstate);
  throw notFound(`${whyNotFound(isKept, reader !== undefined)}${HINT}`);
}

function whyNotFound(isKept: boolean, isCurrent: boolean): string {
  if (!isKept) {
    return 'No such mempool transaction. Use -txindex or provide a block hash to enable blockchain transaction queries';
  }
  return isCurrent
    ? 'No such mempool or blockchain transaction'
    : 'No such mempool transaction. Blockchain transactions are still in the process of being indexed';
}

const HINT = '. Use gettransaction for wallet transactions.';

function findInBlock(txid: Hash256, blockhash: Hash256, chainstate: Chainstate): Found {
  const entry = chainstate.find(blockhash);
  if (!entry) throw notFound('Block hash not found');
  const block = chainstate.readBlock(entry);
  if (!block) throw new RpcError('RPC_MISC_ERROR', 'Block not available');
  const index = block.transactions.findIndex((tx) => equalBytes(tx.txid, txid));
  const tx = block.transactions[index];
  if (!tx) throw notFound(`No such transaction found in the provided block${HINT}`);
  return { tx, block: entry, index };
}

/** @source Bitcoin Core src/rpc/rawtransaction.cpp TxToJSON */
function foundView(
  found: Found,
  { level, isBlockNamed }: { readonly level: number; readonly isBlockNamed: boolean },
  { chainstate, network }: RawTransactionContext,
) {
  const { tx } = found;
  const prefixes = network.addresses;
  if (!found.block) {
    return { vsize_adjusted: found.mempoolEntry.vsize, ...transactionWithHexView(tx, { prefixes }) };
  }
  const { block, index } = found;
  const isActive = chainstate.isActive(block);
  // The coinbase spends nothing: the undo data begin with the transaction behind it.
  const spent = level >= 2 && index > 0 ? chainstate.readUndo(block)?.[index - 1] : undefined;
  return {
    ...(isBlockNamed && { in_active_chain: isActive }),
    ...transactionWithHexView(tx, { prefixes, spent, withPrevouts: true }),
    blockhash: displayHash(block.hash),
    ...(isActive
      ? {
          confirmations: chainstate.tip().height - block.height + 1,
          time: block.header.time,
          blocktime: block.header.time,
        }
      : { confirmations: 0 }),
  };
}

function hashOf(hex: string): Hash256 {
  return expectDefined(parseDisplayHash(hex), 'a hash that was checked');
}

function notFound(message: string): RpcError {
  return new RpcError('RPC_INVALID_ADDRESS_OR_KEY', message);
}
