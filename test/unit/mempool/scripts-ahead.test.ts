import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ScriptCheck } from '../../../src/chain/ports.ts';
import {
  createRememberingScripts,
  createScriptExecutionCache,
} from '../../../src/consensus/script-execution-cache.ts';
import { createCachingVerifier } from '../../../src/crypto/signature-cache.ts';
import { MIN_INPUTS_AHEAD } from '../../../src/mempool/scripts-ahead.ts';
import { createScriptPool } from '../../../src/pool/script-pool.ts';
import { createScriptsAhead } from '../../../src/pool/scripts-ahead.ts';
import { makeTransaction, type Transaction } from '../../../src/primitives/tx.ts';
import { SILENT_LOG } from '../../../src/util/log.ts';
import { openPackageWorld, outcomesOf, type PackageWorld } from '../../helpers/package-world.ts';
import { outputAt, payOn, type Spendable } from '../../helpers/spending.ts';

interface Ahead extends PackageWorld {
  /** What was run ahead, run by run. */
  readonly runs: (readonly ScriptCheck[])[];
  /** Transactions whose scripts the mempool ran by itself. */
  readonly runLate: Transaction[];
  /** The answer, once what waits is written. */
  answer(tx: Transaction): Promise<string>;
}

/** With two threads for scripts. */
async function openAhead(): Promise<Ahead> {
  const pool = createScriptPool({ threads: 2, log: SILENT_LOG });
  onTestFinished(() => pool.close());
  const executed = createScriptExecutionCache();
  const checkAhead = createScriptsAhead(pool, executed);
  const remembering = createRememberingScripts(executed, createCachingVerifier());
  const runs: (readonly ScriptCheck[])[] = [];
  const runLate: Transaction[] = [];
  const world = await openPackageWorld({
    scripts: {
      checkScriptsAhead(checks, flags) {
        runs.push(checks);
        return checkAhead(checks, flags);
      },
      findScriptFailure(scripts) {
        if (!executed.has(scripts.tx, scripts.flags)) runLate.push(scripts.tx);
        return remembering(scripts);
      },
    },
  });
  return { ...world, runs, runLate, answer: (tx) => answerOf(world, tx) };
}

async function answerOf(world: PackageWorld, tx: Transaction): Promise<string> {
  const verdict = await settled(world, world.mempool.submit(tx));
  return verdict.ok ? 'accepted' : `${verdict.code}, ${verdict.debug ?? ''}`;
}

/** Lets everything have its turn until the answer is there. */
async function settled<T>({ timers }: PackageWorld, answer: Promise<T>): Promise<T> {
  let isDone = false;
  const done = (): void => {
    isDone = true;
  };
  answer.then(done, done);
  while (!isDone) {
    timers.runAll();
    await nextTurn();
  }
  return answer;
}

/** The transaction with witnesses that open nothing at these inputs. */
function spoiled(tx: Transaction, ...indexes: readonly number[]): Transaction {
  const inputs = tx.inputs.map((input, i) =>
    indexes.includes(i) ? { ...input, witness: [Uint8Array.of(0x52)] } : input,
  );
  return makeTransaction({ ...tx, inputs });
}

const large = (coins: readonly Spendable[], fee = 50_000): Transaction => payOn(coins, fee, { parts: 2 });

