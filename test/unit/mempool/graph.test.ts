import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drain } from '../../../src/mempool/cluster/chunk-feed.ts';
import {
  type EntryFacts,
  type MempoolEntry,
  withAncestors,
  withDescendants,
} from '../../../src/mempool/entry.ts';
import { createTransactionGraph, type TransactionGraph } from '../../../src/mempool/graph.ts';
import { compareFeeRates } from '../../../src/policy/fee-rate.ts';
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
    fee: (7 * number * number) % 50,
    modifiedFee: (7 * number * number) % 50,
    weight: 4 * vsize,
    adjustedWeight: 4 * vsize,
    vsize,
    sigOpCost: 1,
    time: number,
    height: 1,
    sequence: 1,
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

/** Every relation, every cluster and every sum is what the model makes of the transactions alone. */
function expectRight(graph: TransactionGraph): void {
  const entries = [...graph.entries()];
  const model = modelTotals(entries.map(({ tx }) => tx));
  for (const entry of entries) {
    const relations = expectDefined(model.get(entry.tx), 'in the model');
    expect(namesOf(entry.parents)).toEqual(names(relations.parents));
    expect(namesOf(entry.children)).toEqual(names(relations.children));
    expect(namesOf(withAncestors(entry))).toEqual(names(relations.ancestors));
    expect(namesOf(withDescendants([entry]))).toEqual(names(relations.descendants));
    const cluster = graph.clusterOf(entry);
    expect(namesOf(cluster.entries)).toEqual(names(relations.cluster));
    expect(cluster.size).toBe(sum(cluster.entries, ({ adjustedWeight }) => adjustedWeight));
    for (const { prevout } of entry.tx.inputs) expect(graph.spenderOf(prevout)).toBe(entry);
  }
  expect(graph.totals()).toEqual({
    vsize: sum(entries, ({ vsize }) => vsize),
    fee: sum(entries, ({ fee }) => fee),
    usage: sum(entries, ({ usage }) => usage),
  });
  expect(graph.count()).toBe(entries.length);
  expectOrdered(graph);
}

/** All of it, parents first, in chunks that pay less and less; the last of which is the worst. */
function expectOrdered(graph: TransactionGraph): void {
  const chunks = [...drain(graph.feed())];
  const ordered = chunks.flatMap(({ entries }) => entries);
  expect(namesOf(ordered)).toEqual(namesOf(graph.entries()));
  for (const [place, { parents }] of ordered.entries()) {
    for (const parent of parents) expect(ordered.indexOf(parent)).toBeLessThan(place);
  }
  for (const [place, chunk] of chunks.entries()) {
    expect(chunk.fee).toBe(sum(chunk.entries, ({ modifiedFee }) => modifiedFee));
    expect(chunk.size).toBe(sum(chunk.entries, ({ adjustedWeight }) => adjustedWeight));
    if (place > 0)
      expect(compareFeeRates(expectDefined(chunks[place - 1], 'one before'), chunk)).toBeGreaterThanOrEqual(
        0,
      );
  }
  expect(graph.worstChunk()).toBe(chunks.at(-1));
}

function sum(entries: readonly MempoolEntry[], value: (entry: MempoolEntry) => number): number {
  return entries.reduce((total, entry) => total + value(entry), 0);
}

const names = (txs: Iterable<Transaction>): string[] => [...txs].map(({ txid }) => displayHash(txid)).sort();
const namesOf = (entries: Iterable<MempoolEntry>): string[] => names([...entries].map(({ tx }) => tx));

const families = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 14 });

describe('createTransactionGraph', () => {
  it('keeps relations, clusters, sums and order right as transactions come, and their fees change', () => {
    fc.assert(
      fc.property(families, fc.infiniteStream(fc.nat()), (spends, random) => {
        const graph = createTransactionGraph();
        for (const [i, tx] of buildFamily(spends).entries()) {
          graph.add(factsOf(tx, i));
          expectRight(graph);
          const entries = [...graph.entries()];
          const [pick, fee] = [random.next().value ?? 0, random.next().value ?? 0];
          graph.setModifiedFee(expectDefined(entries[pick % entries.length], 'one is here'), fee % 100);
          expectOrdered(graph);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('keeps them right where some come back to what builds on them', () => {
    fc.assert(
      fc.property(families, fc.infiniteStream(fc.nat()), (spends, random) => {
        const family = buildFamily(spends);
        const graph = createTransactionGraph();
        // The last half was here before: their parents came back from a block.
        const half = family.length >> 1;
        for (const [i, tx] of [...family.slice(half), ...family.slice(0, half)].entries())
          graph.add(factsOf(tx, i));
        for (const tx of family.slice(0, half)) {
          const parent = expectDefined(graph.get(tx.txid), 'it came back');
          for (const child of graph.childrenOf(tx))
            if (!parent.children.has(child)) graph.link(parent, child);
          if ((random.next().value ?? 0) % 2 === 0) graph.worstChunk();
        }
        expectRight(graph);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps them right while ends and beginnings of chains are taken away', () => {
    fc.assert(
      fc.property(families, fc.infiniteStream(fc.nat()), (spends, random) => {
        const graph = createTransactionGraph();
        for (const [i, tx] of buildFamily(spends).entries()) graph.add(factsOf(tx, i));
        for (let entries = [...graph.entries()]; entries.length > 0; entries = [...graph.entries()]) {
          const loose = entries.filter(({ parents, children }) => parents.size === 0 || children.size === 0);
          graph.remove(expectDefined(loose[(random.next().value ?? 0) % loose.length], 'a chain has ends'));
          if ((random.next().value ?? 0) % 2 === 0) expectRight(graph);
        }
        expect(graph.worstChunk()).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });

  it('refuses to hold a transaction, or the spend of an output, twice, and to tear a chain', () => {
    const graph = createTransactionGraph();
    const family = buildFamily([[], [0], [3]]).map(factsOf);
    const [first, middle] = family.map((facts) => graph.add(facts));
    expect(() => graph.add(expectDefined(first, 'made'))).toThrow(/once/);
    expect(() => graph.add(factsOf(transactionOf({ inputs: [inputOf(1)] }), 9))).toThrow(/spent twice/);
    expect(() => graph.remove(expectDefined(middle, 'made'))).toThrow(/torn/);
  });
});
