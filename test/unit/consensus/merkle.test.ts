import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blockMerkleRoot,
  blockWitnessMerkleRoot,
  computeMerkleRoot,
  witnessCommitment,
} from '../../../src/consensus/merkle.ts';
import { type Hash256, hash256, ZERO_HASH } from '../../../src/primitives/hash256.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { anyHash } from '../../helpers/arbitraries.ts';
import { inputOf, numberedHash, transactionOf } from '../../helpers/transactions.ts';

const leaves = (count: number): Hash256[] => Array.from({ length: count }, (_, i) => numberedHash(i));
const parent = (left: Hash256, right: Hash256): Hash256 => hash256(concatBytes(left, right));

describe('computeMerkleRoot', () => {
  it('is zero of nothing, and the leaf of one', () => {
    expect(computeMerkleRoot([])).toEqual({ root: ZERO_HASH, mutated: false });
    expect(computeMerkleRoot(leaves(1))).toEqual({ root: numberedHash(0), mutated: false });
  });

  it('repeats the last of an odd level', () => {
    const [a, b, c] = leaves(3) as [Hash256, Hash256, Hash256];
    expect(computeMerkleRoot([a, b, c])).toEqual({
      root: parent(parent(a, b), parent(c, c)),
      mutated: false,
    });
  });

  it('leaves the leaves as they are', () => {
    const given = leaves(5);
    computeMerkleRoot(given);
    expect(given).toEqual(leaves(5));
  });

  it('depends on the order', () => {
    expect(computeMerkleRoot(leaves(4)).root).not.toEqual(computeMerkleRoot(leaves(4).reverse()).root);
  });

  it.each([
    [3, [0, 1, 2, 2]],
    [5, [0, 1, 2, 3, 4, 4]],
    [5, [0, 1, 2, 3, 4, 4, 4, 4]],
    [6, [0, 1, 2, 3, 4, 5, 4, 5]],
  ])('sees through the list with the same root as %d leaves: %j (CVE-2012-2459)', (count, order) => {
    const genuine = computeMerkleRoot(leaves(count));
    const malleated = computeMerkleRoot(order.map(numberedHash));
    expect(genuine.mutated).toBe(false);
    expect(malleated).toEqual({ root: genuine.root, mutated: true });
  });

  it('finds every list of which the end was repeated', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyHash, { minLength: 2, maxLength: 40, selector: String }), (unique) => {
        expect(computeMerkleRoot(unique).mutated).toBe(false);
        for (let size = 1; size < unique.length; size *= 2) {
          if ((unique.length / size) % 2 !== 1) continue;
          const repeated = computeMerkleRoot([...unique, ...unique.slice(-size)]);
          expect(repeated).toEqual({ root: computeMerkleRoot(unique).root, mutated: true });
        }
      }),
    );
  });

  it('does not mind equal leaves that are no neighbours', () => {
    expect(computeMerkleRoot([0, 1, 2, 0].map(numberedHash)).mutated).toBe(false);
    expect(computeMerkleRoot([0, 1, 1, 2].map(numberedHash)).mutated).toBe(false);
    expect(computeMerkleRoot([0, 0, 1, 2].map(numberedHash)).mutated).toBe(true);
  });
});

describe('blockMerkleRoot and blockWitnessMerkleRoot', () => {
  it('are over the txids, and over the wtxids with zero for the coinbase', () => {
    const [first, second] = [1, 2].map((n) =>
      transactionOf({ inputs: [inputOf(n, { witness: [Uint8Array.of(n)] })] }),
    );
    if (!first || !second) throw new Error('two transactions');
    const block = { transactions: [first, second] };
    expect(blockMerkleRoot(block).root).toEqual(parent(first.txid, second.txid));
    expect(blockWitnessMerkleRoot(block)).toEqual(parent(ZERO_HASH, second.wtxid));
  });
});

describe('witnessCommitment', () => {
  it('is the hash of root and reserved value', () => {
    const reserved = new Uint8Array(32).fill(7);
    expect(witnessCommitment(numberedHash(1), reserved)).toEqual(
      hash256(concatBytes(numberedHash(1), reserved)),
    );
  });
});
