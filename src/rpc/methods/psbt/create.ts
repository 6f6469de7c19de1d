import { makeTransaction } from '../../../primitives/tx.ts';
import { Type } from '../../../util/schema.ts';
import { createPsbt } from '../../../wallet/psbt/create.ts';
import { encodePsbt } from '../../../wallet/psbt/encode.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, optional, required, withDefault } from '../../registry.ts';
import { UINT32 } from '../../schemas.ts';
import { decodeTransactionHex } from '../../transaction-hex.ts';
import { EXAMPLE_ADDRESS, EXAMPLE_COINBASE_TXID, EXAMPLE_UNSIGNED_HEX } from '../examples.ts';
import { constructTransaction } from '../rawtransactions/construct-transaction.ts';
import { CONSTRUCTION_ERRORS, CONSTRUCTION_PARAMS } from '../rawtransactions/create.ts';
import type { PsbtContext } from './context.ts';
import { readPsbtVersion } from './read.ts';

const psbtVersion = withDefault(UINT32, 2, 'The PSBT version number to use, 0 or 2.');

const RESULT = Type.String({ description: 'The partially signed transaction, base64-encoded' });

export const createPsbtMethod = defineMethod({
  name: 'createPsbt',
  category: 'rawtransactions',
  description:
    "Creates a transaction in the Partially Signed Transaction format (the Creator role). The transaction's inputs are not signed, and it is neither stored nor transmitted.",
  params: { ...CONSTRUCTION_PARAMS, psbt_version: psbtVersion },
  result: RESULT,
  errors: CONSTRUCTION_ERRORS,
  example: [[{ txid: EXAMPLE_COINBASE_TXID, vout: 0 }], [{ [EXAMPLE_ADDRESS]: 49.9999 }]],
  handler: ({ psbt_version, ...request }, { network }: Pick<PsbtContext, 'network'>) => {
    const tx = constructTransaction(request, network.addresses);
    return encodePsbt(createPsbt(tx, readPsbtVersion(psbt_version)));
  },
});

export const convertToPsbt = defineMethod({
  name: 'convertToPsbt',
  category: 'rawtransactions',
  description:
    'Converts a network serialized transaction to a PSBT. This should be used only with createRawTransaction; createPsbt should be used for new applications.',
  params: {
    hexstring: required(Type.String(), 'The hex string of a raw transaction'),
    permitsigdata: withDefault(
      Type.Boolean(),
      false,
      'If true, any signatures in the input will be discarded; if false, they are an error.',
    ),
    iswitness: optional(
      Type.Boolean(),
      'Whether the hex is in the form with witnesses (BIP144): with true or false only that form is tried',
      { defaultHint: 'depends on heuristic tests' },
    ),
    psbt_version: psbtVersion,
  },
  result: RESULT,
  errors: [
    { error: 'RPC_DESERIALIZATION_ERROR', when: 'the hex spells no transaction, or has signatures' },
    { error: 'RPC_INVALID_PARAMETER', when: 'the version is none' },
  ],
  example: [EXAMPLE_UNSIGNED_HEX],
  handler: ({ hexstring, permitsigdata, iswitness, psbt_version }) => {
    const forms = { witness: iswitness ?? true, noWitness: !(iswitness ?? false) };
    const tx = decodeTransactionHex(hexstring, forms);
    if (!tx) throw new RpcError('RPC_DESERIALIZATION_ERROR', 'TX decode failed');
    const isSigned = tx.inputs.some(({ scriptSig, witness }) => scriptSig.length > 0 || witness.length > 0);
    if (isSigned && !permitsigdata) {
      throw new RpcError('RPC_DESERIALIZATION_ERROR', 'Inputs must not have scriptSigs and scriptWitnesses');
    }
    const inputs = tx.inputs.map((input) => ({ ...input, scriptSig: new Uint8Array(), witness: [] }));
    return encodePsbt(createPsbt(makeTransaction({ ...tx, inputs }), readPsbtVersion(psbt_version)));
  },
});
