import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEntry, type MutableEntry } from '../../../src/chain/block-index.ts';
import { type BlockTree, createBlockTree } from '../../../src/chain/block-tree.ts';
import type { BlockRecord } from '../../../src/chain/ports.ts';
import { InvariantError } from '../../../src/util/invariant.ts';
import { GENESIS } from '../../helpers/chain-builder.ts';
import { numberedHash } from '../../helpers/transactions.ts';

/** Makes entries by name: `add('a2', 'a1')` is on top of a1. Half the work for names that start with `w`. */
function createGrove() {
  const tree = createBlockTree([]);
  const byName = new Map<string, MutableEntry>();
  const get = (name: string): MutableEntry => {
    const entry = byName.get(name);
    if (!entry) throw new Error(`no entry ${name}`);
    return entry;
  };
  function add(name: string, parent?: string): MutableEntry {
    const below = parent === undefined ? undefined : get(parent);
    const header = { ...GENESIS.header, prevBlockHash: below?.hash ?? GENESIS.header.prevBlockHash };
    const bits = name.startsWith('w') ? 0x207fffff : 0x203fffff;
    const entry = createEntry({ ...header, bits }, numberedHash(byName.size), below);
    byName.set(name, entry);
    tree.insert(entry);
    return entry;
  }
  const nameOf = (entry: MutableEntry): string =>
    [...byName].find(([, candidate]) => candidate === entry)?.[0] ?? '?';
  add('g');
  tree.receiveData(get('g'), 1);
  return {
    tree,
    get,
    add,
    best: () => nameOf(tree.findMostWork()),
    bestHeader: () => nameOf(tree.bestHeader()),
    names: (entries: Iterable<MutableEntry>) => [...entries].map(nameOf).sort(),
    /** What an action changed, sorted by name. */
    changedBy(action: () => void) {
      tree.confirm();
      action();
      return [...tree.changed()].map(nameOf).sort();
    },
    /** Adds a chain of entries with their data. */
    grow(parent: string, ...names: readonly string[]) {
      let below = parent;
      for (const name of names) {
        tree.receiveData(add(name, below), 1);
        below = name;
      }
    },
  };
}

function recordsOf(tree: BlockTree): BlockRecord[] {
  return [...tree.entries()]
    .map(({ hash, height, header, txCount, sequence, failure }) => ({
      hash,
      height,
      header,
      txCount,
      sequence,
      failure,
    }))
    .sort((a, b) => a.height - b.height);
}

describe('insert', () => {
  it('makes an entry known, and a leaf in the place of its parent', () => {
    const { tree, add, names } = createGrove();
    const entry = add('a1', 'g');
    expect(tree.get(entry.hash)).toBe(entry);
    expect(tree.get(numberedHash(999))).toBeUndefined();
    expect(names(tree.leaves())).toEqual(['a1']);
    add('b1', 'g');
    expect(names(tree.leaves())).toEqual(['a1', 'b1']);
  });

  it('makes no candidate of a header alone', () => {
    const { add, best, bestHeader } = createGrove();
    add('a1', 'g');
    expect(best()).toBe('g');
    expect(bestHeader()).toBe('a1');
  });
});

