import { Type } from '@sinclair/typebox';
import { displayHash, parseDisplayHash } from '../../../primitives/hash256.ts';
import type { OutPoint } from '../../../primitives/outpoint.ts';
import { serializeTransaction } from '../../../primitives/tx.ts';
import { toHex } from '../../../util/bytes.ts';
import { expectDefined } from '../../../util/invariant.ts';
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
          'False: an error where the mempool lacks a spend, since no index is kept of those in blocks',
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
  description: 'Scans the mempool to find transactions spending any of the given outputs',
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
    }),
    { description: 'In the order of the outputs; without spendingtxid where the mempool spends none' },
  ),
  errors: [
    { error: 'RPC_INVALID_PARAMETER', when: 'there are no outputs, or one is none' },
    { error: 'RPC_TYPE_ERROR', when: 'an output lacks a field, or has another one' },
    { error: 'RPC_MISC_ERROR', when: 'mempool_only is false and the mempool lacks a spend' },
  ],
  example: [[{ txid: EXAMPLE_COINBASE_TXID, vout: 0 }]],
  handler: ({ outputs, options }, { mempool }: MempoolContext) => {
    if (outputs.length === 0) throw invalid('Invalid parameter, outputs are missing');
    const isMempoolOnly = options?.mempool_only ?? true;
    return outputs.map(readOutpoint).map((outpoint) => {
      const told = { txid: displayHash(outpoint.txid), vout: outpoint.index };
      const spender = mempool.spenderOf(outpoint)?.tx;
      if (!spender && !isMempoolOnly) {
        throw new RpcError(
          'RPC_MISC_ERROR',
          'Mempool lacks a relevant spend, and txospenderindex is unavailable.',
        );
      }
      if (!spender) return told;
      const spending = { ...told, spendingtxid: displayHash(spender.txid) };
      return options?.return_spending_tx
        ? { ...spending, spendingtx: toHex(serializeTransaction(spender)) }
        : spending;
    });
  },
});

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
