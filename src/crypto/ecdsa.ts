import { compareBytes } from '../util/bytes.ts';
import { GROUP_ORDER, SCALAR_SIZE, scalarBytes } from './scalar.ts';
import { secp256k1 } from './secp256k1.ts';

/**
 * ECDSA verification as the consensus rules want it: DER as OpenSSL once read it, high S allowed.
 * Strictness (BIP66, low S) is asked for by script flags, in src/script.
 */

const ORDER = scalarBytes(GROUP_ORDER);
/** The largest S that counts as low. */
const HALF_ORDER = scalarBytes(GROUP_ORDER / 2n);

const DER_SEQUENCE = 0x30;
const DER_INTEGER = 0x02;
/** In a length byte: the other seven bits tell how many bytes of length follow. */
const DER_LONG_LENGTH = 0x80;

/** What is verified: who signed what. */
export interface EcdsaClaim {
  /** 32 bytes. */
  readonly digest: Uint8Array;
  /** DER, possibly sloppy, without hash type. */
  readonly signature: Uint8Array;
  /** 33 or 65 bytes. */
  readonly pubkey: Uint8Array;
}

/** True where the key signed the digest. @source Bitcoin Core src/pubkey.cpp CPubKey::Verify */
export function verifyEcdsa({ digest, signature, pubkey }: EcdsaClaim): boolean {
  const compact = parseLaxDer(signature);
  if (compact === undefined) return false;
  if (hasHighS(compact)) negateS(compact);
  return secp256k1.verifyEcdsa(compact, digest, pubkey);
}

/**
 * True where S is at most half the group's order, so that nobody can give the signature another S.
 * @param signature - DER, without hash type
 * @source Bitcoin Core src/pubkey.cpp CPubKey::CheckLowS
 */
export function isLowS(signature: Uint8Array): boolean {
  const compact = parseLaxDer(signature);
  return compact !== undefined && !hasHighS(compact);
}

/**
 * R and S, 32 bytes each, of a signature in the forgiving DER of before BIP66: lengths longer than needed,
 * padded or "negative" integers and anything behind them are taken; the sequence's own length is not looked at.
 * All zeros, which no key has signed, where R or S is not below the group's order. Undefined where the
 * structure is not there.
 * @source Bitcoin Core src/pubkey.cpp ecdsa_signature_parse_der_lax
 */
function parseLaxDer(der: Uint8Array): Uint8Array | undefined {
  if (der[0] !== DER_SEQUENCE || der.length < 2) return undefined;
  const head = der[1] ?? 0;
  const bodyStart = 2 + (head & DER_LONG_LENGTH ? head - DER_LONG_LENGTH : 0);
  const r = readLaxInteger(der, bodyStart);
  const s = r && readLaxInteger(der, r.end);
  if (r === undefined || s === undefined) return undefined;
  const compact = new Uint8Array(2 * SCALAR_SIZE);
  const bothFit = putScalar(compact, 0, r.digits) && putScalar(compact, SCALAR_SIZE, s.digits);
  return bothFit ? compact : compact.fill(0);
}

interface LaxInteger {
  /** Big-endian, without leading zeros. */
  readonly digits: Uint8Array;
  /** Offset of what follows. */
  readonly end: number;
}

function readLaxInteger(der: Uint8Array, offset: number): LaxInteger | undefined {
  if (der[offset] !== DER_INTEGER) return undefined;
  const length = readLaxLength(der, offset + 1);
  if (length === undefined) return undefined;
  const end = length.end + length.value;
  if (end > der.length) return undefined;
  let start = length.end;
  while (start < end && der[start] === 0) start++;
  return { digits: der.subarray(start, end), end };
}

/** A length in one byte, or behind a count of bytes; at most three of them may be other than leading zeros. */
function readLaxLength(der: Uint8Array, offset: number): { value: number; end: number } | undefined {
  const head = der[offset];
  if (head === undefined) return undefined;
  if (!(head & DER_LONG_LENGTH)) return { value: head, end: offset + 1 };
  const end = offset + 1 + head - DER_LONG_LENGTH;
  if (end > der.length) return undefined;
  let start = offset + 1;
  while (start < end && der[start] === 0) start++;
  if (end - start > 3) return undefined;
  let value = 0;
  for (let i = start; i < end; i++) value = value * 256 + (der[i] ?? 0);
  return { value, end };
}

/** Writes the scalar with leading zeros; false where it is not below the group's order. */
function putScalar(compact: Uint8Array, offset: number, digits: Uint8Array): boolean {
  if (digits.length > SCALAR_SIZE) return false;
  compact.set(digits, offset + SCALAR_SIZE - digits.length);
  return compareBytes(compact.subarray(offset, offset + SCALAR_SIZE), ORDER) < 0;
}

function hasHighS(compact: Uint8Array): boolean {
  return compareBytes(compact.subarray(SCALAR_SIZE), HALF_ORDER) > 0;
}

/** Replaces S by the order minus S, which verifies as well: the library takes low S alone. */
function negateS(compact: Uint8Array): void {
  let borrow = 0;
  for (let i = SCALAR_SIZE - 1; i >= 0; i--) {
    const difference = (ORDER[i] ?? 0) - (compact[SCALAR_SIZE + i] ?? 0) - borrow;
    compact[SCALAR_SIZE + i] = difference & 0xff;
    borrow = difference < 0 ? 1 : 0;
  }
}
