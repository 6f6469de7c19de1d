import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256d } from '../../../src/crypto/sha256d.ts';
import { withNonce } from '../../../src/kernel/kernel.ts';
import { createNobleKernel } from '../../../src/kernel/noble.ts';
import { bytesToBigIntLE } from '../../../src/util/bytes.ts';
import { InvariantError } from '../../../src/util/invariant.ts';
import { BLOCK_125552, GENESIS } from '../../helpers/mined-headers.ts';

const kernel = createNobleKernel();

describe('the noble kernel', () => {
  it.each([GENESIS, BLOCK_125552])('finds $name', ({ header, nonce, target }) => {
    expect(kernel.prepare(header, target)(nonce - 3, 10)).toEqual({ nonce, tried: 4 });
  });
  it('agrees with hashing each nonce by OpenSSL', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 80, maxLength: 80 }),
        fc.integer({ min: 0, max: 2 ** 32 - 20 }),
        fc.integer({ min: 250, max: 256 }),
        (header, first, targetBits) => {
          const target = 2n ** BigInt(targetBits) - 1n;
          const nonces = Array.from({ length: 20 }, (_, i) => first + i);
          const nonce = nonces.find((n) => bytesToBigIntLE(sha256d(withNonce(header, n))) <= target);
          const tried = nonce === undefined ? 20 : nonce - first + 1;
          expect(kernel.prepare(header, target)(first, 20)).toEqual({ nonce, tried });
        },
      ),
    );
  });
  it('keeps the header that it was given, and a copy of its own', () => {
    const header = Uint8Array.from(GENESIS.header);
    const scan = kernel.prepare(header, GENESIS.target);
    header.fill(0);
    expect(scan(GENESIS.nonce, 1).nonce).toBe(GENESIS.nonce);
    expect(header.every((byte) => byte === 0)).toBe(true);
  });
  it('refuses a range past the last nonce', () => {
    expect(() => kernel.prepare(GENESIS.header, GENESIS.target)(2 ** 32 - 1, 2)).toThrow(InvariantError);
  });
});
