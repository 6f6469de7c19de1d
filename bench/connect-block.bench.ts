/**
 * How many inputs a second a block of single-signature inputs is connected with, everything included: from its bytes
 * (decoded, judged, coins from the disk, scripts, undo data) to the new tip, durable in SQLite. With one thread and with
 * two, for ECDSA (P2WPKH) and Schnorr (P2TR by the key), in turns, each time on a fresh copy of the same chain; beside
 * them the block's scripts alone, and the bare verifier of signatures. Every answer is checked: the block is the tip and
 * the coins are its own, and the block with one bad signature, the last but one, is refused for that.
 *   npm run bench:connect -- [--inputs=5000] [--outputs=1] [--rounds=7] [--json]
 */

import assert from 'node:assert/strict';
import { copyFileSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { type Chainstate, createChainstate } from '../src/chain/chainstate.ts';
import type { ScriptCheck } from '../src/chain/ports.ts';
import { findScriptFailure } from '../src/consensus/check-scripts.ts';
import { secp256k1 } from '../src/crypto/secp256k1.ts';
import { PLAIN_VERIFIER, type SignatureVerifier } from '../src/crypto/signature-verifier.ts';
import { createSystemClock } from '../src/node/system-clock.ts';
import type { ScriptPool } from '../src/pool/script-pool.ts';
import { createScriptVerifier } from '../src/pool/script-verifier.ts';
import { type Block, decodeBlock, serializeBlock } from '../src/primitives/block.ts';
import { makeTransaction, type Transaction } from '../src/primitives/tx.ts';
import { SCRIPT_VERIFY } from '../src/script/flags.ts';
import { type OpenChainStore, openChainStore } from '../src/store/chain-store.ts';
import { expectDefined } from '../src/util/invariant.ts';
import { SILENT_LOG } from '../src/util/log.ts';
import { buildBlock, buildCoinbase, type ParentBlock } from '../test/helpers/chain-builder.ts';
import { CHAIN_RESOURCES } from '../test/helpers/chain-resources.ts';
import { REGTEST } from '../test/helpers/regtest.ts';
import {
  keyLock,
  type Lock,
  OPEN_LOCK,
  outputAt,
  payOn,
  payTo,
  type Spendable,
  taprootLock,
} from '../test/helpers/spending.ts';
import { createBenchFolder } from './bench-folder.ts';
import { createBuiltScriptPool } from './built-script-pool.ts';
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

const INPUTS = countOption('inputs', 5000);
const OUTPUTS = countOption('outputs', 1);
const ROUNDS = countOption('rounds', 7);

/** Outputs of one transaction that splits a coin. */
const PARTS = 2500;
const FEE = 1000;

const folder = createBenchFolder();

const params = { ...REGTEST.consensus, coinbaseMaturity: 1 };
const clock = createSystemClock();

interface OpenChain {
  readonly chainstate: Chainstate;
  readonly store: OpenChainStore;
}

async function openChain(path: string, pool: ScriptPool): Promise<OpenChain> {
  const store = openChainStore({ path, cacheMiB: 64, onNotice: () => {} });
  const { genesis } = REGTEST;
  const scripts = createScriptVerifier(pool);
  const parts = { params, genesis, store, scripts, clock, log: SILENT_LOG };
  const chainstate = await createChainstate({ ...parts, ...CHAIN_RESOURCES });
  return { chainstate, store };
}

/** A chain whose coins one kind of lock holds, with the next block, and the same with a bad signature. */
interface Case {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly spoiltBytes: Uint8Array;
  readonly transactions: readonly Transaction[];
  readonly spent: readonly Spendable[];
}

async function buildCase(name: string, lockOf: (number: number) => Lock): Promise<Case> {
  const path = join(folder, `${name}.sqlite`);
  const pool = createBuiltScriptPool(1);
  const { chainstate, store } = await openChain(path, pool);
  const locks = Array.from({ length: 16 }, (_, i) => lockOf(i + 1));
  const spent = await splitCoins(chainstate, locks);
  const transactions = spent.map((coin) => payOn([coin], FEE, { parts: OUTPUTS, lock: coin.lock }));
  const parent = chainstate.tip();
  const bytes = serializeBlock(blockOn(parent, transactions));
  const spoiltBytes = serializeBlock(blockOn(parent, transactions.with(-2, spoilt(transactions.at(-2)))));
  store.close();
  return { path, bytes, spoiltBytes, transactions, spent };
}

function blockOn(parent: ParentBlock, transactions: readonly Transaction[]): Block {
  const { outputs } = buildCoinbase(parent.height + 1);
  const coinbase = { outputs: [payTo(OPEN_LOCK, expectDefined(outputs[0], 'a reward').value)] };
  return buildBlock(parent, { params, transactions, coinbase });
}

/** The transaction with another last output than the one that was signed. */
function spoilt(tx: Transaction | undefined): Transaction {
  const { outputs, ...rest } = expectDefined(tx, 'a transaction');
  return makeTransaction({
    ...rest,
    outputs: outputs.map((output) => ({ ...output, value: output.value - 1 })),
  });
}

/** As many coins as there are inputs, held by the locks in turns. */
async function splitCoins(chainstate: Chainstate, locks: readonly Lock[]): Promise<Spendable[]> {
  const mine = async (transactions: readonly Transaction[]): Promise<Spendable> => {
    const block = blockOn(chainstate.tip(), transactions);
    assert((await chainstate.submitBlock(block)).ok, 'the block is valid');
    return outputAt(expectDefined(block.transactions[0], 'a coinbase'), 0, OPEN_LOCK);
  };
  const coins: Spendable[] = [];
  while (coins.length < INPUTS) {
    const { outputs: parts, ...rest } = payOn([await mine([])], FEE, { parts: PARTS });
    const lockAt = (index: number): Lock => expectDefined(locks[index % locks.length], 'a lock');
    const outputs = parts.map(({ value }, index) => payTo(lockAt(index), value));
    const split = makeTransaction({ ...rest, outputs });
    await mine([split]);
    coins.push(...outputs.map((_, index) => outputAt(split, index, lockAt(index))));
  }
  return coins.slice(0, INPUTS);
}

/** Inputs per second of a block on a fresh copy of the case's chain. */
function measureConnect({ path, bytes, transactions, spent }: Case, pool: ScriptPool): Measure {
  return () =>
    onCopy(path, pool, async ({ chainstate, store }) => {
      const began = performance.now();
      const block = decodeBlock(bytes);
      assert(block.ok, 'the block decodes');
      const verdict = await chainstate.submitBlock(block.value);
      const rate = (1000 * INPUTS) / (performance.now() - began);
      assert(verdict.ok && chainstate.tip().hash === verdict.value.entry.hash, 'the block is the tip');
      assert(
        spent.every((coin) => !store.getCoin(coin)),
        'what it spends is spent',
      );
      const isThere = ({ txid, outputs }: Transaction): boolean =>
        outputs.every(({ value }, index) => store.getCoin({ txid, index })?.output.value === value);
      assert(transactions.every(isThere), 'what it makes is there');
      return rate;
    });
}

async function checkRefusal({ path, spoiltBytes, transactions }: Case, pool: ScriptPool): Promise<void> {
  await onCopy(path, pool, async ({ chainstate }) => {
    const block = decodeBlock(spoiltBytes);
    assert(block.ok, 'the block decodes');
    const before = chainstate.tip();
    const verdict = await chainstate.submitBlock(block.value);
    assert(!verdict.ok && chainstate.tip() === before, 'the spoilt block is refused');
    assert.match(verdict.code, /^block-script-verify-flag-failed \(.*(false|Schnorr).*\)$/);
    assert(block.value.transactions.length === transactions.length + 1);
  });
}

let copies = 0;

async function onCopy<T>(path: string, pool: ScriptPool, use: (chain: OpenChain) => Promise<T>): Promise<T> {
  const copy = join(folder, `copy${copies++}.sqlite`);
  copyFileSync(path, copy);
  const chain = await openChain(copy, pool);
  try {
    return await use(chain);
  } finally {
    chain.store.close();
    rmSync(copy);
  }
}

const FLAGS = SCRIPT_VERIFY.P2SH | SCRIPT_VERIFY.WITNESS | SCRIPT_VERIFY.TAPROOT;

function checksOf({ transactions, spent }: Case): readonly ScriptCheck[] {
  return transactions.map((tx, i) => {
    const { value, lock } = expectDefined(spent[i], 'a coin for each transaction');
    return { tx, coins: [{ output: payTo(lock, value), height: 1, isCoinbase: false }] };
  });
}

/** Inputs per second of the scripts of the block, its transactions and coins at hand. */
function measureScripts(checks: readonly ScriptCheck[], pool: ScriptPool): Measure {
  return async () => {
    const began = performance.now();
    const run = pool.begin(FLAGS, INPUTS);
    for (const check of checks) run.add(check);
    assert.equal(await run.finish(), undefined);
    return (1000 * INPUTS) / (performance.now() - began);
  };
}

/** Signatures per second of what the verifier is asked when these are checked. */
function measureVerifier(checks: readonly ScriptCheck[]): Measure {
  const claims: (() => boolean)[] = [];
  const verifier: SignatureVerifier = {
    verifyEcdsa(claim) {
      claims.push(() => PLAIN_VERIFIER.verifyEcdsa(claim));
      return true;
    },
    verifySchnorr(claim) {
      claims.push(() => PLAIN_VERIFIER.verifySchnorr(claim));
      return true;
    },
  };
  for (const check of checks)
    assert.equal(findScriptFailure({ ...check, flags: FLAGS, verifier }), undefined);
  assert.equal(claims.length, INPUTS);
  return async () => {
    const began = performance.now();
    for (const verify of claims) assert(verify());
    return (1000 * INPUTS) / (performance.now() - began);
  };
}

const KINDS = new Map([
  ['ECDSA', keyLock],
  ['Schnorr', taprootLock],
]);
const pools = [createBuiltScriptPool(1), createBuiltScriptPool(2)] as const;
const variants = new Map<string, Measure>();
/** What each variant is compared with. */
const bases = new Map<string, string>();
for (const [kind, lockOf] of KINDS) {
  const built = await buildCase(kind, lockOf);
  const checks = checksOf(built);
  for (const pool of pools) await checkRefusal(built, pool);
  variants.set(`${kind}: bare verifier`, measureVerifier(checks));
  for (const [i, pool] of pools.entries()) {
    const threads = i === 0 ? '1 thread' : '2 threads';
    variants.set(`${kind}: scripts, ${threads}`, measureScripts(checks, pool));
    bases.set(`${kind}: scripts, ${threads}`, `${kind}: scripts, 1 thread`);
    variants.set(`${kind}: everything, ${threads}`, measureConnect(built, pool));
    bases.set(`${kind}: everything, ${threads}`, `${kind}: everything, 1 thread`);
  }
}
for (const measure of variants.values()) await measure();
const results = await alternate(variants, ROUNDS);
for (const pool of pools) await pool.close();
assert(
  pools[1].counts().every((batches) => batches > 0),
  'the second thread has worked',
);

const rows = [...results].map(([name, rates]) => {
  const base = results.get(bases.get(name) ?? '') ?? [];
  return {
    name,
    perSecond: summarize(rates),
    ...(base.length > 0 && { ratio: summarize(ratios(rates, base)) }),
  };
});
report(
  {
    cpu: cpus()[0]?.model,
    node: process.version,
    verifier: secp256k1.name,
    inputs: INPUTS,
    outputs: OUTPUTS,
    rounds: ROUNDS,
    rows,
  },
  [
    `${cpus()[0]?.model}, Node ${process.version}, secp256k1 ${secp256k1.name}`,
    `${INPUTS} transactions with an input each and ${OUTPUTS} output(s), ${ROUNDS} rounds`,
    '',
    formatTable([
      ['', 'inputs/s', 'of 1 thread'],
      ...rows.map(({ name, perSecond, ratio }) => [
        name,
        formatSummary(perSecond, 0),
        ratio ? formatSummary(ratio) : '',
      ]),
    ]),
  ].join('\n'),
);
