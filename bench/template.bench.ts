/**
 * How long it takes to choose a block's transactions from a large mempool, milliseconds:
 * - as it is: the order of the clusters is kept, and nothing has changed since the last time;
 * - after changes: some hundred transactions came and went since, so that their clusters are put in order first;
 * - from scratch: every cluster is put in order anew, as if no order were kept;
 * - by ancestors: the way of Bitcoin Core up to version 30, with its sums kept, as a rival.
 * Then what each way earns.
 *   npm run bench:template -- [--transactions=50000] [--rounds=100] [--changes=200] [--json]
 */

import assert from 'node:assert/strict';
import { cpus } from 'node:os';
import { drain } from '../src/mempool/cluster/chunk-feed.ts';
import { type Chunk, chunkCluster, compareChunks } from '../src/mempool/cluster/clusters.ts';
import type { EntryFacts, MempoolEntry } from '../src/mempool/entry.ts';
import { createTransactionGraph } from '../src/mempool/graph.ts';
import { selectTransactions } from '../src/mining/select-txs.ts';
import type { OutPoint } from '../src/primitives/outpoint.ts';
import { seededRandom } from '../test/helpers/seeded-random.ts';
import { inputOf, outputOf, transactionOf } from '../test/helpers/transactions.ts';
import { ancestorSums, selectByAncestors } from './ancestor-selection.ts';
import { alternate, countOption, formatTable, type Measure, percentile, report } from './rounds.ts';

const TRANSACTIONS = countOption('transactions', 50_000);
const ROUNDS = countOption('rounds', 100);
const CHANGES = countOption('changes', 200);

const SPACE = { height: 1000, lockTimeCutoff: 1_700_000_000 };
/** What is left of a block when its header and coinbase are in. */
const ROOM = 4_000_000 - 8_000 - 1;

/** Sizes of clusters, and how many of 100 transactions are in such ones. */
const CLUSTER_SHARES = [
  { size: 1, share: 50 },
  { size: 2, share: 15 },
  { size: 5, share: 10 },
  { size: 16, share: 10 },
  { size: 64, share: 15 },
] as const;

/** Transactions that a cluster has at most. */
const MAX_CLUSTER = 64;

const OUTPUTS = 4;
const random = seededRandom(7);
const graph = createTransactionGraph();
let number = 1;

const pick = (below: number): number => Math.floor(random() * below);

function factsOf(spent: readonly OutPoint[]): EntryFacts {
  const inputs = spent.length > 0 ? spent.map((outpoint) => inputOf(outpoint)) : [inputOf(number++)];
  const outputs = Array.from({ length: OUTPUTS }, () => outputOf(number++));
  const tx = transactionOf({ inputs, outputs });
  const vsize = 110 + pick(600);
  const fee = Math.floor(vsize * (1 + 40 * random() ** 4));
  const facts = { tx, fee, modifiedFee: fee, weight: 4 * vsize, adjustedWeight: 4 * vsize, vsize };
  return { ...facts, sigOpCost: 4, time: 0, height: 1, sequence: 1, usage: 1, spendsCoinbase: false };
}

/** Transactions that build on each other at random, on one to three each. */
function addCluster(size: number): void {
  const free: OutPoint[] = [];
  for (let i = 0; i < size; i++) {
    const count = Math.min(i, free.length, 1 + pick(3));
    const spent = Array.from({ length: count }, () => free.splice(pick(free.length), 1)).flat();
    const { tx } = graph.add(factsOf(spent));
    for (let index = 0; index < OUTPUTS; index++) free.push({ txid: tx.txid, index });
  }
}

for (const { size, share } of CLUSTER_SHARES) {
  const wanted = Math.floor((TRANSACTIONS * share) / 100 / size);
  for (let i = 0; i < wanted; i++) addCluster(size);
}
while (graph.count() < TRANSACTIONS) addCluster(1);

/** As many come as go; those that go are at the ends of their clusters. */
function change(): void {
  const ends = [...graph.entries()].filter(({ children }) => children.size === 0);
  for (let i = 0; i < CHANGES / 2; i++) {
    const [end] = ends.splice(pick(ends.length), 1);
    if (end) graph.remove(end);
  }
  const entries = [...graph.entries()];
  for (let i = 0; i < CHANGES / 2; i++) {
    const parent = entries[pick(entries.length)];
    const output = parent?.tx.outputs.findIndex(
      (_, index) => !graph.spenderOf({ txid: parent.tx.txid, index }),
    );
    // Its cluster may have grown since this change began.
    const hasRoom = parent !== undefined && graph.clusterOf(parent).entries.length < MAX_CLUSTER;
    const isFree = hasRoom && output !== undefined && output >= 0 && random() < 0.5;
    graph.add(factsOf(isFree ? [{ txid: parent.tx.txid, index: output }] : []));
  }
}

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function selectFromScratch(): readonly MempoolEntry[] {
  const chunks: Chunk[] = [];
  const seen = new Set<unknown>();
  for (const entry of graph.entries()) {
    const cluster = graph.clusterOf(entry);
    if (seen.has(cluster)) continue;
    seen.add(cluster);
    chunks.push(...chunkCluster(cluster.entries));
  }
  chunks.sort(compareChunks);
  let weight = 0;
  return chunks.flatMap(({ size, entries }) => {
    if (weight + size > ROOM) return [];
    weight += size;
    return entries;
  });
}

const select = () => selectTransactions(graph.feed(), SPACE);
const feesOf = (entries: readonly { readonly fee: number }[]) =>
  entries.reduce((sum, { fee }) => sum + fee, 0);

select();
assert.equal([...drain(graph.feed())].flatMap(({ entries }) => entries).length, graph.count());

const variants = new Map<string, Measure>([
  ['as it is', async () => timed(select)],
  [
    'after changes',
    async () => {
      change();
      return timed(select);
    },
  ],
  ['from scratch', async () => timed(selectFromScratch)],
  [
    'by ancestors',
    async () => {
      const sums = ancestorSums(graph.entries());
      return timed(() => selectByAncestors(sums, ROOM));
    },
  ],
]);
for (const measure of variants.values()) await measure();
const results = await alternate(variants, ROUNDS);
const rows = [...results].map(([name, times]) => ({
  name,
  median: percentile(times, 0.5),
  p99: percentile(times, 0.99),
}));
const fees = {
  chunks: feesOf(select().selected),
  ancestors: feesOf(selectByAncestors(ancestorSums(graph.entries()), ROOM)),
};
const setting = { transactions: TRANSACTIONS, rounds: ROUNDS, changes: CHANGES };
report(
  {
    cpu: cpus()[0]?.model,
    node: process.version,
    ...setting,
    selected: select().selected.length,
    rows,
    fees,
  },
  [
    `${cpus()[0]?.model}, Node ${process.version}, ${TRANSACTIONS} transactions, ${ROUNDS} rounds, ${CHANGES} changes`,
    '',
    formatTable([
      ['milliseconds', 'median', 'p99'],
      ...rows.map(({ name, median, p99 }) => [name, median.toFixed(1), p99.toFixed(1)]),
    ]),
    '',
    `${select().selected.length} transactions chosen; fees ${fees.chunks} by chunks, ${fees.ancestors} by ancestors`,
  ].join('\n'),
);
