import { describe, expect, it } from 'vitest';
import { findScriptFailure } from '../../../src/consensus/check-scripts.ts';
import type { KnownFailures } from '../../../src/mempool/ports.ts';
import { MIN_INPUTS_AHEAD } from '../../../src/mempool/scripts-ahead.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { createTestTransactions } from '../../helpers/p2p/test-transactions.ts';
import { outputAt, payOn } from '../../helpers/spending.ts';

const txMessage = (tx: Transaction) => ({ command: 'tx', tx }) as const;

/** Scripts that are run ahead are done when the test says so. */
async function setUp() {
  const runs: { readonly tx: Transaction | undefined; readonly end: () => void }[] = [];
  const test = await createTestTransactions({
    coins: 4,
    scripts: {
      findScriptFailure,
      checkScriptsAhead: (checks) =>
        new Promise<KnownFailures>((resolve) => {
          runs.push({ tx: checks[0]?.tx, end: () => resolve(new Map()) });
        }),
    },
  });
  const wide = payOn([expectDefined(test.coins.pop(), 'a coin')], 50_000, { parts: MIN_INPUTS_AHEAD });
  const large = payOn(
    wide.outputs.map((_, index) => outputAt(wide, index)),
    50_000,
  );
  const has = ({ txid }: Transaction): boolean => test.node.mempool.get(txid) !== undefined;
  return { ...test, runs, wide, large, has };
}

describe('a large transaction', () => {
  it('is judged when its scripts are run; others have their turn meanwhile', async () => {
    const { connect, receive, runs, wide, large, has, coins } = await setUp();
    const [first, second] = [connect(), connect()];
    await receive(first, txMessage(wide));
    const judged = receive(first, txMessage(large));
    const other = payOn([expectDefined(coins.pop(), 'a coin')], 1000);
    await receive(second, txMessage(other));
    expect([has(large), has(other), runs[0]?.tx]).toEqual([false, true, large]);
    runs[0]?.end();
    await judged;
    expect(has(large)).toBe(true);
  });

  it('that came in meanwhile, from somebody else, is not refused', async () => {
    const { node, connect, receive, runs, wide, large, has, lines } = await setUp();
    const peer = connect();
    await receive(peer, txMessage(wide));
    const judged = receive(peer, txMessage(large));
    node.mempool.accept(large);
    runs[0]?.end();
    await judged;
    expect(has(large)).toBe(true);
    expect(lines.filter((line) => line.includes('was not accepted'))).toEqual([]);
  });

  it('that was an orphan is not kept for a peer that has gone meanwhile', async () => {
    const { connect, disconnect, receive, runs, wide, large, has, transactions } = await setUp();
    const [first, second] = [connect(), connect()];
    await receive(first, txMessage(large));
    const judged = receive(second, txMessage(wide));
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    expect(runs).toHaveLength(1);
    disconnect(first);
    runs[0]?.end();
    await judged;
    expect([has(wide), has(large), transactions.orphans()]).toEqual([true, false, []]);
  });
});