describe('receiveData', () => {
  it('links an entry whose ancestors are all there, and counts transactions', () => {
    const { tree, add, get, best, changedBy } = createGrove();
    add('a1', 'g');
    expect(changedBy(() => tree.receiveData(get('a1'), 3))).toEqual(['a1']);
    expect(get('a1')).toMatchObject({ txCount: 3, chainTxCount: 4, sequence: 2 });
    expect(best()).toBe('a1');
  });

  it('keeps an entry waiting until its parent comes, and then links all that waits', () => {
    const { tree, add, get, best, changedBy } = createGrove();
    add('a1', 'g');
    add('a2', 'a1');
    add('a3', 'a2');
    expect(changedBy(() => tree.receiveData(get('a3'), 1))).toEqual(['a3']);
    expect(changedBy(() => tree.receiveData(get('a2'), 1))).toEqual(['a2']);
    expect(get('a3')).toMatchObject({ txCount: 1, chainTxCount: 0, sequence: 0 });
    expect(best()).toBe('g');
    expect(changedBy(() => tree.receiveData(get('a1'), 1))).toEqual(['a1', 'a2', 'a3']);
    expect(best()).toBe('a3');
    expect(get('a3')).toMatchObject({ chainTxCount: 4, sequence: 4 });
  });

  it('links branches that waited for the same block in the order in which they came', () => {
    const { tree, add, get, best } = createGrove();
    add('p', 'g');
    for (const name of ['a', 'b', 'c']) {
      add(name, 'p');
      tree.receiveData(get(name), 1);
    }
    tree.receiveData(get('p'), 1);
    expect(['a', 'b', 'c'].map((name) => get(name).sequence)).toEqual([3, 4, 5]);
    expect(best()).toBe('a');
  });

  it('makes no candidate of what is invalid', () => {
    const { tree, add, get, best } = createGrove();
    add('a1', 'g');
    tree.markFailed(get('a1'));
    tree.receiveData(get('a1'), 1);
    expect(best()).toBe('g');
  });
});

describe('findMostWork', () => {
  it('takes most work, not most blocks', () => {
    const { grow, best } = createGrove();
    grow('g', 'w1', 'w2', 'w3');
    expect(best()).toBe('w3');
    grow('g', 'a1');
    expect(best()).toBe('w3');
    grow('a1', 'a2');
    expect(best()).toBe('a2');
  });

  it('takes the first at equal work', () => {
    const { grow, best } = createGrove();
    grow('g', 'a1', 'a2');
    grow('g', 'b1', 'b2');
    expect(best()).toBe('a2');
    grow('b2', 'b3');
    expect(best()).toBe('b3');
    grow('a2', 'a3');
    expect(best()).toBe('b3');
  });
});

describe('markFailed', () => {
  it('marks the entry and all above it, and goes to the best of the others', () => {
    const { tree, grow, get, best, bestHeader, changedBy } = createGrove();
    grow('g', 'a1', 'a2', 'a3');
    grow('a2', 'b3');
    grow('g', 'c1');
    expect(changedBy(() => tree.markFailed(get('a2')))).toEqual(['a2', 'a3', 'b3']);
    expect(get('a2').failure).toBe('self');
    expect(get('a3').failure).toBe('ancestor');
    expect(get('b3').failure).toBe('ancestor');
    expect(best()).toBe('a1');
    expect(bestHeader()).toBe('a1');
  });

  it('leaves what was invalid by itself as it is', () => {
    const { tree, grow, get, changedBy } = createGrove();
    grow('g', 'a1', 'a2', 'a3');
    tree.markFailed(get('a2'));
    expect(changedBy(() => tree.markFailed(get('a1')))).toEqual(['a1']);
    expect(get('a2').failure).toBe('self');
    expect(get('a3').failure).toBe('ancestor');
  });

  it('makes the block itself invalid of what was so by an ancestor', () => {
    const { tree, grow, get } = createGrove();
    grow('g', 'a1', 'a2');
    tree.markFailed(get('a1'));
    tree.markFailed(get('a2'));
    expect(get('a2').failure).toBe('self');
  });
});

describe('clearFailure', () => {
  it('clears the entry, all below it and all above it, but no other branch', () => {
    const { tree, grow, get, best, changedBy } = createGrove();
    grow('g', 'a1', 'a2', 'a3', 'a4');
    grow('a1', 'b2');
    tree.markFailed(get('a4'));
    tree.markFailed(get('a1'));
    expect(changedBy(() => tree.clearFailure(get('a3')))).toEqual(['a1', 'a2', 'a3', 'a4']);
    expect(get('b2').failure).toBe('ancestor');
    expect(best()).toBe('a4');
  });

  it('goes back to the chain that was first at equal work', () => {
    const { tree, grow, get, best } = createGrove();
    grow('g', 'a1');
    grow('g', 'b1');
    tree.markFailed(get('a1'));
    expect(best()).toBe('b1');
    tree.clearFailure(get('a1'));
    expect(best()).toBe('a1');
  });

  it('changes nothing where nothing is marked', () => {
    const { tree, grow, get, changedBy } = createGrove();
    grow('g', 'a1');
    expect(changedBy(() => tree.clearFailure(get('a1')))).toEqual([]);
  });
});

