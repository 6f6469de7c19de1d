import { displayHash } from '../../../primitives/hash256.ts';
import { makeTransaction, serializeTransaction, type Transaction } from '../../../primitives/tx.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { hexOf } from '../../json.ts';
import { readAs } from '../../read-as.ts';
import { defineMethod, required } from '../../registry.ts';
import { hexResult } from '../../schemas.ts';
import { decodeTransactionHex } from '../../transaction-hex.ts';
import { EXAMPLE_SIGNED_HEX, EXAMPLE_UNSIGNED_HEX } from '../examples.ts';
import type { RawTransactionContext } from './context.ts';

const TEXTS = Type.Array(Type.String({ description: 'A hex-encoded raw transaction' }));

export const combineRawTransaction = defineMethod({
  name: 'combineRawTransaction',
  category: 'rawtransactions',
  description:
    'Combine multiple partially signed transactions into one transaction. The combined transaction may be another partially signed transaction or a fully signed transaction.',
  params: {
    txs: required(Type.Array(Type.Unknown()), 'The hex strings of partially signed transactions', {
      shown: TEXTS,
    }),
  },
  result: hexResult('The hex-encoded raw transaction with signature(s)'),
  errors: [
    { error: 'RPC_DESERIALIZATION_ERROR', when: 'there are fewer than two, or one spells no transaction' },
    { error: 'RPC_INVALID_PARAMETER', when: 'they are not the same transaction but for its signatures' },
    { error: 'RPC_VERIFY_ERROR', when: 'an output that is spent is not known, or already spent' },
  ],
  example: [[EXAMPLE_UNSIGNED_HEX, EXAMPLE_SIGNED_HEX]],
  handler: async ({ txs }, { mempool }: RawTransactionContext) => {
    const variants = decodeVariants(txs);
    const spent = (variants[0]?.inputs ?? []).map(({ prevout }) => {
      const coin = mempool.coins.getCoin(prevout);
      if (!coin) throw new RpcError('RPC_VERIFY_ERROR', 'Input not found or already spent');
      return coin.output;
    });
    const { combineSignatures } = await import('../../../wallet/combine-signatures.ts');
    return hexOf(serializeTransaction(combineSignatures(variants, spent)));
  },
});

function decodeVariants(txs: readonly unknown[]): readonly Transaction[] {
  if (txs.length < 2) {
    throw new RpcError(
      'RPC_DESERIALIZATION_ERROR',
      'Missing transactions. At least two transactions required.',
    );
  }
  const variants = readAs(TEXTS, txs, 'txs').map((text, index) => {
    const tx = decodeTransactionHex(text);
    if (tx) return tx;
    throw new RpcError(
      'RPC_DESERIALIZATION_ERROR',
      `TX decode failed for tx ${index}. Make sure the tx has at least one input.`,
    );
  });
  const [first, ...others] = variants.map(bareId);
  const odd = others.findIndex((id) => id !== first);
  if (odd === -1) return variants;
  throw new RpcError(
    'RPC_INVALID_PARAMETER',
    `Transaction number ${odd + 2} not compatible with first transaction`,
  );
}

/** The txid without anything that signs. */
function bareId(tx: Transaction): string {
  const inputs = tx.inputs.map((input) => ({ ...input, scriptSig: new Uint8Array(0), witness: [] }));
  return displayHash(makeTransaction({ ...tx, inputs }).txid);
}
