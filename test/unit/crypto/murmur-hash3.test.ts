import { describe, expect, it } from 'vitest';
import { bloomHash, murmurHash3 } from '../../../src/crypto/murmur-hash3.ts';
import { fromHex } from '../../../src/util/bytes.ts';
import { expectDefined } from '../../../src/util/invariant.ts';

/** @source Bitcoin Core src/test/hash_tests.cpp murmurhash3 */
const VECTORS = [
  [0x00000000, 0x00000000, ''],
  [0x6a396f08, 0xfba4c795, ''],
  [0x81f16f39, 0xffffffff, ''],
  [0x514e28b7, 0x00000000, '00'],
  [0xea3f0b17, 0xfba4c795, '00'],
  [0xfd6cf10d, 0x00000000, 'ff'],
  [0x16c6b7ab, 0x00000000, '0011'],
  [0x8eb51c3d, 0x00000000, '001122'],
  [0xb4471bf8, 0x00000000, '00112233'],
  [0xe2301fa8, 0x00000000, '0011223344'],
  [0xfc2e4a15, 0x00000000, '001122334455'],
  [0xb074502c, 0x00000000, '00112233445566'],
  [0x8034d2a0, 0x00000000, '0011223344556677'],
  [0xb4698def, 0x00000000, '001122334455667788'],
] as const;

describe('murmurHash3', () => {
  it.for(VECTORS)('is %i for seed %i and "%s"', ([hash, seed, hex]) => {
    expect(murmurHash3(seed, expectDefined(fromHex(hex), hex))).toBe(hash);
  });
});

describe('bloomHash', () => {
  it('takes its seed from the number of the function and the tweak, in 32 bits', () => {
    const key = Uint8Array.of(0);
    expect(bloomHash(1, 0, key)).toBe(0xea3f0b17);
    expect(bloomHash(0, 0xfba4c795, key)).toBe(0xea3f0b17);
    expect(bloomHash(49, 0xffffffff, key)).toBe(murmurHash3((49 * 0xfba4c795 + 0xffffffff) % 2 ** 32, key));
  });
});
