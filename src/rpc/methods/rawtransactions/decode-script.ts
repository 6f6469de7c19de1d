import { hash160 } from '../../../crypto/hash160.ts';
import { sha256 } from '../../../crypto/sha256d.ts';
import { type AddressPrefixes, encodeAddress } from '../../../script/address.ts';
import { inferDescriptor, inferWitnessScriptDescriptor } from '../../../script/descriptor.ts';
import { Opcode } from '../../../script/opcodes.ts';
import { payToScriptHash, payToWitnessProgram } from '../../../script/output-scripts.ts';
import { isUnspendable } from '../../../script/predicates.ts';
import { isCompressedPubkey } from '../../../script/pubkey.ts';
import { type Solution, solve } from '../../../script/solver.ts';
import { hasValidOps, isOpSuccess, someOpcode } from '../../../script/valid-ops.ts';
import { fromHex } from '../../../util/bytes.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { Type } from '../../../util/schema.ts';
import { defineMethod, required } from '../../registry.ts';
import { hex } from '../../schemas.ts';
import { scriptFields, scriptHexField, scriptPubKeyView, scriptView } from '../../views/script.ts';
import type { RawTransactionContext } from './context.ts';

const SegwitView = Type.Object(
  {
    ...scriptFields,
    ...scriptHexField,
    'p2sh-segwit': Type.String({ description: 'Address of the P2SH script wrapping this witness script' }),
  },
  { description: 'The witness output that wraps this script (not for types that should not be wrapped)' },
);

export const decodeScript = defineMethod({
  name: 'decodeScript',
  category: 'rawtransactions',
  description: 'Decode a hex-encoded script.',
  params: { hexstring: required(hex('argument'), 'the hex-encoded script') },
  result: Type.Object({
    ...scriptFields,
    p2sh: Type.Optional(
      Type.String({
        description: 'Address of the P2SH script wrapping this redeem script, where that makes sense',
      }),
    ),
    segwit: Type.Optional(SegwitView),
  }),
  errors: [{ error: 'RPC_INVALID_PARAMETER', when: 'the argument is not hex' }],
  example: ['76a9145dd1d3a048119c27b28293056724d9522f26d94588ac'],
  handler: ({ hexstring }, { network: { addresses } }: Pick<RawTransactionContext, 'network'>) => {
    const script = expectDefined(fromHex(hexstring), 'hex that was checked');
    const solution = solve(script);
    const view = scriptView(script, addresses);
    if (!canBeWrapped(script, solution)) return view;
    const p2sh = p2shAddress(script, addresses);
    if (!canBeWitnessScript(solution)) return { ...view, p2sh };
    return { ...view, p2sh, segwit: segwitView(script, solution, addresses) };
  },
});

/** @source Bitcoin Core src/rpc/rawtransaction.cpp decodescript, can_wrap */
function canBeWrapped(script: Uint8Array, { type }: Solution): boolean {
  const isFinal = ['nulldata', 'scripthash', 'witness_unknown', 'witness_v1_taproot', 'anchor'].includes(
    type,
  );
  if (isFinal || !hasValidOps(script) || isUnspendable(script)) return false;
  return !someOpcode(script, (opcode) => opcode === Opcode.OP_CHECKSIGADD || isOpSuccess(opcode));
}

/** Signature checks of segwit take compressed keys alone. @source Bitcoin Core decodescript, can_wrap_P2WSH */
function canBeWitnessScript(solution: Solution): boolean {
  switch (solution.type) {
    case 'pubkey':
      return isCompressedPubkey(solution.pubkey);
    case 'multisig':
      return solution.pubkeys.every(isCompressedPubkey);
    default:
      return solution.type === 'nonstandard' || solution.type === 'pubkeyhash';
  }
}

/** One key alone is better paid by its hash than by the hash of its script. */
function segwitView(script: Uint8Array, solution: Solution, prefixes: AddressPrefixes) {
  const keyHash =
    solution.type === 'pubkey'
      ? hash160(solution.pubkey)
      : solution.type === 'pubkeyhash'
        ? solution.hash
        : undefined;
  const scriptPubKey = payToWitnessProgram(0, keyHash ?? sha256(script));
  return {
    ...scriptPubKeyView(scriptPubKey, prefixes),
    desc: keyHash ? inferDescriptor(scriptPubKey, prefixes) : inferWitnessScriptDescriptor(script, prefixes),
    'p2sh-segwit': p2shAddress(scriptPubKey, prefixes),
  };
}

function p2shAddress(redeemScript: Uint8Array, prefixes: AddressPrefixes): string {
  const address = encodeAddress(payToScriptHash(hash160(redeemScript)), prefixes);
  return expectDefined(address, 'P2SH has an address');
}
