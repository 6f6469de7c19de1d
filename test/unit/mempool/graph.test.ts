import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  collectAncestors,
  collectDescendants,
  type EntryFacts,
  type MempoolEntry,
} from '../../../src/mempool/entry.ts';
import { createTransactionGraph, type TransactionGraph } from '../../../src/mempool/graph.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { modelTotals } from '../../helpers/mempool-model.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

const OUTPUTS = 3;

function factsOf(tx: Transaction, number: number): EntryFacts {
  const vsize = 100 + number;
  const usage = 1000 + number;
  return {
    tx,
    fee: 7 * number,
    weight: 4 * vsize,
    vsize,
    sigOpCost: 1,
    time: number,
    height: 1,
    usage,
    spendsCoinbase: false,
  };
}

/** Transactions that spend each other's outputs at random, each output once, in the order in which they build. */
function buildFamily(spends: readonly (readonly number[])[]): Transaction[] {
  const family: Transaction[] = [];
  const spent = new Set<number>();
  for (const [number, wishes] of spends.entries()) {
    const free = wishes
      .map((wish) => wish % Math.max(number * OUTPUTS, 1))
      .filter((n) => number > 0 && !spent.has(n));
    const chosen = [...new Set(free)];
    for (const output of chosen) spent.add(output);
    const inputs = chosen.map((n) => {
      const parent = expectDefined(family[Math.floor(n / OUTPUTS)], 'an earlier one');
      return inputOf({ txid: parent.txid, index: n % OUTPUTS });
    });
    const outputs = Array.from({ length: OUTPUTS }, () => outputOf(1));
    family.push(transactionOf({ inputs: [inputOf(number + 1), ...inputs], outputs }));
  }
  return family;
}

/** Every relation and every sum is what the model makes of the transactions alone. */
function expectRight(graph: TransactionGraph): void {
  const entries = [...graph.entries()];
  const model = modelTotals(entries.map(({ tx }) => tx));
  for (const entry of entries) {
    const relations = expectDefined(model.get(entry.tx), 'in the model');
    expect(namesOf(entry.parents)).toEqual(names(relations.parents));
    expect(namesOf(entry.children)).toEqual(names(relations.children));
    expect(namesOf([entry, ...collectAncestors(entry)])).toEqual(names(relations.ancestors));
    expect(namesOf([entry, ...collectDescendants(entry)])).toEqual(names(relations.descendants));
    expect(entry.ancestors).toEqual(sumOf([entry, ...collectAncestors(entry)]));
    expect(entry.descendants).toEqual(sumOf([entry, ...collectDescendants(entry)]));
    for (const { prevout } of entry.tx.inputs) expect(graph.spenderOf(prevout)).toBe(entry);
  }
  const { vsize, fee } = sumOf(entries);
  const usage = entries.reduce((sum, entry) => sum + entry.usage, 0);
  expect(graph.totals()).toEqual({ vsize, fee, usage });
  expect(graph.count()).toBe(entries.length);
}

function sumOf(entries: readonly MempoolEntry[]): { count: number; vsize: number; fee: number } {
  const sum = (value: (entry: MempoolEntry) => number): number =>
    entries.reduce((total, e) => total + value(e), 0);
  return { count: entries.length, vsize: sum(({ vsize }) => vsize), fee: sum(({ fee }) => fee) };
}

const names = (txs: Iterable<Transaction>): string[] => [...txs].map(({ txid }) => displayHash(txid)).sort();
const namesOf = (entries: Iterable<MempoolEntry>): string[] => names([...entries].map(({ tx }) => tx));

const families = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 14 });

describe('createTransactionGraph', () => {
  it('keeps relations and sums right, in whatever order transactions come', () => {
    fc.assert(
      fc.property(families, fc.infiniteStream(fc.nat()), (spends, random) => {
        const family = buildFamily(spends).map((tx, i) => factsOf(tx, i));
        const graph = createTransactionGraph(() => {});
        while (family.length > 0) {
          const [facts] = family.splice((random.next().value ?? 0) % family.length, 1);
          graph.add(expectDefined(facts, 'one is left'));
          expectRight(graph);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('keeps them right while ends and beginnings of chains are taken away', () => {
    fc.assert(
      fc.property(families, fc.infiniteStream(fc.nat()), (spends, random) => {
        const graph = createTransactionGraph(() => {});
        for (const [i, tx] of buildFamily(spends).entries()) graph.add(factsOf(tx, i));
        for (let entries = [...graph.entries()]; entries.length > 0; entries = [...graph.entries()]) {
          const loose = entries.filter(({ parents, children }) => parents.size === 0 || children.size === 0);
          graph.remove(expectDefined(loose[(random.next().value ?? 0) % loose.length], 'a chain has ends'));
          expectRight(graph);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('tells whose descendants changed', () => {
    const changed = new Set<number>();
    const graph = createTransactionGraph(({ order }) => changed.add(order));
    const told = (change: () => void): number[] => {
      changed.clear();
      change();
      return [...changed].sort();
    };
    const [first, second, third] = buildFamily([[], [0], [3]]).map((tx, i) => factsOf(tx, i));
    expect(told(() => graph.add(expectDefined(first, 'made')))).toEqual([]);
    expect(told(() => graph.add(expectDefined(second, 'made')))).toEqual([0]);
    expect(told(() => graph.add(expectDefined(third, 'made')))).toEqual([0, 1]);
    const last = expectDefined([...graph.entries()].at(-1), 'three were made');
    expect(told(() => graph.remove(last))).toEqual([0, 1]);
  });

  it('refuses to hold a transaction, or the spend of an output, twice, and to tear a chain', () => {
    const graph = createTransactionGraph(() => {});
    const family = buildFamily([[], [0], [3]]).map(factsOf);
    const [first, middle] = family.map((facts) => graph.add(facts));
    expect(() => graph.add(expectDefined(first, 'made'))).toThrow(/once/);
    expect(() => graph.add(factsOf(transactionOf({ inputs: [inputOf(1)] }), 9))).toThrow(/spent twice/);
    expect(() => graph.remove(expectDefined(middle, 'made'))).toThrow(/torn/);
  });
});
