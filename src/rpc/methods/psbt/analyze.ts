import { toHex } from '../../../util/bytes.ts';
import { Type } from '../../../util/schema.ts';
import type { InputAnalysis } from '../../../wallet/psbt/analyze.ts';
import type { Missing } from '../../../wallet/psbt/findings.ts';
import { amount } from '../../json.ts';
import { defineMethod, required } from '../../registry.ts';
import { amountResult, hexResult } from '../../schemas.ts';
import { EXAMPLE_PSBT } from '../examples.ts';
import type { PsbtContext } from './context.ts';
import { DECODE_ERROR, readPsbt } from './read.ts';

const keyIds = (description: string) => Type.Optional(Type.Array(hexResult(description)));

const InputAnalysisView = Type.Object({
  has_utxo: Type.Boolean({ description: 'Whether a UTXO is provided' }),
  is_final: Type.Boolean({ description: 'Whether the input is finalized' }),
  next: Type.Optional(Type.String({ description: 'Role of the next person that this input needs to go to' })),
  missing: Type.Optional(
    Type.Object(
      {
        pubkeys: keyIds('Hash160 of a public key whose BIP 32 derivation path is missing'),
        redeemscript: Type.Optional(hexResult('Hash160 of the redeem script that is missing')),
        witnessscript: Type.Optional(hexResult('SHA256 of the witness script that is missing')),
        signatures: keyIds('Hash160 of a public key whose signature is missing'),
      },
      { description: 'Things that are missing that are required to complete this input' },
    ),
  ),
});

export const analyzePsbtMethod = defineMethod({
  name: 'analyzePsbt',
  category: 'rawtransactions',
  description: 'Analyzes and provides information about the current status of a PSBT and its inputs',
  params: { psbt: required(Type.String(), 'A base64 string of a PSBT') },
  result: Type.Object({
    inputs: Type.Optional(Type.Array(InputAnalysisView)),
    estimated_vsize: Type.Optional(
      Type.Integer({ description: 'Estimated vsize of the final signed transaction' }),
    ),
    estimated_feerate: Type.Optional(
      amountResult(
        'Estimated feerate of the final signed transaction in BTC/kvB. Shown only if all UTXO slots in the PSBT have been filled',
      ),
    ),
    fee: Type.Optional(
      amountResult('The transaction fee paid. Shown only if all UTXO slots in the PSBT have been filled'),
    ),
    next: Type.String({ description: 'Role of the next person that this psbt needs to go to' }),
    error: Type.Optional(Type.String({ description: 'Error message (if there is one)' })),
  }),
  errors: [DECODE_ERROR],
  example: [EXAMPLE_PSBT],
  handler: async ({ psbt: text }, { mempoolOptions }: PsbtContext) => {
    const psbt = readPsbt(text);
    const { analyzePsbt } = await import('../../../wallet/psbt/analyze.ts');
    const { inputs, fee, size, next, error } = analyzePsbt(psbt, mempoolOptions.bytesPerSigOp);
    return {
      ...(inputs.length > 0 && { inputs: inputs.map(inputView) }),
      ...(size && { estimated_vsize: size.vsize, estimated_feerate: amount(size.feeRate) }),
      ...(fee !== undefined && { fee: amount(fee) }),
      next,
      ...(error !== undefined && { error }),
    };
  },
});

function inputView({ hasUtxo, isFinal, next, missing }: InputAnalysis) {
  const shown = missing && missingView(missing);
  return {
    has_utxo: hasUtxo,
    is_final: isFinal,
    next,
    ...(shown && Object.keys(shown).length > 0 && { missing: shown }),
  };
}

function missingView({ pubkeys, signatures, redeemScript, witnessScript }: Missing) {
  return {
    ...(pubkeys.length > 0 && { pubkeys: pubkeys.map(toHex) }),
    ...(redeemScript && { redeemscript: toHex(redeemScript) }),
    ...(witnessScript && { witnessscript: toHex(witnessScript) }),
    ...(signatures.length > 0 && { signatures: signatures.map(toHex) }),
  };
}
