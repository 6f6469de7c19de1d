import { describe, expect, it } from 'vitest';
import { createInitialDownloadLatch } from '../../../src/chain/initial-download.ts';
import { buildBlock, GENESIS } from '../../helpers/chain-builder.ts';
import { openTestChain, TEST_TIME } from '../../helpers/test-chain.ts';

const DAY = 24 * 60 * 60;

describe('createInitialDownloadLatch', () => {
  it('is true until the tip is less than a day old', async () => {
    const { chainstate, clock } = await openTestChain();
    const isCatchingUp = createInitialDownloadLatch(chainstate, clock);
    expect(isCatchingUp()).toBe(true);
    const old = buildBlock(GENESIS, { time: TEST_TIME - DAY - 1 });
    await chainstate.submitBlock(old);
    expect(isCatchingUp()).toBe(true);
    await chainstate.submitBlock(buildBlock(old, { time: TEST_TIME - DAY }));
    expect(isCatchingUp()).toBe(false);
  });

  it('is false for ever after', async () => {
    const { chainstate, clock } = await openTestChain();
    const isCatchingUp = createInitialDownloadLatch(chainstate, clock);
    await chainstate.submitBlock(buildBlock(GENESIS, { time: TEST_TIME }));
    expect(isCatchingUp()).toBe(false);
    clock.setMockTime(TEST_TIME + 30 * DAY);
    expect(isCatchingUp()).toBe(false);
    expect(createInitialDownloadLatch(chainstate, clock)()).toBe(true);
  });
});
