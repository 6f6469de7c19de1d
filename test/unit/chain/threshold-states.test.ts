import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BlockIndexEntry } from '../../../src/chain/block-index.ts';
import { createThresholdStates } from '../../../src/chain/threshold-states.ts';
import {
  ALWAYS_ACTIVE,
  isSignalling,
  NEVER_ACTIVE,
  NO_TIMEOUT,
  type ThresholdRules,
  type ThresholdState,
} from '../../../src/consensus/versionbits.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { genesisHeader, headerOn, headersOn } from '../../helpers/header-chain.ts';

const BIT = 3;
const SIGNAL = 0x20000000 | (1 << BIT);
const SILENT = 0x20000000;
const START = 1_000_000;

const RULES: ThresholdRules = {
  startTime: BigInt(START),
  timeout: BigInt(START + 1_000_000),
  minActivationHeight: 0,
  period: 10,
  threshold: 8,
};

const statesBy = (rules: Partial<ThresholdRules> = {}) =>
  createThresholdStates({ ...RULES, ...rules }, ({ header }) => isSignalling(header.version, BIT));

/** Periods of ten blocks by how many of them signal; the first has the genesis block, and nine more. */
function historyOf(genesisTime: number, signals: readonly number[]): BlockIndexEntry {
  let tip = genesisHeader(genesisTime);
  for (const [i, count] of signals.entries()) {
    tip = headersOn(tip, i === 0 ? 9 : 10, (place) => (place < count ? SIGNAL : SILENT));
  }
  return tip;
}

/** The states of the periods of a chain, the first included, up to the one on top of it. */
function statesOf(tip: BlockIndexEntry, rules: Partial<ThresholdRules> = {}): string {
  const { stateAfter } = statesBy(rules);
  const ends: BlockIndexEntry[] = [];
  for (let walk: BlockIndexEntry | undefined = tip; walk; walk = walk.parent) {
    if ((walk.height + 1) % RULES.period === 0) ends.unshift(walk);
  }
  const states: ThresholdState[] = [stateAfter(undefined), ...ends.map(stateAfter)];
  return states.join(' ');
}

describe('stateAfter', () => {
  // Blocks are ten minutes apart: the median of the first ten is the time of block 5.
  const TO_MEDIAN = 5 * 600;
  const LATE = START + 2_000_000;

  it.each<readonly [string, number, readonly number[], Partial<ThresholdRules>, string]>([
    ['before its time', START - 1e6, [10, 10], {}, 'defined defined defined'],
    [
      'that starts at the median time past, not before',
      START - TO_MEDIAN,
      [0, 0],
      {},
      'defined started started',
    ],
    ['a second too early', START - TO_MEDIAN - 1, [0, 0], {}, 'defined defined started'],
    ['signalled once started', START, [0, 8], {}, 'defined started locked_in'],
    ['signalled by one too few', START, [0, 7, 8], {}, 'defined started started locked_in'],
    ['signalled too early', START, [9, 0], {}, 'defined started started'],
    ['locked in', START, [0, 8, 0, 0], {}, 'defined started locked_in active active'],
    [
      'that waits for a height in the middle of a period',
      START,
      [0, 8, 0, 0, 0],
      { minActivationHeight: 31 },
      'defined started locked_in locked_in active active',
    ],
    [
      'that waits for the first height of a period',
      START,
      [0, 8, 0, 0],
      { minActivationHeight: 30 },
      'defined started locked_in active active',
    ],
    ['out of time', LATE, [0, 7, 10], {}, 'defined started failed failed'],
    ['out of time, but signalled', LATE, [0, 8, 0], {}, 'defined started locked_in active'],
    [
      'without a timeout',
      LATE,
      [0, 7, 0, 8],
      { timeout: NO_TIMEOUT },
      'defined started started started locked_in',
    ],
    ['that is always active', START, [0], { startTime: ALWAYS_ACTIVE }, 'active active'],
    ['that never is', START, [10, 10], { startTime: NEVER_ACTIVE }, 'failed failed failed'],
  ])('of a fork %s', (_, genesisTime, signals, rules, expected) => {
    expect(statesOf(historyOf(genesisTime, signals), rules)).toBe(expected);
  });

  it('is one for all blocks of a period', () => {
    const { stateAfter } = statesBy();
    const end = historyOf(START, [0, 8]);
    const inside = headersOn(end, 9);
    expect([stateAfter(end), stateAfter(inside), stateAfter(headersOn(inside, 1))]).toEqual([
      'locked_in',
      'locked_in',
      'active',
    ]);
  });

  it('goes its own way on each branch', () => {
    const { stateAfter } = statesBy();
    const trunk = headersOn(historyOf(START, [0]), 5, SIGNAL);
    const [for_, against] = [headersOn(trunk, 5, SIGNAL), headersOn(trunk, 5, SILENT)];
    expect([stateAfter(for_), stateAfter(against), stateAfter(trunk)]).toEqual([
      'locked_in',
      'started',
      'started',
    ]);
  });
});

