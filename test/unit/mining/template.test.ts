import { describe, expect, it } from 'vitest';
import { checkBlockInContext } from '../../../src/consensus/check-block-context.ts';
import { checkHeaderInContext } from '../../../src/consensus/check-header.ts';
import type { BitcoinRetarget, ConsensusParams } from '../../../src/consensus/params.ts';
import { buildCandidate, createTemplate, getMinimumTime } from '../../../src/mining/template.ts';
import { REGTEST } from '../../helpers/regtest.ts';
import { openTestChain, TEST_TIME } from '../../helpers/test-chain.ts';

const SIGNALS_NOTHING = 0x20000000;
const reward = { scriptPubKey: Uint8Array.of(0x51), extraNonce: 0 };

describe('createTemplate', () => {
  it("takes the clock's time where it is above the median", async () => {
    const { chainstate } = await openTestChain();
    const parent = chainstate.tip();
    const template = createTemplate({
      parent,
      params: chainstate.params,
      nowSeconds: TEST_TIME,
      version: SIGNALS_NOTHING,
      selected: [],
    });
    expect(template).toMatchObject({ height: 1, time: TEST_TIME, minTime: parent.medianTimePast + 1 });
  });

  it('takes the earliest time allowed where the clock is behind', async () => {
    const { chainstate } = await openTestChain();
    const parent = chainstate.tip();
    const template = createTemplate({
      parent,
      params: chainstate.params,
      nowSeconds: 1,
      version: SIGNALS_NOTHING,
      selected: [],
    });
    expect(template.time).toBe(parent.medianTimePast + 1);
  });

  it('gives the miner the subsidy and the fees', async () => {
    const { chainstate } = await openTestChain();
    const parent = chainstate.tip();
    const { coinbaseValue } = createTemplate({
      parent,
      params: chainstate.params,
      nowSeconds: 0,
      version: SIGNALS_NOTHING,
      selected: [],
    });
    expect(coinbaseValue).toBe(REGTEST.consensus.initialSubsidy);
  });
});

describe('buildCandidate', () => {
  it('keeps every rule but the proof of work', async () => {
    const { chainstate } = await openTestChain();
    const { params } = chainstate;
    const parent = chainstate.tip();
    const template = createTemplate({
      parent,
      params,
      nowSeconds: TEST_TIME,
      version: SIGNALS_NOTHING,
      selected: [],
    });
    const block = buildCandidate(template, reward);
    const context = { parent, params, nowSeconds: TEST_TIME };
    expect(checkHeaderInContext(block.header, context)).toMatchObject({ ok: true });
    expect(checkBlockInContext(block, context)).toMatchObject({ ok: true });
  });
});

describe('getMinimumTime', () => {
  const retarget: BitcoinRetarget = {
    rule: 'bitcoin',
    targetSpacing: 1,
    targetTimespan: 4,
    allowMinDifficultyBlocks: false,
    noRetargeting: true,
    enforceBip94: true,
  };
  const params: ConsensusParams = { ...REGTEST.consensus, retarget };

  it.each([
    ['within a period, one second after the median', 1, 5_001],
    ['at the start of a period, at most 600 s before the parent', 3, 9_400],
  ])('is, %s', async (_name, height, expected) => {
    const { chainstate } = await openTestChain();
    const parent = { ...chainstate.tip(), height, medianTimePast: 5_000 };
    expect(getMinimumTime({ ...parent, header: { ...parent.header, time: 10_000 } }, params)).toBe(expected);
  });
});
