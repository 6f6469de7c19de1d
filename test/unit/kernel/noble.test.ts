import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256d } from '../../../src/crypto/sha256d.ts';
import { withSolution } from '../../../src/kernel/kernel.ts';
import { createNobleKernel } from '../../../src/kernel/noble.ts';
import { bytesToBigIntLE } from '../../../src/util/bytes.ts';

describe('the noble kernel', () => {
  it('agrees with hashing each header by OpenSSL', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 80, maxLength: 80 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 0, max: 2 ** 32 - 20 }),
        fc.integer({ min: 248, max: 256 }),
        (header, versions, first, targetBits) => {
          const target = 2n ** BigInt(targetBits) - 1n;
          const solving = (nonce: number) =>
            versions.filter((one) => bytesToBigIntLE(sha256d(withSolution(header, one, nonce))) <= target);
          const nonces = Array.from({ length: 20 }, (_, i) => first + i);
          const nonce = nonces.find((n) => solving(n).length > 0);
          expect(createNobleKernel().prepare({ header, versions, target })(first, 20)).toEqual({
            nonce,
            versions: nonce === undefined ? [] : solving(nonce),
            tried: nonce === undefined ? 20 : nonce - first + 1,
          });
        },
      ),
    );
  });
});