describe('prefer', () => {
  it('lets an entry come before others of the same work, the last one first', () => {
    const { tree, grow, get, best } = createGrove();
    grow('g', 'a1');
    grow('g', 'b1');
    grow('g', 'c1');
    tree.prefer(get('c1'));
    expect(best()).toBe('c1');
    tree.prefer(get('b1'));
    expect(best()).toBe('b1');
    tree.prefer(get('c1'));
    expect(best()).toBe('c1');
  });

  it('does not make up for less work', () => {
    const { tree, grow, get, best } = createGrove();
    grow('g', 'a1', 'a2');
    grow('g', 'b1');
    tree.prefer(get('b1'));
    expect(best()).toBe('a2');
    grow('b1', 'b2');
    expect(best()).toBe('a2');
  });

  it('leaves alone what is not complete, and chooses nothing that is invalid', () => {
    const { tree, grow, add, get, best } = createGrove();
    grow('g', 'a1');
    tree.prefer(add('b1', 'g'));
    expect(get('b1').sequence).toBe(0);
    tree.receiveData(get('b1'), 1);
    tree.markFailed(get('b1'));
    tree.prefer(get('b1'));
    expect(best()).toBe('a1');
    tree.clearFailure(get('b1'));
    expect(best()).toBe('b1');
  });

  it('goes on below what earlier runs preferred', () => {
    const { tree, grow, get } = createGrove();
    grow('g', 'a1');
    grow('g', 'b1');
    tree.prefer(get('b1'));
    const again = createBlockTree(recordsOf(tree));
    expect(again.findMostWork().hash).toEqual(get('b1').hash);
    again.prefer(again.get(get('a1').hash) as MutableEntry);
    expect(again.findMostWork().hash).toEqual(get('a1').hash);
  });
});

describe('prune', () => {
  it('takes the data of all blocks up to that height but the genesis block', () => {
    const { tree, grow, add, get } = createGrove();
    grow('g', 'a1', 'a2', 'a3');
    grow('g', 'b1', 'b2');
    add('c3', 'a2');
    expect(tree.prunedHeight()).toBe(0);
    tree.prune(get('a2'));
    expect(tree.prunedHeight()).toBe(2);
    const withData = ['g', 'a1', 'a2', 'a3', 'b1', 'b2', 'c3'].filter((name) => tree.hasData(get(name)));
    expect(withData).toEqual(['g', 'a3']);
  });

  it('leaves chains that go through the block in the choice, and no others', () => {
    const { tree, grow, get, best } = createGrove();
    grow('g', 'a1', 'a2', 'a3');
    grow('a2', 'b3');
    grow('a1', 'c2', 'c3');
    tree.prune(get('a2'));
    expect(best()).toBe('a3');
    grow('b3', 'b4');
    expect(best()).toBe('b4');
    grow('c3', 'c4', 'c5', 'c6');
    expect(best()).toBe('b4');
    tree.markFailed(get('b4'));
    expect(best()).toBe('a3');
    tree.prefer(get('c6'));
    tree.clearFailure(get('b4'));
    expect(best()).toBe('b4');
  });

  it('tells of the best chain that is out of reach, while it has more work than the best', () => {
    const { tree, grow, get } = createGrove();
    grow('g', 'a1', 'a2', 'a3');
    tree.prune(get('a2'));
    grow('a1', 'c2', 'c3');
    expect(tree.outOfReach()).toBeUndefined();
    grow('c3', 'c4');
    expect(tree.outOfReach()).toBe(get('c4'));
    grow('a1', 'd2', 'd3', 'd4', 'd5');
    expect(tree.outOfReach()).toBe(get('d5'));
    grow('a3', 'a4', 'a5');
    expect(tree.outOfReach()).toBe(get('d5'));
    grow('a5', 'a6');
    expect(tree.outOfReach()).toBeUndefined();
  });

  it('does not tell of one that is invalid', () => {
    const { tree, grow, get, best } = createGrove();
    grow('g', 'a1', 'a2');
    tree.prune(get('a1'));
    grow('g', 'b1', 'b2', 'b3');
    expect(tree.outOfReach()).toBe(get('b3'));
    tree.markFailed(get('b2'));
    expect(tree.outOfReach()).toBeUndefined();
    expect(best()).toBe('a2');
  });
});

