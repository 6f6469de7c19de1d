import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createEntry,
  findFork,
  getAncestor,
  type MutableEntry,
  wasReceived,
} from '../../../src/chain/block-index.ts';
import { getBlockProof } from '../../../src/consensus/chainwork.ts';
import { buildBlock, GENESIS } from '../../helpers/chain-builder.ts';
import { numberedHash } from '../../helpers/transactions.ts';

/** Entries of headers without work: their place is all that counts here. */
function entryOn(parent: MutableEntry | undefined, number: number, time = number): MutableEntry {
  return createEntry({ ...GENESIS.header, time }, numberedHash(number), parent);
}

function chainOf(length: number): MutableEntry[] {
  const chain: MutableEntry[] = [];
  while (chain.length < length) chain.push(entryOn(chain.at(-1), chain.length));
  return chain;
}

/** The way up by parents alone. */
function ancestors(entry: MutableEntry): MutableEntry[] {
  const line: MutableEntry[] = [];
  for (let walk: MutableEntry | undefined = entry; walk; walk = walk.parent) line.push(walk);
  return line;
}

/** A tree in which each entry is built on one made before. */
const anyTree = fc.array(fc.nat(1000), { minLength: 1, maxLength: 120 }).map((choices) => {
  const entries = [entryOn(undefined, 0)];
  for (const [i, choice] of choices.entries()) {
    // Mostly on one of the last few, so that the branches grow long.
    const back = choice % 5 === 0 ? choice : choice % 3;
    entries.push(entryOn(entries[Math.max(0, entries.length - 1 - back)], i + 1));
  }
  return entries;
});

describe('createEntry', () => {
  it('follows from the header and its parent', () => {
    const [genesis, child] = chainOf(2);
    const proof = getBlockProof(GENESIS.header.bits);
    expect(genesis).toMatchObject({ height: 0, parent: undefined, chainwork: proof, failure: 'none' });
    expect(child).toMatchObject({ height: 1, parent: genesis, chainwork: 2n * proof, sequence: 0 });
    expect(child && wasReceived(child)).toBe(false);
  });

  it("holds its parent's hash once", () => {
    const genesis = createEntry(GENESIS.header, GENESIS.hash, undefined);
    const { header, hash } = buildBlock(GENESIS);
    const child = createEntry(header, hash, genesis);
    expect(child.header).toEqual(header);
    expect(child.header.prevBlockHash).toBe(genesis.hash);
  });

  it('has the median of the last eleven times', () => {
    const times = [5, 1, 9, 7, 3, 100, 2, 8, 4, 6, 50, 60];
    const chain: MutableEntry[] = [];
    for (const [i, time] of times.entries()) chain.push(entryOn(chain.at(-1), i, time));
    const medians = times.map((_, i) => times.slice(Math.max(0, i - 10), i + 1).sort((a, b) => a - b));
    expect(chain.map((entry) => entry.medianTimePast)).toEqual(
      medians.map((sorted) => sorted[Math.floor(sorted.length / 2)]),
    );
    expect(chain.at(-1)?.medianTimePast).toBe(7);
  });
});

describe('getAncestor', () => {
  it('finds what a walk from parent to parent finds', () => {
    fc.assert(
      fc.property(anyTree, fc.nat(), (entries, choice) => {
        const entry = entries[choice % entries.length];
        if (!entry) throw new Error('an entry of the tree');
        for (const ancestor of ancestors(entry)) expect(getAncestor(entry, ancestor.height)).toBe(ancestor);
      }),
      { numRuns: 50 },
    );
  });

  it('is undefined above the entry and below the genesis block', () => {
    const [, , tip] = chainOf(3);
    expect(tip && getAncestor(tip, 2)).toBe(tip);
    expect(tip && getAncestor(tip, 3)).toBeUndefined();
    expect(tip && getAncestor(tip, -1)).toBeUndefined();
  });

  it('takes few steps on a long chain', () => {
    const chain = chainOf(20_000);
    let longest = 0;
    for (const goal of [0, 1, 2, 777, 9_999, 10_000, 16_383, 19_998]) {
      let steps = 0;
      for (let walk = chain.at(-1); walk && walk.height > goal; steps++) {
        walk = walk.skip && walk.skip.height >= goal ? (walk.skip as MutableEntry) : walk.parent;
      }
      longest = Math.max(longest, steps);
      expect(chain[goal] === getAncestor(chain.at(-1) as MutableEntry, goal)).toBe(true);
    }
    expect(longest).toBeLessThan(100);
  });
});

describe('findFork', () => {
  it('finds the highest block that both have', () => {
    fc.assert(
      fc.property(anyTree, fc.nat(), fc.nat(), (entries, first, second) => {
        const [a, b] = [entries[first % entries.length], entries[second % entries.length]];
        if (!a || !b) throw new Error('entries of the tree');
        const onA = new Set(ancestors(a));
        expect(findFork(a, b)).toBe(ancestors(b).find((entry) => onA.has(entry)));
        expect(findFork(b, a)).toBe(findFork(a, b));
      }),
      { numRuns: 50 },
    );
  });

  it('is undefined between two trees', () => {
    expect(findFork(entryOn(undefined, 1), entryOn(undefined, 2))).toBeUndefined();
  });
});
