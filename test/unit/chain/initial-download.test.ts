import { describe, expect, it } from 'vitest';
import { createInitialDownloadLatch } from '../../../src/chain/initial-download.ts';
import { SILENT_LOG } from '../../../src/util/log.ts';
import { buildBlock, GENESIS } from '../../helpers/chain-builder.ts';
import { REGTEST } from '../../helpers/regtest.ts';
import { openTestChain, TEST_TIME } from '../../helpers/test-chain.ts';

const DAY = 24 * 60 * 60;

async function newLatch({ minimumChainWork = 0n, maxTipAge = DAY } = {}) {
  const params = { ...REGTEST.consensus, minimumChainWork };
  const { chainstate, clock } = await openTestChain({ params });
  const logged: string[] = [];
  const log = { ...SILENT_LOG, info: (line: string) => logged.push(line) };
  const make = () => createInitialDownloadLatch({ chainstate, clock, log, maxTipAge });
  return { chainstate, clock, logged, isCatchingUp: make(), make };
}

describe('createInitialDownloadLatch', () => {
  it.each([DAY, 1000])('is true until the tip is less than so old: %i s', async (maxTipAge) => {
    const { chainstate, isCatchingUp } = await newLatch({ maxTipAge });
    expect(isCatchingUp()).toBe(true);
    const old = buildBlock(GENESIS, { time: TEST_TIME - maxTipAge - 1 });
    await chainstate.submitBlock(old);
    expect(isCatchingUp()).toBe(true);
    await chainstate.submitBlock(buildBlock(old, { time: TEST_TIME - maxTipAge }));
    expect(isCatchingUp()).toBe(false);
  });

  it('is true until the chain has the work that the best one is known to have', async () => {
    const { chainstate, isCatchingUp } = await newLatch({ minimumChainWork: 6n });
    const first = buildBlock(GENESIS, { time: TEST_TIME - 1 });
    await chainstate.submitBlock(first);
    expect(isCatchingUp()).toBe(true);
    await chainstate.submitBlock(buildBlock(first, { time: TEST_TIME }));
    expect(isCatchingUp()).toBe(false);
  });

  it('is false for ever after, which is logged once', async () => {
    const { chainstate, clock, logged, isCatchingUp, make } = await newLatch();
    await chainstate.submitBlock(buildBlock(GENESIS, { time: TEST_TIME }));
    expect(isCatchingUp()).toBe(false);
    clock.setMockTime(TEST_TIME + 30 * DAY);
    expect(isCatchingUp()).toBe(false);
    expect(logged).toEqual(['Leaving InitialBlockDownload (latching to false)']);
    expect(make()()).toBe(true);
  });
});
