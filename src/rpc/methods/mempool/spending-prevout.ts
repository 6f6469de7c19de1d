import type { BlockIndexEntry } from '../../../chain/block-index.ts';
import type { IndexReader } from '../../../index/ports.ts';
import { displayHash, parseDisplayHash } from '../../../primitives/hash256.ts';
import { type OutPoint, serializeOutPoint } from '../../../primitives/outpoint.ts';
import { serializeTransaction, type Transaction } from '../../../primitives/tx.ts';
import { toHex } from '../../../util/bytes.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { readAs } from '../../read-as.ts';
import { defineMethod, optional, required } from '../../registry.ts';
import { hashHex, hexResult, INT32 } from '../../schemas.ts';
import { EXAMPLE_COINBASE_TXID } from '../examples.ts';
import type { MempoolContext } from './context.ts';

/** The types alone; what the fields hold is checked one by one, in Core's words. */
const ToldOutput = Type.Object({ txid: Type.String(), vout: Type.Number() }, { additionalProperties: false });

const OutputShape = Type.Object({
  txid: hashHex(),
  vout: Type.Integer({ description: 'The output number' }),
});

const Options = Type.Object(
  {
    mempool_only: Type.Optional(
      Type.Union([Type.Boolean(), Type.Null()], {
        description:
          'False: where the mempool lacks a spend, the chain is asked, too (needs -txospenderindex). The default, where that index is kept',
      }),
    ),
    return_spending_tx: Type.Optional(
      Type.Union([Type.Boolean(), Type.Null()], { description: 'True: the spending transaction, too' }),
    ),
  },
  { additionalProperties: false },
);

export const getTxSpendingPrevOut = defineMethod({
  name: 'getTxSpendingPrevOut',
  category: 'blockchain',
  description:
    'Scans the mempool, and the chain where -txospenderindex is given, to find transactions spending any of the given outputs',
  params: {
    outputs: required(Type.Array(Type.Unknown()), 'The transaction outputs that we want to check', {
      shown: Type.Array(OutputShape),
    }),
    options: optional(Options, 'What to look for, and what to tell', { hasNamedFields: true }),
  },
  result: Type.Array(
    Type.Object({
      txid: hashHex(),
      vout: Type.Integer({ description: 'The output number' }),
      spendingtxid: Type.Optional(hashHex()),
      spendingtx: Type.Optional(hexResult('The spending transaction (only with return_spending_tx)')),
      blockhash: Type.Optional(hashHex()),
    }),
    { description: 'In the order of the outputs; without spendingtxid where none is found' },
  ),
  errors: [
    { error: 'RPC_INVALID_PARAMETER', when: 'there are no outputs, or one is none' },
    { error: 'RPC_TYPE_ERROR', when: 'an output lacks a field, or has another one' },
    {
      error: 'RPC_MISC_ERROR',
      when: 'mempool_only is false, the mempool lacks a spend, and there is no index',
    },
  ],
  example: [[{ txid: EXAMPLE_COINBASE_TXID, vout: 0 }]],
  handler: async ({ outputs, options }, context: MempoolContext) => {
    if (outputs.length === 0) throw invalid('Invalid parameter, outputs are missing');
    const isMempoolOnly = options?.mempool_only ?? !context.indexes.isKept('txospenderindex');
    const outpoints = outputs.map(readOutpoint);
    const isWaiting = (outpoint: OutPoint) => context.mempool.spenderOf(outpoint) !== undefined;
    const needsIndex = !isMempoolOnly && !outpoints.every(isWaiting);
    const reader = needsIndex ? await requireSpenderIndex(context) : undefined;
    return outpoints.map((outpoint) => {
      const waiting = context.mempool.spenderOf(outpoint)?.tx;
      const spender = waiting ? { tx: waiting } : reader && findSpender(outpoint, reader, context);
      return {
        txid: displayHash(outpoint.txid),
        vout: outpoint.index,
        ...(spender && { spendingtxid: displayHash(spender.tx.txid) }),
        ...(spender &&
          options?.return_spending_tx && { spendingtx: toHex(serializeTransaction(spender.tx)) }),
        ...(spender?.block && { blockhash: displayHash(spender.block.hash) }),
      };
    });
  },
});

interface Spender {
  readonly tx: Transaction;
  readonly block?: BlockIndexEntry;
}

/** @throws RpcError -1 */
async function requireSpenderIndex({ indexes }: MempoolContext): Promise<IndexReader> {
  const reader = await indexes.current('txospenderindex');
  if (reader) return reader;
  throw new RpcError('RPC_MISC_ERROR', 'Mempool lacks a relevant spend, and txospenderindex is unavailable.');
}

/** The transaction of the best chain that spends the output. */
function findSpender(
  outpoint: OutPoint,
  reader: IndexReader,
  { chainstate }: MempoolContext,
): Spender | undefined {
  const place = reader.spend(serializeOutPoint(outpoint));
  const block = place && chainstate.atHeight(place.height);
  const tx = block && chainstate.readBlock(block)?.transactions[place.position];
  return tx && { tx, block };
}

/** @source Bitcoin Core src/rpc/mempool.cpp gettxspendingprevout */
function readOutpoint(value: unknown): OutPoint {
  const { txid, vout } = readAs(ToldOutput, value, 'output');
  const hash = expectDefined(parseDisplayHash(readAs(hashHex(), txid, 'txid')), 'a checked hash');
  const index = readAs(INT32, vout, 'vout');
  if (index < 0) throw invalid('Invalid parameter, vout cannot be negative');
  return { txid: hash, index };
}

function invalid(message: string): RpcError {
  return new RpcError('RPC_INVALID_PARAMETER', message);
}
