import { HDKey } from '@scure/bip32';
import type { NetworkPrefixes } from '../../chainparams/network.ts';
import { secp256k1 } from '../../crypto/secp256k1.ts';
import { evenPoint, isXOnlyPubkey, XONLY_PUBKEY_SIZE } from '../../crypto/x-only-pubkey.ts';
import { isCompressedPubkey, isPubkeyOfValidSize, UNCOMPRESSED_PUBKEY_SIZE } from '../../script/pubkey.ts';
import { fromHex, toHex } from '../../util/bytes.ts';
import { expectDefined } from '../../util/invariant.ts';
import { decodePrivateKey } from '../private-key.ts';
import type { Choices } from './choices.ts';
import type { KeyExpression, KeyOrigin } from './model.ts';
import { parseMusig } from './parse-musig.ts';
import { type HardenedMark, parsePaths, wildcardOf } from './parse-path.ts';
import { DescriptorProblem } from './problem.ts';

/** Where in a descriptor an expression stands: it decides what may stand there. */
export type Place = 'top' | 'sh' | 'wpkh' | 'wsh' | 'tr' | 'musig';

/** What is the same for all of one descriptor. */
export interface ParseContext {
  readonly prefixes: NetworkPrefixes;
  /** Filled with the secrets that the text gives, by the hex of their public keys. */
  readonly secrets: Map<string, Uint8Array>;
}

/** What C counts as white space. */
const OUTER_SPACE = /^[ \f\n\r\t\v]|[ \f\n\r\t\v]$/;

/**
 * A key with or without its origin; several keys where its path has `<a;b>`.
 * @throws DescriptorProblem
 * @source BIP380; Bitcoin Core src/script/descriptor.cpp ParsePubkey
 */
export function parseKey(text: string, place: Place, context: ParseContext): Choices<KeyExpression> {
  if (text.startsWith('musig(')) {
    if (place !== 'tr') throw new DescriptorProblem('musig() is only allowed in tr() and rawtr()');
    return parseMusig(text, (participant) => parseKey(participant, 'musig', context));
  }
  const parts = text.split(']');
  if (parts.length > 2) throw new DescriptorProblem("Multiple ']' characters found for a single pubkey");
  const mark: HardenedMark = { usesApostrophe: false };
  const [first = '', second] = parts;
  if (second === undefined) return parseBareKey(first, { place, context, mark });
  const origin = parseOrigin(first, mark);
  const keys = parseBareKey(second, { place, context, mark });
  return keys.map((key) => ({ ...key, origin, usesApostrophe: mark.usesApostrophe }));
}

function parseOrigin(text: string, mark: HardenedMark): KeyOrigin {
  if (!text.startsWith('[')) {
    throw new DescriptorProblem(
      `Key origin start '[ character expected but not found, got '${text[0] ?? ']'}' instead`,
    );
  }
  const [fingerprint = '', ...steps] = text.slice(1).split('/');
  if (fingerprint.length !== 8) {
    throw new DescriptorProblem(
      `Fingerprint is not 4 bytes (${fingerprint.length} characters instead of 8 characters)`,
    );
  }
  const bytes = fromHex(fingerprint);
  if (!bytes) throw new DescriptorProblem(`Fingerprint '${fingerprint}' is not hex`);
  const [path = []] = parsePaths({ steps, allowsMultipath: false, mark });
  return { fingerprint: bytes, path };
}

interface BareKeyRequest {
  readonly place: Place;
  readonly context: ParseContext;
  readonly mark: HardenedMark;
}

/** @source Bitcoin Core src/script/descriptor.cpp ParsePubkeyInner */
function parseBareKey(text: string, request: BareKeyRequest): Choices<KeyExpression> {
  const [name = '', ...steps] = text.split('/');
  if (name === '') throw new DescriptorProblem('No key provided');
  if (OUTER_SPACE.test(name)) throw new DescriptorProblem(`Key '${name}' is invalid due to whitespace`);
  if (steps.length === 0) {
    const bytes = fromHex(name);
    if (bytes) return [parsePubkey(name, bytes, request)];
    const key = parseWif(name, request);
    if (key) return [key];
  }
  return parseExtendedKey(name, steps, request);
}

function parsePubkey(text: string, bytes: Uint8Array, { place, mark }: BareKeyRequest): KeyExpression {
  const constant = { kind: 'constant', origin: undefined, ...mark } as const;
  if (isPubkeyOfValidSize(bytes)) {
    const isHybrid = bytes.length === UNCOMPRESSED_PUBKEY_SIZE && bytes[0] !== 4;
    if (isHybrid) throw new DescriptorProblem('Hybrid public keys are not allowed');
    if (secp256k1.isPublicKey(bytes)) {
      checkForm(bytes, place);
      return { ...constant, pubkey: bytes, isXOnly: false };
    }
  }
  if (place === 'tr' && bytes.length === XONLY_PUBKEY_SIZE && isXOnlyPubkey(bytes)) {
    return { ...constant, pubkey: evenPoint(bytes), isXOnly: true };
  }
  throw new DescriptorProblem(`Pubkey '${text}' is invalid`);
}

function parseWif(text: string, { place, context, mark }: BareKeyRequest): KeyExpression | undefined {
  const key = decodePrivateKey(text, context.prefixes.secretKey);
  if (!key) return undefined;
  checkForm(key.pubkey, place);
  context.secrets.set(toHex(key.pubkey), key.secret);
  return { kind: 'constant', origin: undefined, ...mark, pubkey: key.pubkey, isXOnly: place === 'tr' };
}

function checkForm(pubkey: Uint8Array, place: Place): void {
  if (isCompressedPubkey(pubkey) || place === 'top' || place === 'sh') return;
  throw new DescriptorProblem('Uncompressed keys are not allowed');
}

function parseExtendedKey(
  text: string,
  steps: readonly string[],
  { context, mark }: BareKeyRequest,
): Choices<KeyExpression> {
  const decoded = decodeExtendedKey(text, context.prefixes);
  if (!decoded) throw new DescriptorProblem(`key '${text}' is not valid`);
  const wildcard = wildcardOf(steps.at(-1));
  if (wildcard === 'hardened') mark.usesApostrophe = steps.at(-1) === "*'";
  const fixed = wildcard === 'none' ? steps : steps.slice(0, -1);
  const paths = parsePaths({ steps: fixed, allowsMultipath: true, mark });
  const { root, secret } = decoded;
  if (secret) context.secrets.set(toHex(expectDefined(root.publicKey, 'every key has it')), secret);
  return paths.map((path) => ({ kind: 'extended', origin: undefined, ...mark, root, path, wildcard }));
}

/** An extended key of this network, the secret apart; undefined where the text is none. */
function decodeExtendedKey(
  text: string,
  { extPublicKey, extSecretKey }: NetworkPrefixes,
): { readonly root: HDKey; readonly secret: Uint8Array | undefined } | undefined {
  let key: HDKey;
  try {
    key = HDKey.fromExtendedKey(text, { public: extPublicKey, private: extSecretKey });
  } catch {
    // The library's way to say that the text is no such key.
    return undefined;
  }
  const secret = key.privateKey?.slice();
  return { root: key.wipePrivateData(), secret };
}
