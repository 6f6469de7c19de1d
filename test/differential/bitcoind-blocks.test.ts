import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { displayHash } from '../../src/primitives/hash256.ts';
import { type Ground, groundOf } from '../blocks/ground.ts';
import type { Step } from '../blocks/table.ts';
import { TABLES } from '../blocks/tables.ts';
import { BITCOIND } from '../helpers/bitcoind.ts';
import { REGTEST } from '../helpers/regtest.ts';
import { type Pair, startPair } from './bitcoind/pair.ts';
import { agreeInEach } from './bitcoind/run-pair.ts';

/**
 * The table of named blocks, given to bitcoind and to this node: both answer the same to each, have the same tip after
 * each, and the same coins in the end.
 *
 *     BITCOIND=/path/to/bitcoind npx vitest run test/differential/bitcoind-blocks.test.ts
 */

const TIMEOUT_MS = 1_800_000;

/** Far enough behind the last block that its successors are not of the future. */
const CLOCK_AHEAD_S = 86_400;

/** Whether the step's block, if it has one, can be sent: of an amount beyond 2^53 we don't know every digit. */
function canBeSent(step: Step): boolean {
  if (!('block' in step)) return true;
  const outputs = step.block.transactions.flatMap((tx) => tx.outputs);
  return outputs.every(({ value }) => Number.isSafeInteger(value));
}

async function takeStep(step: Step, pair: Pair): Promise<void> {
  switch (step.act) {
    case 'block':
      await pair.propose(step.block);
      for (const _ of ['at first', 'once more']) await pair.submit(step.block);
      await pair.propose(step.block);
      break;
    case 'header':
    case 'strange header':
      await pair.submitHeader(step.block);
      break;
    case 'invalidate':
    case 'reconsider':
      await pair.same(`${step.act}block`, [displayHash(step.block.hash)]);
      break;
    case 'clock':
      await pair.same('setmocktime', [step.seconds]);
      break;
    case 'restart':
    case 'rule':
      break;
  }
  await pair.same('getbestblockhash');
}

/** Comes back to the ground's tip, or gets there. */
async function standOn(ground: Ground, pair: Pair): Promise<void> {
  await pair.same('setmocktime', [ground.tip.header.time + CLOCK_AHEAD_S]);
  const wanted = { result: displayHash(ground.tip.hash) };
  const isNew = !isDeepStrictEqual(await pair.same('getblockhash', [ground.height]), wanted);
  if (isNew) for (const block of ground.blocks) await pair.submit(block);
  for (;;) {
    const above = await pair.same('getblockhash', [ground.height + 1]);
    if (!('result' in above)) break;
    await pair.same('invalidateblock', [above.result]);
  }
  expect(await pair.same('getbestblockhash')).toEqual(wanted);
}

/** Its scripts run in several threads in both, and either may tell of another than the first that fails. */
const SEVERAL_FAIL = 'the first script that fails';

/** Those on regtest as it is. */
const CASES = Object.values(TABLES)
  .flatMap((table) => Object.entries(table))
  .filter(([name, { plan }]) => name !== SEVERAL_FAIL && isDeepStrictEqual(plan.params, REGTEST.consensus));

/** Cases on one height share a pair. */
const HEIGHTS = [...new Set(CASES.map(([, { plan }]) => plan.height))];

describe.runIf(BITCOIND !== undefined)('bitcoind (where BITCOIND names one)', { timeout: TIMEOUT_MS }, () => {
  it.each(HEIGHTS)('answers the named blocks above height %d as this node does', async (height) => {
    const cases = CASES.filter(([, { plan }]) => plan.height === height);
    const pair = await startPair();
    await agreeInEach(cases, async ([, { plan, steps }]) => {
      const ground = groundOf(plan);
      await standOn(ground, pair);
      for (const step of steps(ground).filter(canBeSent)) await takeStep(step, pair);
    });
    await pair.expectSameCoins();
    await pair.stop();
  });
});
