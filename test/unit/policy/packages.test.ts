import { describe, expect, it } from 'vitest';
import {
  checkPackageForm,
  isChildWithParents,
  isChildWithParentsTree,
} from '../../../src/policy/packages.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

const spending = (...numbers: readonly number[]) => transactionOf({ inputs: numbers.map((n) => inputOf(n)) });
const childOf = (...parents: readonly Transaction[]) =>
  transactionOf({ inputs: parents.map(({ txid }) => inputOf({ txid, index: 0 })) });
/** A transaction of about that weight. */
const heavy = (n: number, weight: number) =>
  transactionOf({
    inputs: [inputOf(n)],
    outputs: [outputOf(1, new Uint8Array(Math.floor(weight / 4) - 64))],
  });

describe('checkPackageForm', () => {
  it('takes up to 25 transactions, parents first', () => {
    const parent = spending(1);
    expect(checkPackageForm([parent, spending(2), childOf(parent)])).toMatchObject({ ok: true });
    const many = Array.from({ length: 25 }, (_, i) => spending(i));
    expect(checkPackageForm(many)).toMatchObject({ ok: true });
    expect(checkPackageForm([...many, spending(25)])).toMatchObject({
      code: 'package-too-many-transactions',
    });
  });

  it('takes 404,000 weight units, and any one transaction', () => {
    expect(checkPackageForm([heavy(1, 202_000), heavy(2, 202_000)])).toMatchObject({ ok: true });
    expect(checkPackageForm([heavy(1, 202_000), heavy(2, 202_100)])).toMatchObject({
      code: 'package-too-large',
    });
    expect(checkPackageForm([heavy(1, 500_000)])).toMatchObject({ ok: true });
  });

  it('refuses a transaction twice, also with another witness', () => {
    const tx = spending(1);
    const other = transactionOf({ inputs: [inputOf(1, { witness: [Uint8Array.of(1)] })] });
    expect(checkPackageForm([tx, tx])).toMatchObject({ code: 'package-contains-duplicates' });
    expect(checkPackageForm([tx, other])).toMatchObject({ code: 'package-contains-duplicates' });
  });

  it('refuses a child before its parent', () => {
    const parent = spending(1);
    expect(checkPackageForm([childOf(parent), parent])).toMatchObject({ code: 'package-not-sorted' });
  });

  it('refuses two that spend one coin, or one that spends nothing', () => {
    expect(checkPackageForm([spending(1, 2), spending(2, 3)])).toMatchObject({ code: 'conflict-in-package' });
    expect(checkPackageForm([spending(1), transactionOf({ inputs: [] })])).toMatchObject({
      code: 'conflict-in-package',
    });
  });

  it('leaves a coin spent twice by one transaction to the rules of transactions', () => {
    expect(checkPackageForm([spending(1, 1), spending(2)])).toMatchObject({ ok: true });
  });
});

describe('isChildWithParents', () => {
  const [one, other] = [spending(1), spending(2)];
  const child = childOf(one, other);

  it('the last spends of each of the others, whether all its parents are there or not', () => {
    expect(isChildWithParents([one, other, child])).toBe(true);
    expect(isChildWithParents([one, child])).toBe(true);
    expect(isChildWithParents([one, other])).toBe(false);
    expect(isChildWithParents([one, child, childOf(child)])).toBe(false);
    expect(isChildWithParents([child])).toBe(false);
    expect(isChildWithParents([])).toBe(false);
  });

  it('a tree where no parent spends of another one', () => {
    const middle = childOf(one);
    const ofBoth = childOf(one, middle);
    expect(isChildWithParents([one, middle, ofBoth])).toBe(true);
    expect(isChildWithParentsTree([one, middle, ofBoth])).toBe(false);
    expect(isChildWithParentsTree([one, other, child])).toBe(true);
    expect(isChildWithParentsTree([one, other])).toBe(false);
  });
});
