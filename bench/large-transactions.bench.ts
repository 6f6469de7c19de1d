/**
 * How long a transaction with many inputs (P2WPKH, all signed) takes into the mempool, and for how long it holds the
 * event loop at a time: judged in one step, and with its scripts run before on two threads, in turns. Where the second
 * is worth it is what MIN_INPUTS_AHEAD says.
 *   npm run bench:large -- [--rounds=9] [--json]
 */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { findScriptFailure } from '../src/consensus/check-scripts.ts';
import {
  createRememberingScripts,
  createScriptExecutionCache,
} from '../src/consensus/script-execution-cache.ts';
import { PLAIN_VERIFIER } from '../src/crypto/signature-verifier.ts';
import { createMempool, type Mempool, type MempoolDependencies } from '../src/mempool/mempool.ts';
import { DEFAULT_MEMPOOL_OPTIONS } from '../src/mempool/options.ts';
import { MIN_INPUTS_AHEAD } from '../src/mempool/scripts-ahead.ts';
import { SYSTEM_TIMERS } from '../src/node/timers.ts';
import { createScriptPool } from '../src/pool/script-pool.ts';
import { createScriptsAhead } from '../src/pool/scripts-ahead.ts';
import type { Transaction } from '../src/primitives/tx.ts';
import { SILENT_LOG } from '../src/util/log.ts';
import { keyLock, payOn } from '../test/helpers/spending.ts';
import { openBenchChain } from './bench-chain.ts';
import { countOption, formatSummary, formatTable, ratios, report, summarize } from './rounds.ts';

const ROUNDS = countOption('rounds', 9);

/** The first is too small to be run ahead, the last about as large as what is standard. */
const SIZES = [MIN_INPUTS_AHEAD / 2, MIN_INPUTS_AHEAD, 2 * MIN_INPUTS_AHEAD, 4 * MIN_INPUTS_AHEAD, 1400];
const OWNER = keyLock(1);
const FEE = 1_000_000;

const WORKER = new URL('../dist/workers/script-worker.js', import.meta.url);
assert(existsSync(WORKER), 'the built script worker is missing: run "npm run build" first');

const { chainstate, store, clock, splitCoins } = await openBenchChain();
const pool = createScriptPool({ threads: 1, log: SILENT_LOG, worker: WORKER });

/** A mempool that remembers nothing of an earlier one. */
function openMempool(scripts: Pick<MempoolDependencies, 'findScriptFailure' | 'checkScriptsAhead'>): Mempool {
  const options = { ...DEFAULT_MEMPOOL_OPTIONS, isPersistent: false };
  const onFault = (fault: unknown): never => assert.fail(String(fault));
  const parts = { chainstate, store, clock, timers: SYSTEM_TIMERS, log: SILENT_LOG, options, onFault };
  return createMempool({ ...parts, ...scripts });
}

const inOneStep = (): Mempool => openMempool({ findScriptFailure });

function ahead(): Mempool {
  const executed = createScriptExecutionCache();
  return openMempool({
    findScriptFailure: createRememberingScripts(executed, PLAIN_VERIFIER),
    checkScriptsAhead: createScriptsAhead(pool, executed),
  });
}

interface Take {
  /** Milliseconds until the transaction is in. */
  readonly ms: number;
  /** Milliseconds for which nothing else had its turn, the longest time. */
  readonly heldMs: number;
}

async function take(mempool: Mempool, tx: Transaction): Promise<Take> {
  let heldMs = 0;
  let seen = performance.now();
  let isDone = false;
  const watch = (): void => {
    const now = performance.now();
    heldMs = Math.max(heldMs, now - seen);
    seen = now;
    if (!isDone) setImmediate(watch);
  };
  setImmediate(watch);
  const began = performance.now();
  let ms = 0;
  mempool.events.on('txAdded', () => {
    ms = performance.now() - began;
  });
  const verdict = await mempool.submit(tx);
  isDone = true;
  assert(verdict.ok, 'the transaction is valid');
  mempool.close();
  await new Promise(setImmediate);
  return { ms, heldMs };
}

const coins = await splitCoins(Math.max(...SIZES), OWNER);
const rows = [];
for (const inputs of SIZES) {
  const tx = payOn(coins.slice(0, inputs), FEE);
  const takes = { inOneStep: [] as Take[], ahead: [] as Take[] };
  for (let round = -2; round < ROUNDS; round++) {
    const both = { inOneStep: await take(inOneStep(), tx), ahead: await take(ahead(), tx) };
    // The first ones start the threads and warm up.
    if (round < 0) continue;
    takes.inOneStep.push(both.inOneStep);
    takes.ahead.push(both.ahead);
  }
  const [one, two] = [takes.inOneStep, takes.ahead].map((all) => all.map(({ ms }) => ms)) as [
    number[],
    number[],
  ];
  const [heldOne, heldTwo] = [takes.inOneStep, takes.ahead].map((all) =>
    summarize(all.map(({ heldMs }) => heldMs)),
  );
  rows.push({
    inputs,
    one: summarize(one),
    two: summarize(two),
    gain: summarize(ratios(one, two)),
    heldOne,
    heldTwo,
  });
}
await pool.close();
store.close();
report(
  { cpu: cpus()[0]?.model, node: process.version, rounds: ROUNDS, rows },
  [
    `${cpus()[0]?.model}, Node ${process.version}, ${ROUNDS} rounds`,
    '',
    formatTable([
      ['inputs', 'in one step, ms', 'ahead, ms', 'times as fast', 'held, ms', 'held ahead, ms'],
      ...rows.map(({ inputs, one, two, gain, heldOne, heldTwo }) => [
        `${inputs}`,
        ...[one, two, gain, heldOne, heldTwo].map((summary) => (summary ? formatSummary(summary) : '')),
      ]),
    ]),
  ].join('\n'),
);
