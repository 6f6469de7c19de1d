import type { BlockIndexEntry } from '../../chain/block-index.ts';
import type { Chainstate } from '../../chain/chainstate.ts';
import type { BlockUndo } from '../../chain/undo.ts';
import { blockWeight } from '../../consensus/weight.ts';
import { type Block, blockSize, strippedBlockSize } from '../../primitives/block.ts';
import { displayHash } from '../../primitives/hash256.ts';
import { toHex } from '../../util/bytes.ts';
import { type TSchema, Type } from '../../util/schema.ts';
import { eachOf } from '../json.ts';
import { arrayResult, hashHex, hexResult } from '../schemas.ts';
import { headerFields, headerView } from './header.ts';
import {
  TransactionView,
  type TransactionViewOptions,
  TransactionWithPrevoutsView,
  transactionWithHexView,
} from './transaction.ts';

const CoinbaseSummary = Type.Object({
  version: Type.Integer(),
  locktime: Type.Integer(),
  sequence: Type.Integer(),
  coinbase: hexResult("The coinbase input's script"),
  witness: Type.Optional(hexResult("The coinbase input's first witness item, where it has one")),
});

/** The schema of a block with `tx` as the list of its transactions. */
function blockSchema<T extends TSchema>(tx: T, title: string) {
  return Type.Object(
    {
      ...headerFields,
      strippedsize: Type.Integer({ description: 'The block size excluding witness data' }),
      size: Type.Integer({ description: 'The block size' }),
      weight: Type.Integer({ description: 'The block weight (BIP141)' }),
      coinbase_tx: CoinbaseSummary,
      tx,
    },
    { title },
  );
}

export const BlockWithTxids = blockSchema(Type.Array(hashHex()), 'for verbosity = 1');
export const BlockWithTransactions = blockSchema(arrayResult(TransactionView), 'for verbosity = 2');
export const BlockWithPrevouts = blockSchema(arrayResult(TransactionWithPrevoutsView), 'for verbosity = 3');

interface BlockViewRequest {
  readonly entry: BlockIndexEntry;
  readonly block: Block;
  readonly chainstate: Chainstate;
}

/** A block with the ids of its transactions. @source Bitcoin Core src/rpc/blockchain.cpp blockToJSON */
export function blockWithTxidsView(request: BlockViewRequest) {
  return { ...commonFields(request), tx: request.block.transactions.map((tx) => displayHash(tx.txid)) };
}

/** A block with its transactions in full; fees and spent outputs are shown where the block was connected. */
export function blockWithTransactionsView(
  request: BlockViewRequest,
  options: Pick<TransactionViewOptions, 'prefixes' | 'withPrevouts'>,
) {
  const { block, entry, chainstate } = request;
  const undo = chainstate.readUndo(entry);
  return { ...commonFields(request), tx: eachOf(() => transactionViews(block, undo, options)) };
}

function* transactionViews(
  { transactions }: Block,
  undo: BlockUndo | undefined,
  options: Pick<TransactionViewOptions, 'prefixes' | 'withPrevouts'>,
) {
  for (const [i, transaction] of transactions.entries()) {
    // The coinbase spends nothing: the undo data begin with the transaction behind it.
    yield transactionWithHexView(transaction, { ...options, spent: i === 0 ? undefined : undo?.[i - 1] });
  }
}

function commonFields({ entry, block, chainstate }: BlockViewRequest) {
  return {
    ...headerView(entry, chainstate),
    strippedsize: strippedBlockSize(block),
    size: blockSize(block),
    weight: blockWeight(block),
    coinbase_tx: coinbaseSummary(block),
  };
}

/** @source Bitcoin Core src/rpc/blockchain.cpp coinbaseTxToJSON */
function coinbaseSummary({ transactions: [coinbase] }: Block) {
  const input = coinbase?.inputs[0];
  const [witness] = input?.witness ?? [];
  return {
    version: coinbase?.version ?? 0,
    locktime: coinbase?.lockTime ?? 0,
    sequence: input?.sequence ?? 0,
    coinbase: toHex(input?.scriptSig ?? new Uint8Array()),
    ...(witness && { witness: toHex(witness) }),
  };
}
