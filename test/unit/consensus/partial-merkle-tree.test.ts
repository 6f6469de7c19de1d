import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeMerkleRoot } from '../../../src/consensus/merkle.ts';
import {
  buildPartialMerkleTree,
  extractMatches,
  type PartialMerkleTree,
} from '../../../src/consensus/partial-merkle-tree.ts';
import { type Hash256, hash256, hashKey } from '../../../src/primitives/hash256.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { accept, reject } from '../../../src/util/verdict.ts';
import { numberedHash } from '../../helpers/transactions.ts';

const txidsOf = (count: number): Hash256[] => Array.from({ length: count }, (_, i) => numberedHash(i));

/** The tree of that many transactions that proves those at the given places. */
function treeOf(count: number, places: readonly number[]): PartialMerkleTree {
  const wanted = new Set(places.map((place) => hashKey(numberedHash(place))));
  return buildPartialMerkleTree(txidsOf(count), (txid) => wanted.has(hashKey(txid)));
}

const proofOf = (count: number, places: readonly number[]) => ({
  root: computeMerkleRoot(txidsOf(count)).root,
  matches: places.map((index) => ({ txid: numberedHash(index), index })),
});

const bad = (debug: string) => reject('bad-partial-merkle-tree', debug);

describe('extractMatches', () => {
  it('proves what buildPartialMerkleTree was asked for, and the root of all', () => {
    const blocks = fc
      .integer({ min: 1, max: 130 })
      .chain((count) => fc.tuple(fc.constant(count), fc.subarray([...Array(count).keys()])));
    fc.assert(
      fc.property(blocks, ([count, places]) => {
        const tree = treeOf(count, places);
        expect(extractMatches(tree)).toEqual(accept(proofOf(count, places)));
        // Core's bound: a branch for each match, a hash for each of its nodes.
        expect(tree.hashes.length).toBeLessThanOrEqual(1 + places.length * Math.ceil(Math.log2(count)));
      }),
    );
  });

  it.each([1, 4, 7, 17, 56, 100, 127, 256, 312, 513, 1000])(
    'proves one, and all, of %d transactions',
    (count) => {
      const all = txidsOf(count).map((_, i) => i);
      for (const places of [[], [0], [count - 1], all]) {
        expect(extractMatches(treeOf(count, places))).toEqual(accept(proofOf(count, places)));
      }
    },
  );

  it('has another root once any bit of any hash is flipped', () => {
    const tree = treeOf(11, [2, 7]);
    for (const [place, hash] of tree.hashes.entries()) {
      const flipped = hash.map((byte, i) => (i === place ? byte ^ 1 : byte)) as Hash256;
      const extracted = extractMatches({ ...tree, hashes: tree.hashes.with(place, flipped) });
      expect(extracted.ok && extracted.value.root).not.toEqual(proofOf(11, []).root);
    }
  });

  it('rejects no transactions', () => {
    expect(extractMatches({ ...treeOf(1, [0]), txCount: 0 })).toEqual(bad('no transactions'));
  });

  it('rejects more transactions than a block can hold: 16,666 of 60 bytes', () => {
    const flags = Uint8Array.of(0);
    const hashes = [numberedHash(0)];
    expect(extractMatches({ txCount: 16_666, hashes, flags })).toMatchObject({ ok: true });
    expect(extractMatches({ txCount: 16_667, hashes, flags })).toEqual(
      bad('more transactions than fit a block'),
    );
  });

  it('rejects more hashes than transactions', () => {
    const tree = treeOf(2, [0, 1]);
    expect(extractMatches({ ...tree, hashes: [...tree.hashes, numberedHash(9)] })).toEqual(
      bad('more hashes than transactions'),
    );
  });

  it('rejects fewer flags than hashes', () => {
    const hashes = txidsOf(9);
    expect(extractMatches({ txCount: 9, hashes, flags: Uint8Array.of(0xff) })).toEqual(
      bad('fewer flags than hashes'),
    );
  });

  it('rejects too few and too many flags', () => {
    const tree = treeOf(8, [0, 1, 2, 3, 4, 5, 6, 7]);
    expect(tree.flags).toHaveLength(2);
    expect(extractMatches({ ...tree, flags: tree.flags.subarray(0, 1) })).toEqual(bad('too few flags'));
    expect(extractMatches({ ...tree, flags: Uint8Array.of(...tree.flags, 0) })).toEqual(
      bad('flags left over'),
    );
  });

  it('rejects too few and too many hashes', () => {
    const tree = treeOf(8, [3]);
    expect(extractMatches({ ...tree, hashes: tree.hashes.slice(1) })).toEqual(bad('too few hashes'));
    expect(extractMatches({ ...tree, hashes: [...tree.hashes, numberedHash(9)] })).toEqual(
      bad('hashes left over'),
    );
  });

  it('rejects equal branches, by which a shorter list of transactions takes the root of a longer one', () => {
    const twice = [0, 1, 2, 2].map(numberedHash);
    expect(computeMerkleRoot(twice).root).toEqual(computeMerkleRoot(txidsOf(3)).root);
    expect(extractMatches(buildPartialMerkleTree(twice, () => true))).toEqual(bad('two branches are equal'));
  });

  it('takes an inner node for the only transaction of a block: its count has to be checked', () => {
    // CVE-2017-12842: the tree is right for a block of one transaction, and the header commits to no count.
    const root = hash256(concatBytes(numberedHash(0), numberedHash(1)));
    expect(extractMatches({ txCount: 1, hashes: [root], flags: Uint8Array.of(1) })).toEqual(
      accept({ root, matches: [{ txid: root, index: 0 }] }),
    );
  });
});
