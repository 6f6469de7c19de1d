import { describe, expect, it } from 'vitest';
import { createActiveChain } from '../../../src/chain/active-chain.ts';
import { createEntry, type MutableEntry } from '../../../src/chain/block-index.ts';
import { GENESIS } from '../../helpers/chain-builder.ts';
import { numberedHash } from '../../helpers/transactions.ts';

let made = 0;
function branch(from: MutableEntry | undefined, length: number): MutableEntry[] {
  const entries: MutableEntry[] = [];
  while (entries.length < length) {
    entries.push(createEntry(GENESIS.header, numberedHash(made++), entries.at(-1) ?? from));
  }
  return entries;
}

function last(entries: readonly MutableEntry[]): MutableEntry {
  const entry = entries.at(-1);
  if (!entry) throw new Error('no entries');
  return entry;
}

describe('createActiveChain', () => {
  const trunk = branch(undefined, 5);
  const longer = branch(trunk[1], 6);
  const shorter = branch(trunk[2], 1);

  it('lists the chain up to its tip', () => {
    const chain = createActiveChain(last(trunk));
    expect(trunk.map((entry) => chain.at(entry.height))).toEqual(trunk);
    expect(chain.at(5)).toBeUndefined();
    expect(chain.at(-1)).toBeUndefined();
    expect(chain.tip()).toBe(last(trunk));
  });

  it.each([
    ['a longer', longer, 2],
    ['a shorter', shorter, 3],
  ])('goes over to %s branch and back', (_, other, fork) => {
    const chain = createActiveChain(last(trunk));
    chain.setTip(last(other));
    expect(chain.tip()).toBe(last(other));
    const expected = [...trunk.slice(0, fork), ...other];
    expect(expected.every((entry, height) => chain.at(height) === entry && chain.contains(entry))).toBe(true);
    expect(chain.at(expected.length)).toBeUndefined();
    expect(trunk.slice(fork).some((entry) => chain.contains(entry))).toBe(false);
    chain.setTip(last(trunk));
    expect(trunk.every((entry, height) => chain.at(height) === entry)).toBe(true);
    expect(chain.at(trunk.length)).toBeUndefined();
  });

  it('goes down and up its own chain', () => {
    const chain = createActiveChain(last(trunk));
    chain.setTip(trunk[1] as MutableEntry);
    expect(chain.tip()).toBe(trunk[1]);
    expect(chain.at(2)).toBeUndefined();
    chain.setTip(last(trunk));
    expect(chain.at(3)).toBe(trunk[3]);
  });
});