describe('the scripts of a large transaction', () => {
  it('are run ahead, and found known', async () => {
    const world = await openAhead();
    const tx = large(await world.smallCoins(MIN_INPUTS_AHEAD));
    expect(await world.answer(tx)).toBe('accepted');
    expect(world.runs.map((checks) => checks.map((check) => check.tx))).toEqual([[tx]]);
    expect(world.runLate).toEqual([]);
  });

  it('are run with the others where there are few inputs', async () => {
    const world = await openAhead();
    const tx = large(await world.smallCoins(MIN_INPUTS_AHEAD - 1));
    expect(await world.answer(tx)).toBe('accepted');
    expect([world.runs, world.runLate]).toEqual([[], [tx]]);
  });

  it.each([
    ['the first input', [0]],
    ['the last one', [149]],
    ['several', [140, 33, 97]],
  ])('fail for the same reason with and without: %s', async (_, indexes) => {
    const [world, plain] = [await openAhead(), await openPackageWorld()];
    const tx = spoiled(large(await world.smallCoins(150)), ...indexes);
    await plain.smallCoins(150);
    const answer = await world.answer(tx);
    expect(answer).toMatch(/^mempool-script-verify-flag-failed \(Witness program hash mismatch\), input /);
    expect(await answerOf(plain, tx)).toBe(answer);
    expect([world.runs.length, world.runLate.length]).toEqual([1, 0]);
  });

  it('are not run where the transaction is refused anyway', async () => {
    const world = await openAhead();
    const coins = await world.smallCoins(MIN_INPUTS_AHEAD);
    const refused = [
      large(coins, 10),
      large([...coins, { ...(coins[0] as Spendable), index: 500 }]),
      spoiled(large(coins, 10), 3),
    ];
    const answers = [];
    for (const tx of refused) answers.push((await world.answer(tx)).split(',')[0]);
    expect(answers).toEqual([
      'min relay fee not met',
      'bad-txns-inputs-missingorspent',
      'min relay fee not met',
    ]);
    expect([world.runs, world.runLate]).toEqual([[], []]);
  });
});

describe('what comes while scripts are run', () => {
  it('waits where it builds on the transaction, and is not held up where it does not', async () => {
    const world = await openAhead();
    const parent = large(await world.smallCoins(200));
    const child = payOn([outputAt(parent, 0)], 1_000);
    const stranger = payOn([world.coin()], 1_000);
    const answers = [parent, child, stranger].map((tx) => world.answer(tx));
    expect(world.held()).toEqual([stranger]);
    expect(await Promise.all(answers)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(world.held()).toEqual([stranger, parent, child]);
  });

  it('is judged after it where it is the same', async () => {
    const world = await openAhead();
    const tx = large(await world.smallCoins(150));
    const answers = await Promise.all([tx, tx].map((one) => world.answer(one)));
    expect(answers).toEqual(['accepted', 'txn-already-in-mempool, ']);
    expect([world.runs.length, world.runLate.length]).toEqual([1, 0]);
  });

  it('may make the transaction invalid', async () => {
    const world = await openAhead();
    const coins = await world.smallCoins(150);
    const tx = large(coins);
    const answer = world.answer(tx);
    await world.mine([payOn(coins.slice(0, 1), 1_000)]);
    expect(await answer).toBe('bad-txns-inputs-missingorspent, ');
    expect(world.held()).toEqual([]);
  });
});

describe('the scripts of a package', () => {
  /** Six parents of twenty-four inputs each, and their child. */
  async function family(world: Ahead, poor: boolean): Promise<readonly Transaction[]> {
    const coins = await world.smallCoins(144);
    const parents = Array.from({ length: 6 }, (_, i) => {
      return payOn(coins.slice(24 * i, 24 * i + 24), poor ? 0 : 10_000);
    });
    const child = payOn(
      parents.map((parent) => outputAt(parent, 0)),
      90_000,
    );
    return [...parents, child];
  }

  it.each([true, false])('are run ahead as one (paid for by the child: %s)', async (poor) => {
    const world = await openAhead();
    const txs = await family(world, poor);
    expect(outcomesOf(txs, await submit(world, txs))).toEqual(txs.map(() => 'accepted'));
    expect(world.runs.map((checks) => checks.map(({ tx }) => tx))).toEqual([txs]);
    expect(world.runLate).toEqual([]);
  });

  it('fail for the same reason with and without', async () => {
    const [world, plain] = [await openAhead(), await openPackageWorld()];
    const good = await family(world, true);
    await plain.smallCoins(144);
    const txs = good.map((tx, i) => (i === 2 ? spoiled(tx, 7) : i === 4 ? spoiled(tx, 1) : tx));
    const [outcome, plainly] = [await submit(world, txs), await submit(plain, txs)];
    expect(outcome).toEqual(plainly);
    expect(world.runs).toHaveLength(1);
    expect(world.runLate).toEqual([]);
  });

  const submit = (world: PackageWorld, txs: readonly Transaction[]) =>
    settled(world, world.mempool.submitPackage({ txs }));
});
