import { Type } from '@sinclair/typebox';
import { RpcError } from '../../errors.ts';
import { defineMethod, optional, required } from '../../registry.ts';
import { decodeTransactionHex } from '../../transaction-hex.ts';
import { transactionFields, transactionView } from '../../views/transaction.ts';
import type { RawTransactionContext } from './context.ts';

/** Regtest's first coinbase: every chain of it has this one. */
const GENESIS_COINBASE =
  '01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f' +
  '6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000';

export const decodeRawTransaction = defineMethod({
  name: 'decodeRawTransaction',
  category: 'rawtransactions',
  description: 'Return a JSON object representing the serialized, hex-encoded transaction.',
  params: {
    hexstring: required(Type.String(), 'The transaction hex string'),
    iswitness: optional(
      Type.Boolean(),
      'Whether the hex is in the form with witnesses (BIP144): with true or false only that form is tried',
      { defaultHint: 'depends on heuristic tests' },
    ),
  },
  result: Type.Object(transactionFields),
  errors: [{ error: 'RPC_DESERIALIZATION_ERROR', when: 'the hex spells no transaction' }],
  example: [GENESIS_COINBASE],
  handler: ({ hexstring, iswitness }, { network }: Pick<RawTransactionContext, 'network'>) => {
    const forms = { witness: iswitness ?? true, noWitness: !(iswitness ?? false) };
    const tx = decodeTransactionHex(hexstring, forms);
    if (!tx) throw new RpcError('RPC_DESERIALIZATION_ERROR', 'TX decode failed');
    return transactionView(tx, { prefixes: network.addresses });
  },
});
