import { describe, expect, it } from 'vitest';
import { checkPackageTruc, checkSingleTruc, type TrucCandidate } from '../../../src/policy/truc.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

/** A transaction in the mempool, as far as these rules look at it. */
interface Entry {
  readonly tx: Transaction;
  readonly parents: Set<Entry>;
  readonly children: Set<Entry>;
}

let nextCoin = 1;

/** Spends the first free output of each of these, or a coin of its own. */
function txOf(version: number, ...parents: readonly Transaction[]): Transaction {
  const inputs = parents.map(({ txid }) => inputOf({ txid, index: nextCoin++ }));
  return transactionOf({
    version,
    inputs: inputs.length > 0 ? inputs : [inputOf(nextCoin++)],
    outputs: [outputOf(nextCoin++)],
  });
}

/** An entry on top of these. */
function entryOf(version: number, ...parents: readonly Entry[]): Entry {
  const entry: Entry = {
    tx: txOf(version, ...parents.map(({ tx }) => tx)),
    parents: new Set(parents),
    children: new Set(),
  };
  for (const parent of parents) parent.children.add(entry);
  return entry;
}

const named = ({ txid, wtxid }: Transaction): string => `${displayHash(txid)} (wtxid=${displayHash(wtxid)})`;

describe('checkSingleTruc', () => {
  const judge = (tx: Transaction, vsize: number, parents: Entry[] = [], conflicts: Entry[] = []) =>
    checkSingleTruc<Entry>({ tx, vsize, parents: new Set(parents) }, new Set(conflicts));

  it('takes 10,000 virtual bytes of version 3, and any size of another', () => {
    const tx = txOf(3);
    expect(judge(tx, 10_000)).toEqual({ ok: true });
    expect(judge(tx, 10_001)).toEqual({
      ok: false,
      code: 'TRUC-violation',
      debug: `version=3 tx ${named(tx)} is too big: 10001 > 10000 virtual bytes`,
    });
    expect(judge(txOf(2), 10_001)).toEqual({ ok: true });
  });

  it('takes 1,000 virtual bytes where it spends an unconfirmed one', () => {
    const parent = entryOf(3);
    const child = txOf(3, parent.tx);
    expect(judge(child, 1000, [parent])).toEqual({ ok: true });
    expect(judge(child, 1001, [parent])).toMatchObject({
      debug: `version=3 child tx ${named(child)} is too big: 1001 > 1000 virtual bytes`,
    });
  });

  it('tells of the parent whose id comes first, byte by byte as it was hashed', () => {
    const parents = [1, 2, 3, 4].map(() => entryOf(3));
    const [first] = [...parents].sort((a, b) => Buffer.compare(a.tx.txid, b.tx.txid));
    const child = txOf(2, ...parents.map(({ tx }) => tx));
    for (const order of [parents, [...parents].reverse()]) {
      expect(judge(child, 100, order)).toMatchObject({
        debug: `non-version=3 tx ${named(child)} cannot spend from version=3 tx ${first && named(first.tx)}`,
      });
    }
  });

  it('both are of version 3, or neither', () => {
    const [two, three] = [entryOf(2), entryOf(3)];
    const [ofThree, ofTwo] = [txOf(2, three.tx), txOf(3, two.tx)];
    expect(judge(ofThree, 100, [three])).toMatchObject({
      debug: `non-version=3 tx ${named(ofThree)} cannot spend from version=3 tx ${named(three.tx)}`,
    });
    expect(judge(ofTwo, 100, [two])).toMatchObject({
      debug: `version=3 tx ${named(ofTwo)} cannot spend from non-version=3 tx ${named(two.tx)}`,
    });
    expect(judge(txOf(1, two.tx), 100, [two])).toEqual({ ok: true });
  });

  it('has one unconfirmed parent, and no grandparent', () => {
    const [one, other] = [entryOf(3), entryOf(3)];
    const ofTwo = txOf(3, one.tx, other.tx);
    const debug = (tx: Transaction) => `tx ${named(tx)} would have too many ancestors`;
    expect(judge(ofTwo, 100, [one, other])).toMatchObject({ debug: debug(ofTwo) });
    const child = entryOf(3, one);
    const grandchild = txOf(3, child.tx);
    expect(judge(grandchild, 100, [child])).toMatchObject({ debug: debug(grandchild) });
  });

  it('tells of the sibling that could go, unless it is replaced anyway', () => {
    const parent = entryOf(3);
    const sibling = entryOf(3, parent);
    const tx = txOf(3, parent.tx);
    expect(judge(tx, 100, [parent])).toEqual({
      ok: false,
      code: 'TRUC-violation',
      debug: `tx ${named(parent.tx)} would exceed descendant count limit`,
      sibling,
    });
    expect(judge(tx, 100, [parent], [sibling])).toEqual({ ok: true });
  });

  it('names no sibling where a reorganisation left several, or one that has more parents', () => {
    const parent = entryOf(3);
    const first = entryOf(3, parent);
    entryOf(3, parent);
    const tx = txOf(3, parent.tx);
    expect(judge(tx, 100, [parent])).not.toHaveProperty('sibling');
    // One of them is replaced: that is no worse than before.
    expect(judge(tx, 100, [parent], [first])).toEqual({ ok: true });
    const [one, other] = [entryOf(3), entryOf(3)];
    entryOf(3, one, other);
    expect(judge(txOf(3, one.tx), 100, [one])).not.toHaveProperty('sibling');
  });
});

