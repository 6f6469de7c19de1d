import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, optional, required } from '../../registry.ts';
import { decodeTransactionHex } from '../../transaction-hex.ts';
import { transactionFields, transactionView } from '../../views/transaction.ts';
import { EXAMPLE_SIGNED_HEX } from '../examples.ts';
import type { RawTransactionContext } from './context.ts';

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
  example: [EXAMPLE_SIGNED_HEX],
  handler: ({ hexstring, iswitness }, { network }: Pick<RawTransactionContext, 'network'>) => {
    const forms = { witness: iswitness ?? true, noWitness: !(iswitness ?? false) };
    const tx = decodeTransactionHex(hexstring, forms);
    if (!tx) throw new RpcError('RPC_DESERIALIZATION_ERROR', 'TX decode failed');
    return transactionView(tx, { prefixes: network.addresses });
  },
});
