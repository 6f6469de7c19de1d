import { serializeTransaction } from '../../../primitives/tx.ts';
import { Type } from '../../../util/schema.ts';
import type { Expansion } from '../../../wallet/descriptor/expand.ts';
import { encodePsbt } from '../../../wallet/psbt/encode.ts';
import type { Psbt } from '../../../wallet/psbt/model.ts';
import type { SigningProvider } from '../../../wallet/psbt/provider.ts';
import { expandScanTarget, readScanObject, SCAN_OBJECT } from '../../descriptors.ts';
import { RpcError } from '../../errors.ts';
import { HASH_TYPES, readHashType } from '../../hash-types.ts';
import { hexOf } from '../../json.ts';
import { type DocumentedError, defineMethod, optional, required, withDefault } from '../../registry.ts';
import { hexResult } from '../../schemas.ts';
import { interruptionPoint } from '../blockchain/context.ts';
import { EXAMPLE_ADDRESS, EXAMPLE_PRIVATE_KEY, EXAMPLE_PSBT } from '../examples.ts';
import type { PsbtContext } from './context.ts';
import { addKnownOutputs } from './known-outputs.ts';
import { DECODE_ERROR, readPsbt } from './read.ts';

const DESCRIPTORS = Type.Array(Type.Unknown());
const SHOWN_DESCRIPTORS = { shown: Type.Array(SCAN_OBJECT) };

const ERRORS: readonly DocumentedError[] = [
  DECODE_ERROR,
  { error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'a descriptor is none, or lacks a private key' },
  { error: 'RPC_INVALID_PARAMETER', when: 'a range is none' },
  { error: 'RPC_VERIFY_ERROR', when: 'the inputs ask for lock times that exclude each other' },
];

export const utxoUpdatePsbt = defineMethod({
  name: 'utxoUpdatePsbt',
  category: 'rawtransactions',
  description:
    'Updates all segwit inputs and outputs in a PSBT with data from output descriptors, the UTXO set, txindex, or the mempool.',
  params: {
    psbt: required(Type.String(), 'A base64 string of a PSBT'),
    descriptors: optional(DESCRIPTORS, 'An array of either strings or objects', SHOWN_DESCRIPTORS),
  },
  result: Type.String({
    description: 'The base64-encoded partially signed transaction with inputs updated',
  }),
  errors: ERRORS,
  example: [EXAMPLE_PSBT, [`addr(${EXAMPLE_ADDRESS})`]],
  handler: async ({ psbt: text, descriptors = [] }, context: PsbtContext) => {
    const known = await providerOf(descriptors, context);
    // Nothing is signed here, so no secret is needed.
    const provider = { ...known, keyOf: () => undefined };
    return encodePsbt(
      await process(readPsbt(text), { provider, hashType: undefined, finalize: false }, context),
    );
  },
});

export const descriptorProcessPsbt = defineMethod({
  name: 'descriptorProcessPsbt',
  category: 'rawtransactions',
  description:
    'Update all segwit inputs in a PSBT with information from output descriptors, the UTXO set or the mempool. Then, sign the inputs we are able to with information from the output descriptors.',
  params: {
    psbt: required(Type.String(), 'The transaction base64 string'),
    descriptors: required(DESCRIPTORS, 'An array of either strings or objects', SHOWN_DESCRIPTORS),
    sighashtype: optional(
      Type.String(),
      `The signature hash type to sign with if not specified by the PSBT: ${[...HASH_TYPES.keys()].join(', ')}`,
      { defaultHint: 'DEFAULT for Taproot, ALL otherwise' },
    ),
    bip32derivs: withDefault(
      Type.Boolean(),
      true,
      'Include BIP 32 derivation paths for public keys if we know them',
    ),
    finalize: withDefault(Type.Boolean(), true, 'Also finalize inputs if possible'),
  },
  result: Type.Object({
    psbt: Type.String({ description: 'The base64-encoded partially signed transaction' }),
    complete: Type.Boolean({ description: 'If the transaction has a complete set of signatures' }),
    hex: Type.Optional(hexResult('The hex-encoded network transaction if complete')),
  }),
  errors: ERRORS,
  example: [EXAMPLE_PSBT, [`wpkh(${EXAMPLE_PRIVATE_KEY})`]],
  handler: async ({ psbt: text, descriptors, sighashtype, bip32derivs, finalize }, context: PsbtContext) => {
    const known = await providerOf(descriptors, context);
    const hashType = sighashtype === undefined ? undefined : readHashType(sighashtype);
    const provider = bip32derivs ? known : { ...known, originOf: () => undefined };
    const psbt = await process(readPsbt(text), { provider, hashType, finalize }, context);
    const tx = await completeTransaction(psbt);
    return {
      psbt: encodePsbt(psbt),
      complete: tx !== undefined,
      ...(tx && { hex: hexOf(serializeTransaction(tx)) }),
    };
  },
});

async function providerOf(descriptors: readonly unknown[], context: PsbtContext): Promise<SigningProvider> {
  const expansions: Expansion[] = [];
  const breathe = interruptionPoint(context);
  for (const descriptor of descriptors) {
    const target = await readScanObject(descriptor, context);
    for await (const expansion of expandScanTarget(target, breathe)) expansions.push(expansion);
  }
  const { createProvider } = await import('../../../wallet/psbt/provider.ts');
  return createProvider(expansions);
}

/** @throws RpcError in Core's words */
async function process(
  psbt: Psbt,
  options: {
    readonly provider: SigningProvider;
    readonly hashType: number | undefined;
    readonly finalize: boolean;
  },
  context: PsbtContext,
): Promise<Psbt> {
  const { processPsbt } = await import('../../../wallet/psbt/process.ts');
  const processed = processPsbt(await addKnownOutputs(psbt, options.provider, context), options);
  if (processed.ok) return processed.psbt;
  if (processed.reason === 'invalid-tx') {
    throw new RpcError('RPC_VERIFY_ERROR', 'The transaction cannot be valid');
  }
  throw new RpcError(
    'RPC_DESERIALIZATION_ERROR',
    'Specified sighash value does not match value stored in PSBT',
  );
}

/** The whole transaction where every input is final and right. */
async function completeTransaction(psbt: Psbt) {
  const { extractVerified } = await import('../../../wallet/psbt/finalize.ts');
  return extractVerified(psbt);
}
