import { hash160 } from '../../crypto/hash160.ts';
import { evenPoint, XONLY_PUBKEY_SIZE } from '../../crypto/x-only-pubkey.ts';
import { hashKey } from '../../primitives/hash256.ts';
import { compactSizeLength } from '../../primitives/writer.ts';
import { TAPSCRIPT_LEAF_VERSION, tapLeafHash } from '../../script/taproot.ts';
import { compareBytes, concatBytes, equalBytes } from '../../util/bytes.ts';
import { sum } from '../../util/sum.ts';
import { satisfyScript } from '../satisfy-miniscript.ts';
import { conditionsOf } from './conditions.ts';
import type { Findings } from './findings.ts';
import { entriesOf, fieldOf, INPUT, keyDataOf, type OUTPUT, type PsbtMap } from './model.ts';
import { findByX, type SigningProvider } from './provider.ts';
import type { SignatureSource } from './signatures.ts';

/** The witness of a taproot output: by its key where that can be, else by the script that makes the smallest one. */

export interface TaprootRequest {
  readonly map: PsbtMap;
  /** The fields of the map's side. */
  readonly types: typeof INPUT | typeof OUTPUT;
  readonly provider: SigningProvider;
  readonly signatures: SignatureSource;
  /** Gets what comes to light. */
  readonly findings: Findings;
}

const NO_SCRIPTS = new Uint8Array();

/** Empty where it can't be had. @source Bitcoin Core src/script/sign.cpp SignTaproot */
export function taprootWitness(outputKey: Uint8Array, request: TaprootRequest): readonly Uint8Array[] {
  const { provider, findings } = request;
  findings.taproot = provider.taprootOf(outputKey);
  const signature = keyPathSignature(outputKey, request);
  if (signature) {
    findings.keyPathSignature = signature;
    return [signature];
  }
  let smallest: readonly Uint8Array[] = [];
  for (const { script, controls } of leavesOf(request)) {
    const witness = leafWitness(script, controls, request);
    if (witness && (smallest.length === 0 || sizeOf(witness) < sizeOf(smallest))) smallest = witness;
  }
  return smallest;
}

function keyPathSignature(outputKey: Uint8Array, request: TaprootRequest): Uint8Array | undefined {
  const { map, types, signatures, findings } = request;
  const isInput = types === INPUT;
  const innerKey = fieldOf(map, types.TAP_INTERNAL_KEY) ?? findings.taproot?.innerKey;
  for (const x of innerKey ? [innerKey, outputKey] : [outputKey]) noteTapOrigin(x, undefined, request);
  const merkleRoot =
    (isInput ? fieldOf(map, INPUT.TAP_MERKLE_ROOT) : undefined) ?? findings.taproot?.merkleRoot ?? NO_SCRIPTS;
  return (
    (isInput ? fieldOf(map, INPUT.TAP_KEY_SIG) : undefined) ??
    signatures.schnorr(innerKey, { merkleRoot, leafHash: undefined }) ??
    signatures.schnorr(outputKey, { merkleRoot: undefined, leafHash: undefined })
  );
}

interface KnownLeaf {
  readonly script: Uint8Array;
  readonly controls: readonly Uint8Array[];
}

/** The scripts that are known to be in the tree, in Core's order, so that of equal ones the same is chosen. */
function leavesOf({ map, types, findings }: TaprootRequest): readonly KnownLeaf[] {
  const shown = types === INPUT ? entriesOf(map, INPUT.TAP_LEAF_SCRIPT) : [];
  const all = [
    ...shown
      .filter(({ value }) => value.at(-1) === TAPSCRIPT_LEAF_VERSION)
      .map((entry) => ({ script: entry.value.subarray(0, -1), control: keyDataOf(entry) })),
    ...(findings.taproot?.leaves ?? []),
  ];
  const leaves = new Map<string, KnownLeaf>();
  for (const { script, control } of all) {
    const name = hashKey(script);
    leaves.set(name, { script, controls: [...(leaves.get(name)?.controls ?? []), control] });
  }
  return [...leaves.values()].sort((a, b) => compareBytes(a.script, b.script));
}

function leafWitness(
  script: Uint8Array,
  controls: readonly Uint8Array[],
  request: TaprootRequest,
): readonly Uint8Array[] | undefined {
  const leafHash = tapLeafHash(TAPSCRIPT_LEAF_VERSION, script);
  const items = satisfyScript(script, 'tapscript', {
    signatureOf: (x) => leafSignature(x, leafHash, request),
    pubkeyOf(hash) {
      const pubkey = pubkeyOf(hash, request);
      if (!pubkey) request.findings.missing.pubkeys.push(hash);
      return pubkey?.subarray(-XONLY_PUBKEY_SIZE);
    },
    conditions: conditionsOf(request),
  });
  const [shortest] = [...controls].sort((a, b) => a.length - b.length || compareBytes(a, b));
  return items && shortest && [...items, script, shortest];
}

/** @source Bitcoin Core src/script/sign.cpp CreateTaprootScriptSig */
function leafSignature(x: Uint8Array, leafHash: Uint8Array, request: TaprootRequest): Uint8Array | undefined {
  const { signatures, findings } = request;
  noteTapOrigin(x, leafHash, request);
  const keyData = concatBytes(x, leafHash);
  const present = findings.leafSignatures.get(hashKey(keyData));
  if (present) return present.signature;
  const signature = signatures.schnorr(x, { merkleRoot: undefined, leafHash });
  if (signature) findings.leafSignatures.set(hashKey(keyData), { keyData, signature });
  return signature;
}

function noteTapOrigin(
  x: Uint8Array,
  leafHash: Uint8Array | undefined,
  { provider, findings: { tapOrigins } }: TaprootRequest,
): void {
  const origin = findByX(x, provider.originOf);
  if (!origin) return;
  const noted = tapOrigins.get(hashKey(x)) ?? { x, origin, leafHashes: new Map() };
  if (leafHash) noted.leafHashes.set(hashKey(leafHash), leafHash);
  tapOrigins.set(hashKey(x), noted);
}

/** The public key of that hash, as map or provider tell it. @source Bitcoin Core src/script/sign.cpp GetPubKey */
export function pubkeyOf(hash: Uint8Array, { map, types, provider }: TaprootRequest): Uint8Array | undefined {
  const hasHash = (pubkey: Uint8Array) => equalBytes(hash160(pubkey), hash);
  const ofType = (type: number) => entriesOf(map, type).map(keyDataOf).find(hasHash);
  const x = ofType(types.TAP_BIP32_DERIVATION);
  return ofType(types.BIP32_DERIVATION) ?? (x && evenPoint(x)) ?? provider.pubkeyOf(hash);
}

/** Bytes of the witness as it is serialized. */
function sizeOf(witness: readonly Uint8Array[]): number {
  return sum([
    compactSizeLength(witness.length),
    ...witness.map(({ length }) => compactSizeLength(length) + length),
  ]);
}
