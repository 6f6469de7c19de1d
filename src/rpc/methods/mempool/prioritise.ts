import { findDust } from '../../../policy/dust.ts';
import { displayHash, parseDisplayHash } from '../../../primitives/hash256.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, optional, required } from '../../registry.ts';
import { hashHex, INT64 } from '../../schemas.ts';
import { EXAMPLE_TXID } from '../examples.ts';
import type { MempoolContext } from './context.ts';

export const prioritiseTransaction = defineMethod({
  name: 'prioritiseTransaction',
  category: 'mining',
  description:
    'Accepts the transaction into mined blocks at a higher (or lower) priority. It need not be known yet. Answers once that is on disk.',
  params: {
    txid: required(hashHex(), 'The transaction id'),
    dummy: optional(Type.Number(), 'Must be zero or null; of an older interface'),
    fee_delta: required(
      INT64,
      'The satoshis to add (or to subtract, if negative). They are not paid: it is chosen for a block, and kept, as if it had paid so much more. All that was added counts, up to 1,000,000 coins either way.',
    ),
  },
  result: Type.Boolean({ description: 'True' }),
  errors: [
    {
      error: 'RPC_INVALID_PARAMETER',
      when: 'dummy is not 0, or the transaction is in the mempool and has an output of dust',
    },
  ],
  example: [EXAMPLE_TXID, 0, 10_000],
  handler: async ({ txid, dummy, fee_delta }, { mempool, mempoolOptions }: MempoolContext) => {
    if (dummy !== undefined && dummy !== 0) {
      throw invalid('Priority is no longer supported, dummy argument to prioritisetransaction must be 0.');
    }
    const id = expectDefined(parseDisplayHash(txid), 'a hash that was checked');
    const entry = mempool.get(id);
    const { requireStandard, standardness } = mempoolOptions;
    // It came in because it pays nothing, so that nobody mines it alone.
    if (requireStandard && entry && findDust(entry.tx, standardness.dustRelayFeeRate).length > 0) {
      throw invalid('Priority is not supported for transactions with dust outputs.');
    }
    await mempool.prioritise(id, fee_delta);
    return true;
  },
});

export const getPrioritisedTransactions = defineMethod({
  name: 'getPrioritisedTransactions',
  category: 'mining',
  description:
    'Returns a map of all user-created (see prioritiseTransaction) fee deltas by txid, and whether the tx is present in mempool.',
  params: {},
  result: Type.Record(
    Type.String(),
    Type.Object({
      fee_delta: Type.Integer({ description: 'transaction fee delta in satoshis' }),
      in_mempool: Type.Boolean({ description: 'whether this transaction is currently in mempool' }),
      modified_fee: Type.Optional(
        Type.Integer({ description: 'modified fee in satoshis. Only returned if in_mempool=true' }),
      ),
    }),
  ),
  errors: [],
  example: [],
  handler: (_params, { mempool }: MempoolContext) =>
    Object.fromEntries(
      Array.from(mempool.priorities(), ({ txid, delta }) => {
        const entry = mempool.get(txid);
        const presence = entry
          ? { in_mempool: true, modified_fee: entry.modifiedFee }
          : { in_mempool: false };
        return [displayHash(txid), { fee_delta: delta, ...presence }];
      }),
    ),
});

function invalid(message: string): RpcError {
  return new RpcError('RPC_INVALID_PARAMETER', message);
}
