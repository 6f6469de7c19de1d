import { hash160 } from '../../../crypto/hash160.ts';
import { secp256k1 } from '../../../crypto/secp256k1.ts';
import { sha256 } from '../../../crypto/sha256d.ts';
import { encodeAddress } from '../../../script/address.ts';
import { withChecksum } from '../../../script/descriptor-checksum.ts';
import { MAX_PUBKEYS_PER_MULTISIG, MAX_SCRIPT_ELEMENT_SIZE } from '../../../script/limits.ts';
import { multisigScript, payToScriptHash, payToWitnessProgram } from '../../../script/output-scripts.ts';
import {
  COMPRESSED_PUBKEY_SIZE,
  isCompressedPubkey,
  isPubkeyOfValidSize,
  UNCOMPRESSED_PUBKEY_SIZE,
} from '../../../script/pubkey.ts';
import { fromHex, toHex } from '../../../util/bytes.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, required, withDefault } from '../../registry.ts';
import { hexResult, INT32 } from '../../schemas.ts';
import type { DescriptorContext } from './context.ts';

export const createMultisig = defineMethod({
  name: 'createMultisig',
  category: 'util',
  description:
    'Creates a multi-signature address with n signatures of m keys required. Returns the address and its redeemScript.',
  params: {
    nrequired: required(INT32, 'The number of required signatures out of the m keys.'),
    keys: required(Type.Array(Type.String()), 'The hex-encoded public keys.'),
    address_type: withDefault(
      Type.String(),
      'legacy',
      'The address type to use. Options are "legacy", "p2sh-segwit", and "bech32".',
    ),
  },
  result: Type.Object({
    address: Type.String({ description: 'The value of the new multisig address.' }),
    redeemScript: hexResult('The string value of the hex-encoded redemption script.'),
    descriptor: Type.String({ description: 'The descriptor for this multisig' }),
    warnings: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Any warnings resulting from the creation of this multisig',
      }),
    ),
  }),
  errors: [
    { error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'a key or the address type is none' },
    { error: 'RPC_INVALID_PARAMETER', when: 'there are too few or too many keys, or the script is too long' },
  ],
  example: [
    2,
    [
      '03789ed0bb717d88f7d321a368d905e7430207ebbd82bd342cf11ae157a7ace5fd',
      '03dbc6764b8884a92e871274b87583e6d5c2a58819473e17e107ef3f6aa5a61626',
    ],
  ],
  handler: ({ nrequired, keys, address_type }, { network }: Pick<DescriptorContext, 'network'>) => {
    const pubkeys = keys.map(readPubkey);
    const wrapping = readAddressType(address_type);
    checkCounts(nrequired, pubkeys.length);
    const script = multisigScript(nrequired, pubkeys);
    const isWitnessPossible = pubkeys.every(isCompressedPubkey);
    const used = isWitnessPossible ? wrapping : 'legacy';
    if (used === 'legacy' && script.length > MAX_SCRIPT_ELEMENT_SIZE) {
      throw invalid(`redeemScript exceeds size limit: ${script.length} > ${MAX_SCRIPT_ELEMENT_SIZE}`);
    }
    const { output, text } = WRAPPINGS[used](
      script,
      `multi(${[nrequired, ...pubkeys.map(toHex)].join(',')})`,
    );
    return {
      address: expectDefined(encodeAddress(output, network.addresses), 'P2SH and P2WSH have addresses'),
      redeemScript: toHex(script),
      descriptor: withChecksum(text),
      ...(used !== wrapping && { warnings: [UNCOMPRESSED_WARNING] }),
    };
  },
});

const UNCOMPRESSED_WARNING =
  'Unable to make chosen address type, please ensure no uncompressed public keys are present.';

/** The output that pays to a script, and its descriptor without a checksum. */
interface Wrapped {
  readonly output: Uint8Array;
  readonly text: string;
}

const legacy = (script: Uint8Array, text: string): Wrapped => ({
  output: payToScriptHash(hash160(script)),
  text: `sh(${text})`,
});
const bech32 = (script: Uint8Array, text: string): Wrapped => ({
  output: payToWitnessProgram(0, sha256(script)),
  text: `wsh(${text})`,
});

const WRAPPINGS = {
  legacy,
  bech32,
  'p2sh-segwit': (script: Uint8Array, text: string): Wrapped => {
    const inner = bech32(script, text);
    return legacy(inner.output, inner.text);
  },
} as const;

/** @source Bitcoin Core src/outputtype.cpp ParseOutputType */
function readAddressType(text: string): keyof typeof WRAPPINGS {
  if (text === 'legacy' || text === 'p2sh-segwit' || text === 'bech32') return text;
  throw new RpcError(
    'RPC_INVALID_ADDRESS_OR_KEY',
    text === 'bech32m'
      ? 'createmultisig cannot create bech32m multisig addresses'
      : `Unknown address type '${text}'`,
  );
}

/** @source Bitcoin Core src/rpc/util.cpp HexToPubKey */
function readPubkey(text: string): Uint8Array {
  const refuse = (why: string) => new RpcError('RPC_INVALID_ADDRESS_OR_KEY', `Pubkey "${text}" ${why}`);
  const bytes = text === '' ? undefined : fromHex(text);
  if (!bytes) throw refuse('must be a hex string');
  if (bytes.length !== COMPRESSED_PUBKEY_SIZE && bytes.length !== UNCOMPRESSED_PUBKEY_SIZE) {
    throw refuse('must have a length of either 33 or 65 bytes');
  }
  if (isPubkeyOfValidSize(bytes) && secp256k1.isPublicKey(bytes)) return bytes;
  throw refuse('must be cryptographically valid.');
}

/** @source Bitcoin Core src/rpc/util.cpp AddAndGetMultisigDestination */
function checkCounts(required: number, count: number): void {
  if (required < 1) throw invalid('a multisignature address must require at least one key to redeem');
  if (count < required) {
    throw invalid(`not enough keys supplied (got ${count} keys, but need at least ${required} to redeem)`);
  }
  if (count > MAX_PUBKEYS_PER_MULTISIG) {
    throw invalid(
      `Number of keys involved in the multisignature address creation > ${MAX_PUBKEYS_PER_MULTISIG}\nReduce the number`,
    );
  }
}

function invalid(message: string): RpcError {
  return new RpcError('RPC_INVALID_PARAMETER', message);
}