describe('sinceAfter', () => {
  it('is the height of the first block with the state', () => {
    const { sinceAfter } = statesBy();
    const since = (...signals: number[]) => sinceAfter(historyOf(START, signals));
    expect(sinceAfter(undefined)).toBe(0);
    expect(sinceAfter(headersOn(genesisHeader(START), 8))).toBe(0);
    expect([since(0), since(0, 7), since(0, 7, 8), since(0, 7, 8, 0), since(0, 7, 8, 0, 0, 0)]).toEqual([
      10, 10, 30, 40, 40,
    ]);
    expect(sinceAfter(headersOn(historyOf(START, [0, 7]), 9))).toBe(10);
  });

  it('is 0 for what has no beginning', () => {
    const tip = historyOf(START, [0, 0]);
    expect(statesBy({ startTime: ALWAYS_ACTIVE }).sinceAfter(tip)).toBe(0);
    expect(statesBy({ startTime: NEVER_ACTIVE }).sinceAfter(tip)).toBe(0);
  });
});

/** The same, said the slow way: from the genesis block up, with nothing remembered. */
function modelState(parent: BlockIndexEntry | undefined, rules: ThresholdRules): ThresholdState {
  const chain: BlockIndexEntry[] = [];
  for (let walk = parent; walk; walk = walk.parent) chain.unshift(walk);
  let state: ThresholdState = 'defined';
  for (let end = rules.period; end <= chain.length; end += rules.period) {
    const blocks = chain.slice(end - rules.period, end);
    const { medianTimePast } = expectDefined(blocks.at(-1), 'a period has blocks');
    const signals = blocks.filter(({ header }) => isSignalling(header.version, BIT)).length;
    if (state === 'defined') {
      if (BigInt(medianTimePast) >= rules.startTime) state = 'started';
    } else if (state === 'started') {
      if (signals >= rules.threshold) state = 'locked_in';
      else if (BigInt(medianTimePast) >= rules.timeout) state = 'failed';
    } else if (state === 'locked_in' && end >= rules.minActivationHeight) state = 'active';
  }
  return state;
}

/** The height of the first block with the state, by the same model. */
function modelSince(parent: BlockIndexEntry | undefined, rules: ThresholdRules): number {
  const state = modelState(parent, rules);
  let since = parent ? parent.height + 1 : 0;
  for (let walk = parent; walk && modelState(walk.parent, rules) === state; walk = walk.parent)
    since = walk.height;
  return since;
}

describe('the states of every block of a tree', () => {
  const rulesOf = fc.record({
    startTime: fc.integer({ min: 0, max: 40_000 }).map(BigInt),
    timeout: fc.integer({ min: 0, max: 60_000 }).map(BigInt),
    minActivationHeight: fc.nat(40),
    period: fc.integer({ min: 1, max: 7 }),
    threshold: fc.integer({ min: 1, max: 7 }),
  });
  const treeOf = fc.array(
    fc.record({ onto: fc.nat(9), step: fc.integer({ min: 1, max: 2400 }), signals: fc.boolean() }),
    { minLength: 1, maxLength: 60 },
  );

  it('are those of a model without memory, in whatever order they are asked for', () => {
    fc.assert(
      fc.property(rulesOf, treeOf, fc.infiniteStream(fc.nat(10_000)), (rules, plans, order) => {
        const blocks: BlockIndexEntry[] = [genesisHeader(1)];
        for (const [nonce, { onto, step, signals }] of plans.entries()) {
          // Mostly on one of the youngest, so that chains become long.
          const parent = expectDefined(blocks[Math.max(0, blocks.length - 1 - onto)], 'a block');
          const version = signals ? SIGNAL : SILENT;
          blocks.push(headerOn(parent, { version, nonce, time: parent.medianTimePast + step }));
        }
        const { stateAfter, sinceAfter } = statesBy(rules);
        for (const { value } of blocks.map(() => order.next())) {
          const block = expectDefined(blocks[Number(value) % blocks.length], 'a block');
          expect(stateAfter(block)).toBe(modelState(block, rules));
          expect(sinceAfter(block)).toBe(modelSince(block, rules));
        }
      }),
      { numRuns: 100 },
    );
  });
});
