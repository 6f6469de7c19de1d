import { serializeTransaction } from '../../../primitives/tx.ts';
import { Type } from '../../../util/schema.ts';
import { encodePsbt } from '../../../wallet/psbt/encode.ts';
import { hexOf } from '../../json.ts';
import { defineMethod, required, withDefault } from '../../registry.ts';
import { hexResult } from '../../schemas.ts';
import { EXAMPLE_PSBT } from '../examples.ts';
import { DECODE_ERROR, readPsbt } from './read.ts';

export const finalizePsbtMethod = defineMethod({
  name: 'finalizePsbt',
  category: 'rawtransactions',
  description:
    'Finalize the inputs of a PSBT. If the transaction is fully signed, it will produce a network serialized transaction which can be broadcast with sendrawtransaction. Otherwise a PSBT will be created which has the final_scriptSig and final_scriptwitness fields filled for inputs that are complete (the Finalizer and Extractor roles).',
  params: {
    psbt: required(Type.String(), 'A base64 string of a PSBT'),
    extract: withDefault(
      Type.Boolean(),
      true,
      'If true and the transaction is complete, extract and return the complete transaction in normal network serialization instead of the PSBT.',
    ),
  },
  result: Type.Object({
    psbt: Type.Optional(
      Type.String({ description: 'The base64-encoded partially signed transaction if not extracted' }),
    ),
    hex: Type.Optional(hexResult('The hex-encoded network transaction if extracted')),
    complete: Type.Boolean({ description: 'If the transaction has a complete set of signatures' }),
  }),
  errors: [DECODE_ERROR],
  example: [EXAMPLE_PSBT],
  handler: async ({ psbt: text, extract }) => {
    const psbt = readPsbt(text);
    const { finalizePsbt } = await import('../../../wallet/psbt/finalize.ts');
    const { psbt: finalized, tx } = finalizePsbt(psbt);
    const result = tx && extract ? { hex: hexOf(serializeTransaction(tx)) } : { psbt: encodePsbt(finalized) };
    return { ...result, complete: tx !== undefined };
  },
});
