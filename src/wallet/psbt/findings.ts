import { hash160 } from '../../crypto/hash160.ts';
import { hashKey } from '../../primitives/hash256.ts';
import { encode, writeBytes, writeUint8, writeVarBytes } from '../../primitives/writer.ts';
import { TAPSCRIPT_LEAF_VERSION } from '../../script/taproot.ts';
import { concatBytes } from '../../util/bytes.ts';
import type { KeyOrigin } from '../descriptor/model.ts';
import type { TaprootSpend } from '../descriptor/taproot-tree.ts';
import type { KnownSignature } from '../signed-input.ts';
import { encodeKeyOrigin, encodeTapDerivation } from './derivation.ts';
import { entriesOf, INPUT, keyDataOf, OUTPUT, type PsbtEntry, type PsbtMap, psbtEntry } from './model.ts';

/**
 * What comes to light while the spend of one output is put together: signatures, scripts, keys and where they come from,
 * and what is missing. It goes into the map of the input or output.
 * @source Bitcoin Core src/script/sign.h SignatureData
 */
export interface Findings {
  /** By `hashKey` of the hash160 of the public key. */
  readonly signatures: Map<string, KnownSignature>;
  /** By `hashKey` of the public key. */
  readonly origins: Map<string, { readonly pubkey: Uint8Array; readonly origin: KeyOrigin }>;
  /** By `hashKey` of the x coordinate. */
  readonly tapOrigins: Map<string, TapOrigin>;
  /** By `hashKey` of x coordinate and leaf hash. */
  readonly leafSignatures: Map<string, { readonly keyData: Uint8Array; readonly signature: Uint8Array }>;
  keyPathSignature: Uint8Array | undefined;
  redeemScript: Uint8Array | undefined;
  witnessScript: Uint8Array | undefined;
  /** As the provider knows it. */
  taproot: TaprootSpend | undefined;
  readonly missing: Missing;
}

interface TapOrigin {
  readonly x: Uint8Array;
  readonly origin: KeyOrigin;
  readonly leafHashes: Map<string, Uint8Array>;
}

/** What would have to be known to go on. */
export interface Missing {
  /** hash160 of public keys that are not known. */
  readonly pubkeys: Uint8Array[];
  /** hash160 of the public keys whose signatures are missing. */
  readonly signatures: Uint8Array[];
  /** hash160. */
  redeemScript: Uint8Array | undefined;
  /** SHA-256. */
  witnessScript: Uint8Array | undefined;
}

/** The signatures that an input has, and nothing else. @param map - undefined for an output */
export function createFindings(map?: PsbtMap): Findings {
  const partial = map ? entriesOf(map, INPUT.PARTIAL_SIG) : [];
  const leaf = map ? entriesOf(map, INPUT.TAP_SCRIPT_SIG) : [];
  return {
    signatures: new Map(
      partial.map((entry) => {
        const pubkey = keyDataOf(entry);
        return [hashKey(hash160(pubkey)), { pubkey, signature: entry.value }];
      }),
    ),
    origins: new Map(),
    tapOrigins: new Map(),
    leafSignatures: new Map(
      leaf.map((entry) => {
        const keyData = keyDataOf(entry);
        return [hashKey(keyData), { keyData, signature: entry.value }];
      }),
    ),
    keyPathSignature: undefined,
    redeemScript: undefined,
    witnessScript: undefined,
    taproot: undefined,
    missing: { pubkeys: [], signatures: [], redeemScript: undefined, witnessScript: undefined },
  };
}

/** What of the findings goes into an input that is not final. @source Bitcoin Core PSBTInput::FromSignatureData */
export function inputFindings(findings: Findings): readonly PsbtEntry[] {
  const { signatures, leafSignatures, keyPathSignature, taproot } = findings;
  return [
    ...[...signatures.values()].map(({ pubkey, signature }) =>
      psbtEntry(INPUT.PARTIAL_SIG, signature, pubkey),
    ),
    ...sharedFindings(findings, INPUT),
    ...optionalEntry(INPUT.TAP_KEY_SIG, keyPathSignature),
    ...[...leafSignatures.values()].map(({ keyData, signature }) =>
      psbtEntry(INPUT.TAP_SCRIPT_SIG, signature, keyData),
    ),
    ...(taproot?.leaves ?? []).map(({ script, control }) => {
      const value = concatBytes(script, Uint8Array.of(TAPSCRIPT_LEAF_VERSION));
      return psbtEntry(INPUT.TAP_LEAF_SCRIPT, value, control);
    }),
    ...(taproot && taproot.merkleRoot.length > 0
      ? [psbtEntry(INPUT.TAP_MERKLE_ROOT, taproot.merkleRoot)]
      : []),
  ];
}

/** What of the findings goes into an output. @source Bitcoin Core PSBTOutput::FromSignatureData */
export function outputFindings(findings: Findings): readonly PsbtEntry[] {
  const leaves = findings.taproot?.leaves ?? [];
  const tree = encode((writer) => {
    for (const { depth, script } of leaves) {
      writeBytes(writer, Uint8Array.of(depth));
      writeUint8(writer, TAPSCRIPT_LEAF_VERSION);
      writeVarBytes(writer, script);
    }
  });
  return [
    ...sharedFindings(findings, OUTPUT),
    ...(leaves.length > 0 ? [psbtEntry(OUTPUT.TAP_TREE, tree)] : []),
  ];
}

function sharedFindings(
  { redeemScript, witnessScript, origins, tapOrigins, taproot }: Findings,
  types: typeof INPUT | typeof OUTPUT,
): readonly PsbtEntry[] {
  return [
    ...optionalEntry(types.REDEEM_SCRIPT, redeemScript),
    ...optionalEntry(types.WITNESS_SCRIPT, witnessScript),
    ...[...origins.values()].map(({ pubkey, origin }) =>
      psbtEntry(types.BIP32_DERIVATION, encodeKeyOrigin(origin), pubkey),
    ),
    ...optionalEntry(types.TAP_INTERNAL_KEY, taproot?.innerKey),
    ...[...tapOrigins.values()].map(({ x, origin, leafHashes }) =>
      psbtEntry(
        types.TAP_BIP32_DERIVATION,
        encodeTapDerivation({ origin, leafHashes: [...leafHashes.values()] }),
        x,
      ),
    ),
  ];
}

function optionalEntry(type: number, value: Uint8Array | undefined): readonly PsbtEntry[] {
  return value && value.length > 0 ? [psbtEntry(type, value)] : [];
}
