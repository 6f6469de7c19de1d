import { concatBytes } from '../util/bytes.ts';
import { GROUP_ORDER, readScalar, SCALAR_SIZE, scalarBytes } from './scalar.ts';

/**
 * ECDSA signatures in the one form that every node relays: strict DER with a low S.
 * @source BIP66; BIP146
 */

const DER_SEQUENCE = 0x30;
const DER_INTEGER = 0x02;

/**
 * The signature in strict DER with a low S. The other S of the same signature is as good to whoever verifies it,
 * but a signature that has two forms would give its transaction two.
 * @param bytes - R and S, 32 bytes each, big-endian; or strict DER; without hash type
 * @returns undefined where `bytes` is neither, or R or S is not in 1 … the group's order - 1
 */
export function canonicalSignature(bytes: Uint8Array): Uint8Array | undefined {
  const scalars = bytes.length === 2 * SCALAR_SIZE ? readCompact(bytes) : readDer(bytes);
  if (!scalars?.every((scalar) => scalar > 0n && scalar < GROUP_ORDER)) return undefined;
  const [r, s] = scalars;
  return encodeDer(r, s > GROUP_ORDER / 2n ? GROUP_ORDER - s : s);
}

/** R and S, 32 bytes each, big-endian, of a signature in strict DER; undefined for any other. */
export function readDerSignature(bytes: Uint8Array): Uint8Array | undefined {
  const scalars = readDer(bytes);
  return scalars && concatBytes(...scalars.map(scalarBytes));
}

type Scalars = readonly [r: bigint, s: bigint];

function readCompact(bytes: Uint8Array): Scalars {
  return [readScalar(bytes), readScalar(bytes, SCALAR_SIZE)];
}

/** Strict because what was read must be written in the very same bytes. */
function readDer(bytes: Uint8Array): Scalars | undefined {
  const sizeOfR = bytes[3] ?? 0;
  const sizeOfS = bytes[5 + sizeOfR] ?? 0;
  const r = toNumber(bytes.subarray(4, 4 + sizeOfR));
  const s = toNumber(bytes.subarray(6 + sizeOfR, 6 + sizeOfR + sizeOfS));
  return Buffer.from(encodeDer(r, s)).equals(bytes) ? [r, s] : undefined;
}

/** 30 [length] 02 [length of R] [R] 02 [length of S] [S]. */
function encodeDer(r: bigint, s: bigint): Uint8Array {
  const body = [...encodeInteger(r), ...encodeInteger(s)];
  return Uint8Array.of(DER_SEQUENCE, body.length, ...body);
}

/** Positive and as short as can be: a zero byte goes before a first digit that would read as a sign. */
function encodeInteger(value: bigint): readonly number[] {
  const hex = value.toString(16);
  const digits = [...Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')];
  const signed = (digits[0] ?? 0) & 0x80 ? [0, ...digits] : digits;
  return [DER_INTEGER, signed.length, ...signed];
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Buffer.from(bytes).toString('hex')}`);
}
