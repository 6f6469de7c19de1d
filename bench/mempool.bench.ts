/**
 * How many transactions a second the mempool takes (P2WPKH, one input, two outputs, all signed): the scripts alone,
 * as the floor; `accept`, with every check; `submit`, which also waits for the disk. In turns, on one thread.
 * Then the memory that they take, beside what memory-usage.ts counts them as.
 *   npm run bench:mempool -- [--transactions=20000] [--rounds=3] [--json]
 */

import assert from 'node:assert/strict';
import { cpus } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { findScriptFailure } from '../src/consensus/check-scripts.ts';
import { createMempool, type Mempool } from '../src/mempool/mempool.ts';
import { DEFAULT_MEMPOOL_OPTIONS } from '../src/mempool/options.ts';
import { SYSTEM_TIMERS } from '../src/node/timers.ts';
import { STANDARD_SCRIPT_VERIFY_FLAGS } from '../src/policy/standard-flags.ts';
import { decodeTransaction, serializeTransaction, type Transaction } from '../src/primitives/tx.ts';
import { expectDefined } from '../src/util/invariant.ts';
import { SILENT_LOG } from '../src/util/log.ts';
import { keyLock, payOn } from '../test/helpers/spending.ts';
import { openBenchChain } from './bench-chain.ts';
import {
  alternate,
  countOption,
  formatSummary,
  formatTable,
  type Measure,
  ratios,
  report,
  summarize,
} from './rounds.ts';

const TRANSACTIONS = countOption('transactions', 20_000);
const ROUNDS = countOption('rounds', 3);

const OWNER = keyLock(1);
const FEE = 1000;

const { chainstate, store, clock, splitCoins } = await openBenchChain();

/** The bytes of transactions, so that each round decodes its own, as a node does. */
const wire = (await splitCoins(TRANSACTIONS, OWNER)).map((coin) =>
  serializeTransaction(payOn([coin], FEE, { parts: 2, lock: OWNER })),
);

function decodeAll(): Transaction[] {
  return wire.map((bytes) => {
    const tx = decodeTransaction(bytes);
    assert(tx.ok, 'what was serialized decodes');
    return tx.value;
  });
}

function openMempool(): Mempool {
  const options = DEFAULT_MEMPOOL_OPTIONS;
  const onFault = (fault: unknown): never => assert.fail(String(fault));
  return createMempool({
    chainstate,
    store,
    clock,
    timers: SYSTEM_TIMERS,
    log: SILENT_LOG,
    findScriptFailure,
    options,
    onFault,
  });
}

/** Leaves the store without a trace of it. */
function discard(mempool: Mempool, txs: readonly Transaction[]): void {
  mempool.close();
  const removed = txs.map(({ txid }) => txid);
  store.commitMempool({ added: [], removed, prioritised: [], tip: chainstate.tip().hash });
}

async function perSecond(work: () => void | Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (1000 * TRANSACTIONS) / (performance.now() - began);
}

const measureScripts: Measure = async () => {
  const checks = decodeAll().map((tx) => ({
    tx,
    coins: tx.inputs.map(({ prevout }) => expectDefined(chainstate.coins.getCoin(prevout), 'a coin')),
    flags: STANDARD_SCRIPT_VERIFY_FLAGS,
  }));
  return perSecond(() => {
    for (const check of checks) assert.equal(findScriptFailure(check), undefined);
  });
};

const measureAccept: Measure = async () => {
  const [mempool, txs] = [openMempool(), decodeAll()];
  const rate = await perSecond(() => {
    for (const tx of txs) assert(mempool.accept(tx).ok, 'the transaction is valid');
  });
  discard(mempool, txs);
  return rate;
};

const measureSubmit: Measure = async () => {
  const [mempool, txs] = [openMempool(), decodeAll()];
  const rate = await perSecond(async () => {
    const verdicts = await Promise.all(txs.map(mempool.submit));
    assert(
      verdicts.every(({ ok }) => ok),
      'the transactions are valid',
    );
  });
  assert.equal(store.loadMempool().records.length, TRANSACTIONS);
  discard(mempool, txs);
  return rate;
};

/** Bytes of heap for each transaction in the mempool. */
function measureMemory(): { readonly heap: number; readonly counted: number } {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const used = (): number => {
    // Buffers go one round after the views into them.
    collect();
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const mempool = openMempool();
  mempool.flush();
  const before = used();
  for (const bytes of wire) {
    // As from the network: the message's buffer lives as long as anything that looks into it.
    const tx = decodeTransaction(bytes.slice());
    assert(tx.ok && mempool.accept(tx.value).ok, 'the transaction is valid');
  }
  mempool.flush();
  const heap = (used() - before) / TRANSACTIONS;
  const counted = mempool.info().usage / TRANSACTIONS;
  discard(mempool, decodeAll());
  return { heap, counted };
}

const variants = new Map<string, Measure>([
  ['scripts alone', measureScripts],
  ['accept', measureAccept],
  ['submit', measureSubmit],
]);
// Before anything else leaves garbage behind that goes while it counts.
const memory = measureMemory();
for (const measure of variants.values()) await measure();
const results = await alternate(variants, ROUNDS);
const floor = results.get('scripts alone') ?? [];
const rows = [...results].map(([name, rates]) => ({
  name,
  perSecond: summarize(rates),
  share: summarize(ratios(rates, floor)),
}));
store.close();
report(
  { cpu: cpus()[0]?.model, node: process.version, transactions: TRANSACTIONS, rounds: ROUNDS, rows, memory },
  [
    `${cpus()[0]?.model}, Node ${process.version}, ${TRANSACTIONS} transactions, ${ROUNDS} rounds`,
    '',
    formatTable([
      ['', 'per second', 'of scripts alone'],
      ...rows.map((row) => [row.name, formatSummary(row.perSecond, 0), formatSummary(row.share)]),
    ]),
    '',
    `memory: ${memory.heap.toFixed(0)} bytes of heap each, counted as ${memory.counted.toFixed(0)}`,
  ].join('\n'),
);
