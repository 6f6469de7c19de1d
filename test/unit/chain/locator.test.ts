import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BlockIndexEntry, getAncestor } from '../../../src/chain/block-index.ts';
import { activeFrom, findForkInActive, getLocator } from '../../../src/chain/locator.ts';
import { type Hash256, hashKey } from '../../../src/primitives/hash256.ts';
import { genesisHeader, headersOn } from '../../helpers/header-chain.ts';

const GENESIS = genesisHeader();

/** Blocks from the genesis block up to `tip`. */
function upTo(tip: BlockIndexEntry): readonly BlockIndexEntry[] {
  return Array.from({ length: tip.height + 1 }, (_, height) => getAncestor(tip, height) as BlockIndexEntry);
}

/** The chain up to `tip` as the best one, beside others that are known. */
function chainOf(tip: BlockIndexEntry, others: readonly BlockIndexEntry[] = []) {
  const active = upTo(tip);
  const known = new Map([tip, ...others].flatMap(upTo).map((entry) => [hashKey(entry.hash), entry]));
  return {
    find: (hash: Hash256) => known.get(hashKey(hash)),
    isActive: (entry: BlockIndexEntry) => active[entry.height] === entry,
    tip: () => tip,
    genesis: () => GENESIS,
    atHeight: (height: number) => active[height],
  };
}

describe('getLocator', () => {
  it('names twelve blocks in a row, then ever fewer, and the genesis block', () => {
    const tip = headersOn(GENESIS, 100);
    const heights = (entry: BlockIndexEntry) => {
      const byHash = new Map(upTo(tip).map(({ hash, height }) => [hashKey(hash), height]));
      return getLocator(entry).map((hash) => byHash.get(hashKey(hash)));
    };
    expect(heights(tip)).toEqual([100, 99, 98, 97, 96, 95, 94, 93, 92, 91, 90, 89, 87, 83, 75, 59, 27, 0]);
    expect(heights(GENESIS)).toEqual([0]);
    expect(heights(getAncestor(tip, 2) as BlockIndexEntry)).toEqual([2, 1, 0]);
  });
});

describe('findForkInActive', () => {
  const trunk = headersOn(GENESIS, 40);
  const tip = headersOn(trunk, 30, 1);

  it('is below the fork, by no more than the locator leaves out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 60 }), (fork, above) => {
        const other = headersOn(getAncestor(trunk, fork) as BlockIndexEntry, above, 2);
        const found = findForkInActive(getLocator(other), chainOf(tip, [other]));
        expect(found.height).toBeLessThanOrEqual(fork);
        expect(getAncestor(other, found.height)).toBe(found);
        expect(other.height - found.height).toBeLessThanOrEqual(2 * above + 12);
      }),
    );
  });

  it('is the same whether the other chain is known or not', () => {
    const other = headersOn(trunk, 20, 2);
    const locator = getLocator(other);
    expect(findForkInActive(locator, chainOf(tip))).toBe(findForkInActive(locator, chainOf(tip, [other])));
  });

  it('is the tip for whoever is ahead of it', () => {
    const ahead = headersOn(tip, 5);
    expect(findForkInActive([ahead.hash], chainOf(tip, [ahead]))).toBe(tip);
  });

  it('is the genesis block for whoever names nothing that is known', () => {
    expect(findForkInActive([headersOn(GENESIS, 3, 9).hash], chainOf(tip))).toBe(GENESIS);
    expect(findForkInActive([], chainOf(tip))).toBe(GENESIS);
  });
});

describe('activeFrom', () => {
  it('goes up to the tip', () => {
    const tip = headersOn(GENESIS, 5);
    expect([...activeFrom(3, chainOf(tip))].map(({ height }) => height)).toEqual([3, 4, 5]);
    expect([...activeFrom(6, chainOf(tip))]).toEqual([]);
  });
});
