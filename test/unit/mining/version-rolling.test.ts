import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createVersionSpace,
  rollableBits,
  VERSION_ROLLING_MASK,
} from '../../../src/mining/version-rolling.ts';
import { readShippedNetwork } from '../../../src/node/network-file-reader.ts';
import { InvariantError } from '../../../src/util/invariant.ts';

describe('createVersionSpace', () => {
  it('has the version alone where the mask is empty', () => {
    const space = createVersionSpace(0x20000000, 0);
    expect([space.count, space.at(0)]).toEqual([1, 0x20000000]);
  });
  it('has 65,536 different versions under the mask of BIP320, the own one first, which differ in its bits alone', () => {
    const space = createVersionSpace(0x20000001, VERSION_ROLLING_MASK);
    const all = Array.from({ length: space.count }, (_, i) => space.at(i));
    expect(all[0]).toBe(0x20000001);
    expect(new Set(all).size).toBe(65_536);
    expect(all.every((version) => (version & ~VERSION_ROLLING_MASK) === 0x20000001)).toBe(true);
  });
  it('gives different versions for different places, whatever the mask', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        (version, mask) => {
          const space = createVersionSpace(version, mask);
          const places = Math.min(space.count, 50);
          const some = Array.from({ length: places }, (_, i) => space.at(space.count - 1 - i));
          expect(new Set(some).size).toBe(places);
          expect(some.every((one) => ((one ^ version) & ~mask) === 0 && one >= 0)).toBe(true);
        },
      ),
    );
  });
  it.each([-1, 2, 0.5])('refuses place %f of two', (index) => {
    expect(() => createVersionSpace(4, 1 << 13).at(index)).toThrow(InvariantError);
  });
});

describe('rollableBits', () => {
  it("leaves the bits alone with which a network's soft forks are signalled", () => {
    const { deployments } = readShippedNetwork('regtest').consensus;
    expect(deployments.length).toBeGreaterThan(0);
    for (const { bit } of deployments) expect((rollableBits({ deployments }) >>> bit) & 1).toBe(0);
    expect(rollableBits({ deployments }) & ~VERSION_ROLLING_MASK).toBe(0);
  });
  it("is BIP320's whole mask where nothing is signalled", () => {
    expect(rollableBits({ deployments: [] })).toBe(VERSION_ROLLING_MASK);
  });
});
