import { describe, expect, it } from 'vitest';
import { divideCache } from '../../../src/node/cache-sizes.ts';

const MIB = 2 ** 20;

describe('divideCache', () => {
  it.each([4, 5, 100, 255, 256, 257, 16_384])('gives away all of %i MiB and no more', (dbCacheMiB) => {
    const { pagesMiB, coinsBytes, heldBytes } = divideCache(dbCacheMiB);
    expect(pagesMiB * MIB + coinsBytes + heldBytes).toBe(dbCacheMiB * MIB);
    expect(coinsBytes).toBeGreaterThanOrEqual(2 * MIB);
  });

  it('bounds what waits for a commit', () => {
    expect(divideCache(4).heldBytes).toBe(MIB);
    expect(divideCache(256).heldBytes).toBe(64 * MIB);
    expect(divideCache(260).heldBytes).toBe(64 * MIB);
  });
});
