import { createCipheriv } from 'node:crypto';
import { bigIntToBytesLE, bytesToBigIntLE } from '../util/bytes.ts';
import { sha256 } from './sha256d.ts';

/**
 * MuHash3072: a hash of a set, whatever the order in which its elements came. Each element becomes a number modulo a
 * prime; the set is their product, so an element that goes again is divided out.
 * @source Bitcoin Core src/crypto/muhash.h; https://cseweb.ucsd.edu/~mihir/papers/inchash.pdf
 */
export interface MuHash {
  /** Takes an element in; twice is not once. */
  insert(element: Uint8Array): void;
  /** Takes an element out; out before in is fine. */
  remove(element: Uint8Array): void;
  /** 32 bytes. What was taken in and out stays. */
  digest(): Uint8Array;
  /** The number that the set is, 384 bytes, by which another can go on. */
  number(): Uint8Array;
}

const BITS = 3072;
const NUMBER_SIZE = BITS / 8;

/** The modulus is 2^3072 - 1103717, the largest safe prime below 2^3072. */
const PRIME_DISTANCE = 1_103_717n;
const PRIME = (1n << BigInt(BITS)) - PRIME_DISTANCE;

/** The hash of the empty set, or of one that goes on. @param from - what `number` gave */
export function createMuHash(from?: Uint8Array): MuHash {
  let numerator = from ? bytesToBigIntLE(from) : 1n;
  let denominator = 1n;
  return {
    insert(element) {
      numerator = multiply(numerator, numberOf(element));
    },
    remove(element) {
      denominator = multiply(denominator, numberOf(element));
    },
    digest: () => digestOfQuotient(numerator, denominator),
    number: () => bigIntToBytesLE(quotientOf(numerator, denominator), NUMBER_SIZE),
  };
}

/** SHA-256 of the quotient modulo the prime as 384 bytes, least significant first. */
export function digestOfQuotient(numerator: bigint, denominator: bigint): Uint8Array {
  return sha256(bigIntToBytesLE(quotientOf(numerator, denominator), NUMBER_SIZE));
}

function quotientOf(numerator: bigint, denominator: bigint): bigint {
  return (denominator === 1n ? numerator : numerator * invert(denominator)) % PRIME;
}

const NO_TEXT = new Uint8Array(NUMBER_SIZE);
/** OpenSSL's form of block counter (4 bytes, little-endian) and nonce (12 bytes): both zero. */
const FIRST_BLOCK = new Uint8Array(16);

/** 3072 bits of ChaCha20's key stream under the element's SHA-256. */
function numberOf(element: Uint8Array): bigint {
  return bytesToBigIntLE(createCipheriv('chacha20', sha256(element), FIRST_BLOCK).update(NO_TEXT));
}

/** The product, reduced to little more than 3072 bits: digestOfQuotient does the rest, once. */
function multiply(a: bigint, b: bigint): bigint {
  return fold(fold(a * b));
}

/** The same number modulo the prime, shorter: 2^3072 is PRIME_DISTANCE there. A third of the time that % takes. */
function fold(number: bigint): bigint {
  return BigInt.asUintN(BITS, number) + (number >> BigInt(BITS)) * PRIME_DISTANCE;
}

/** The inverse modulo the prime, by the extended algorithm of Euclid. @param number - no multiple of the prime */
function invert(number: bigint): bigint {
  let [rest, next] = [PRIME, number % PRIME];
  let [factor, nextFactor] = [0n, 1n];
  while (next !== 0n) {
    const quotient = rest / next;
    [rest, next] = [next, rest - quotient * next];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return factor < 0n ? factor + PRIME : factor;
}
