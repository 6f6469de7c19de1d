import { script as bitcoinScript } from 'bitcoinjs-lib';
import * as ecc from 'tiny-secp256k1';
import { SIGHASH_ALL } from '../../src/script/signature-encoding.ts';
import { concatBytes, fromHex, toHex } from '../../src/util/bytes.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { KEYS, type Key } from './keys.ts';
import type { Random } from './random.ts';

/** What becomes of a signature between the signer and the script. */
type Flaw =
  | 'none'
  | 'another key'
  | 'another message'
  | 'high s'
  | 'padded r'
  | 'garbage'
  | 'another hash type'
  | 'hash type of zero';

/**
 * A signature that a script is to get. While the script is made its place is taken by a stand-in of the same form,
 * since what it signs is not known before.
 */
export interface PlannedSignature {
  readonly key: Key;
  readonly hashType: number;
  readonly flaw: Flaw;
  readonly standIn: Uint8Array;
}

const ECDSA_FLAWS: readonly Flaw[] = [
  'another key',
  'another message',
  'high s',
  'padded r',
  'garbage',
  'another hash type',
];
const SCHNORR_FLAWS: readonly Flaw[] = [
  'another key',
  'another message',
  'garbage',
  'another hash type',
  'hash type of zero',
];

export function planEcdsa(random: Random): PlannedSignature {
  const hashType = random.chance(0.85) ? random.pick([1, 1, 2, 3, 0x81, 0x82, 0x83]) : random.int(256);
  const numbers = [random.bytes(32), random.bytes(32)].map((bytes) =>
    bytes.map((byte, i) => (i === 0 ? 1 + (byte & 0x3f) : byte)),
  );
  const integers = numbers.map((bytes) => concatBytes(Uint8Array.of(0x02, 32), bytes));
  const standIn = concatBytes(Uint8Array.of(0x30, 68), ...integers, Uint8Array.of(hashType));
  return { key: random.pick(KEYS), hashType, flaw: anyFlaw(random, ECDSA_FLAWS), standIn };
}

export function planSchnorr(random: Random): PlannedSignature {
  const hashType = random.chance(0.9) ? random.pick([0, 0, 1, 2, 3, 0x81, 0x82, 0x83]) : random.int(256);
  const standIn = concatBytes(random.bytes(64), hashType === 0 ? new Uint8Array() : Uint8Array.of(hashType));
  const flaw = anyFlaw(random, SCHNORR_FLAWS);
  return { key: random.pick(KEYS), hashType: flaw === 'hash type of zero' ? 0 : hashType, flaw, standIn };
}

function anyFlaw(random: Random, flaws: readonly Flaw[]): Flaw {
  return random.chance(0.8) ? 'none' : random.pick(flaws);
}

/** True where the signature is expected to hold for its own key. */
export function isGood({ flaw }: PlannedSignature): boolean {
  return flaw === 'none' || flaw === 'high s' || flaw === 'hash type of zero';
}

/** The signature itself, flaw included. @param digest - what is signed */
export function signEcdsa({ key, hashType, flaw }: PlannedSignature, digest: Uint8Array): Uint8Array {
  if (flaw === 'garbage') return digest.subarray(0, 9);
  const signed = ecc.sign(flaw === 'another message' ? flip(digest) : digest, signerOf(key, flaw).secret);
  const { r, s } = { r: signed.subarray(0, 32), s: signed.subarray(32) };
  // The encoder takes known hash types alone: the type is put behind it.
  const der = bitcoinScript.signature.encode(concatBytes(r, flaw === 'high s' ? negate(s) : s), SIGHASH_ALL);
  const shown = flaw === 'another hash type' ? hashType ^ 2 : hashType;
  const form = flaw === 'padded r' ? padR(der) : der;
  return concatBytes(form.subarray(0, -1), Uint8Array.of(shown));
}

/** The same of taproot. */
export function signSchnorr({ key, hashType, flaw }: PlannedSignature, digest: Uint8Array): Uint8Array {
  if (flaw === 'garbage') return digest.subarray(0, 9);
  const signature = ecc.signSchnorr(
    flaw === 'another message' ? flip(digest) : digest,
    signerOf(key, flaw).secret,
  );
  const shown = flaw === 'another hash type' ? hashType ^ 2 : hashType;
  return shown === 0 && flaw === 'none' ? signature : concatBytes(signature, Uint8Array.of(shown));
}

function signerOf(key: Key, flaw: Flaw): Key {
  return flaw === 'another key'
    ? expectDefined(
        KEYS.find((other) => other !== key),
        'another key',
      )
    : key;
}

const flip = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 31 ? byte ^ 1 : byte));

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

function negate(s: Uint8Array): Uint8Array {
  const other = (ORDER - BigInt(`0x${toHex(s)}`)).toString(16).padStart(64, '0');
  return expectDefined(fromHex(other), 'hex');
}

/** The same integer r with a zero byte more than it needs. */
function padR(der: Uint8Array): Uint8Array {
  const [length = 0, sizeOfR = 0] = [der[1], der[3]];
  return concatBytes(Uint8Array.of(0x30, length + 1, 0x02, sizeOfR + 1, 0), der.subarray(4));
}