describe('revert', () => {
  it('takes back what came and what changed since the last confirm, and nothing before', () => {
    const { tree, grow, add, get, best, bestHeader, names } = createGrove();
    grow('g', 'a1', 'a2');
    add('b1', 'g');
    add('b2', 'b1');
    tree.receiveData(get('b2'), 1);
    tree.confirm();
    const before = recordsOf(tree);
    tree.receiveData(get('b1'), 1);
    grow('b2', 'b3', 'b4');
    tree.markFailed(get('a1'));
    tree.prefer(get('b2'));
    expect(best()).toBe('b4');
    tree.revert();
    expect(recordsOf(tree)).toEqual(before);
    expect([...tree.changed()]).toEqual([]);
    expect(names(tree.entries())).toEqual(['a1', 'a2', 'b1', 'b2', 'g']);
    expect(names(tree.leaves())).toEqual(['a2', 'b2']);
    expect([best(), bestHeader()]).toEqual(['a2', 'a2']);
    tree.receiveData(get('b1'), 1);
    expect(get('b2').chainTxCount).toBe(3);
  });

  it('leaves the tree as a replay of what was confirmed makes it', () => {
    const step = fc.record({ kind: fc.nat(6), at: fc.nat(100) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), fc.array(step, { maxLength: 25 }), (first, then) => {
        const [tried, replayed] = [createGrove(), createGrove()];
        for (const grove of [tried, replayed])
          for (const [i, one] of first.entries()) act(grove, one, `a${i}`);
        tried.tree.confirm();
        for (const [i, one] of then.entries()) act(tried, one, `w${i}`);
        tried.tree.revert();
        expect(recordsOf(tried.tree)).toEqual(recordsOf(replayed.tree));
        expect(tried.best()).toEqual(replayed.best());
        expect(tried.tree.bestHeader().chainwork).toEqual(replayed.tree.bestHeader().chainwork);
        expect(tried.names(tried.tree.leaves())).toEqual(replayed.names(replayed.tree.leaves()));
      }),
    );
  });
});

/** One random change of a grove. */
function act(
  { tree, add, names, get }: ReturnType<typeof createGrove>,
  { kind, at }: { readonly kind: number; readonly at: number },
  name: string,
): void {
  const known = names(tree.entries());
  const target = known[at % known.length] ?? 'g';
  const entry = get(target);
  if (kind <= 2) add(name, target);
  else if (kind === 3 && entry.txCount === 0) tree.receiveData(entry, 1);
  else if (kind === 4 && entry.parent) tree.markFailed(entry);
  else if (kind === 5) tree.clearFailure(entry);
  else if (kind === 6) tree.prefer(entry);
}

describe('createBlockTree', () => {
  it('is the same tree again after its records', () => {
    const { tree, grow, add, get } = createGrove();
    grow('g', 'a1', 'a2', 'a3');
    grow('g', 'b1', 'b2', 'b3');
    add('c1', 'g');
    add('c2', 'c1');
    tree.receiveData(get('c2'), 7);
    tree.markFailed(get('a3'));
    const again = createBlockTree(recordsOf(tree));
    expect(again.findMostWork().hash).toEqual(get('b3').hash);
    for (const entry of tree.entries()) {
      const { parent: _, skip: __, ...facts } = entry;
      expect(again.get(entry.hash)).toMatchObject(facts);
      expect(again.get(entry.hash)?.parent?.hash).toEqual(entry.parent?.hash);
    }
    const c1 = again.get(get('c1').hash) as MutableEntry;
    again.receiveData(c1, 1);
    expect([...again.changed()].map((entry) => entry.sequence)).toEqual([8, 9]);
  });

  it('refuses a record whose parent is missing', () => {
    const { tree, grow } = createGrove();
    grow('g', 'a1', 'a2');
    const records = recordsOf(tree);
    expect(() => createBlockTree([...records.slice(0, 1), ...records.slice(2)])).toThrow(InvariantError);
  });
});
