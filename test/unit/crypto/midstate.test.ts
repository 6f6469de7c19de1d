import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  SHA256_INITIAL_STATE,
  SHA256_ROUND_CONSTANTS,
  sha256Midstate,
} from '../../../src/crypto/midstate.ts';
import { sha256 } from '../../../src/crypto/sha256d.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { InvariantError } from '../../../src/util/invariant.ts';

const block = fc.uint8Array({ minLength: 64, maxLength: 64 });

/** The first 32 bits of the fraction of the n-th root of x, n 2 or 3. @source FIPS 180-4, 4.2.2 and 5.3.3 */
function rootFraction(x: number, n: 2 | 3): number {
  const scaled = BigInt(x) << BigInt(32 * n);
  let [low, high] = [0n, 1n << 40n];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** BigInt(n) <= scaled) low = middle;
    else high = middle;
  }
  return Number(low & 0xffffffffn);
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
}

/** A message of 55 bytes at most, padded to one block. */
function padded(message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set(message);
  bytes[message.length] = 0x80;
  new DataView(bytes.buffer).setUint32(60, 8 * message.length, false);
  return bytes;
}

function stateBytes(state: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of state.entries()) view.setUint32(4 * i, word, false);
  return bytes;
}

describe('the constants of SHA-256', () => {
  it('the initial state is from the square roots of the first 8 primes', () => {
    expect(SHA256_INITIAL_STATE).toEqual(firstPrimes(8).map((prime) => rootFraction(prime, 2)));
  });
  it('the round constants are from the cube roots of the first 64 primes', () => {
    expect(SHA256_ROUND_CONSTANTS).toEqual(firstPrimes(64).map((prime) => rootFraction(prime, 3)));
  });
});

describe('sha256Midstate', () => {
  it('is the whole hash where the message and its padding fill one block', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 55 }), (message) => {
        expect(toHex(stateBytes(sha256Midstate(padded(message))))).toBe(toHex(sha256(message)));
      }),
    );
  });
  it('depends on every bit of the block', () => {
    fc.assert(
      fc.property(block, fc.nat(511), (bytes, bit) => {
        const flipped = Uint8Array.from(bytes);
        flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
        expect(sha256Midstate(flipped)).not.toEqual(sha256Midstate(bytes));
      }),
    );
  });
  it.each([0, 63, 65])('refuses a block of %i bytes', (length) => {
    expect(() => sha256Midstate(new Uint8Array(length))).toThrow(InvariantError);
  });
});