describe('checkPackageTruc', () => {
  type Member = TrucCandidate<Entry>;
  const memberOf = (tx: Transaction, vsize = 100, ...parents: Entry[]): Member => {
    return { tx, vsize, parents: new Set(parents) };
  };
  /** The answers for all of them, in order. */
  const judge = (...members: readonly Member[]) =>
    members.map((member) => {
      const verdict = checkPackageTruc(member, members);
      return verdict.ok ? 'ok' : `${verdict.code}, ${verdict.debug}`;
    });
  const ancestors = (tx: Transaction): string =>
    `TRUC-violation, tx ${named(tx)} would have too many ancestors`;
  const descendants = (tx: Transaction): string =>
    `TRUC-violation, tx ${named(tx)} would exceed descendant count limit`;

  it('a parent and a child of version 3, whatever else comes with them', () => {
    const parent = txOf(3);
    const child = txOf(3, parent);
    const two = txOf(2);
    expect(judge(memberOf(parent), memberOf(child), memberOf(two), memberOf(txOf(2, two)))).toEqual(
      Array(4).fill('ok'),
    );
  });

  it('bounds sizes: 10,000, and 1,000 for the child', () => {
    const parent = txOf(3);
    const child = txOf(3, parent);
    expect(judge(memberOf(parent, 10_000), memberOf(child, 1000))).toEqual(['ok', 'ok']);
    expect(judge(memberOf(parent, 10_001), memberOf(child, 1001))).toEqual([
      `TRUC-violation, version=3 tx ${named(parent)} is too big: 10001 > 10000 virtual bytes`,
      `TRUC-violation, version=3 child tx ${named(child)} is too big: 1001 > 1000 virtual bytes`,
    ]);
  });

  it('both are of version 3, or neither', () => {
    const [two, three] = [txOf(2), txOf(3)];
    const [ofTwo, ofThree] = [txOf(3, two), txOf(2, three)];
    const fromTwo = `TRUC-violation, version=3 tx ${named(ofTwo)} cannot spend from non-version=3 tx ${named(two)}`;
    const fromThree = `TRUC-violation, non-version=3 tx ${named(ofThree)} cannot spend from version=3 tx ${named(three)}`;
    expect(judge(memberOf(two), memberOf(ofTwo))).toEqual(['ok', fromTwo]);
    expect(judge(memberOf(three), memberOf(ofThree))).toEqual(['ok', fromThree]);
  });

  it('the same with a parent in the mempool', () => {
    const entry = entryOf(3);
    const child = txOf(2, entry.tx);
    expect(judge(memberOf(child, 100, entry))).toEqual([
      `TRUC-violation, non-version=3 tx ${named(child)} cannot spend from version=3 tx ${named(entry.tx)}`,
    ]);
    const other = entryOf(2);
    const ofOther = txOf(3, other.tx);
    expect(judge(memberOf(ofOther, 100, other))).toEqual([
      `TRUC-violation, version=3 tx ${named(ofOther)} cannot spend from non-version=3 tx ${named(other.tx)}`,
    ]);
  });

  it('one parent alone, among them or in the mempool', () => {
    const [one, other] = [txOf(3), txOf(3)];
    const child = txOf(3, one, other);
    expect(judge(memberOf(one), memberOf(other), memberOf(child))).toEqual(['ok', 'ok', ancestors(child)]);
    const entry = entryOf(3);
    const ofBoth = txOf(3, one, entry.tx);
    expect(judge(memberOf(one), memberOf(ofBoth, 100, entry))).toEqual(['ok', ancestors(ofBoth)]);
    const grandchild = txOf(3, entryOf(3, entry).tx);
    expect(judge(memberOf(grandchild, 100, ...entry.children))).toEqual([ancestors(grandchild)]);
  });

  it('no grandchild among them: the one in the middle is refused', () => {
    const parent = txOf(3);
    const child = txOf(3, parent);
    const grandchild = txOf(3, child);
    expect(judge(memberOf(parent), memberOf(child), memberOf(grandchild))).toEqual([
      'ok',
      ancestors(grandchild),
      'ok',
    ]);
    const entry = entryOf(3);
    const ofEntry = txOf(3, entry.tx);
    const above = txOf(3, ofEntry);
    expect(judge(memberOf(ofEntry, 100, entry), memberOf(above))).toEqual([ancestors(above), 'ok']);
  });

  it('one child alone, whether the others are among them or in the mempool', () => {
    const parent = txOf(3);
    const children = [txOf(3, parent), txOf(3, parent)].map((tx) => memberOf(tx));
    expect(judge(memberOf(parent), ...children)).toEqual(['ok', descendants(parent), descendants(parent)]);
    const entry = entryOf(3);
    expect(judge(memberOf(txOf(3, entry.tx), 100, entry))).toEqual(['ok']);
    entryOf(3, entry);
    expect(judge(memberOf(txOf(3, entry.tx), 100, entry))).toEqual([descendants(entry.tx)]);
  });
});
