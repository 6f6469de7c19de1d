import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asertNextTarget } from '../../../src/consensus/asert.ts';
import { decodeCompact, encodeCompact } from '../../../src/consensus/compact-target.ts';
import type { AsertRelativeRetarget, AsertRetarget, BitcoinRetarget } from '../../../src/consensus/params.ts';
import { getNextWorkRequired, isTimewarp, MAX_TIMEWARP, type PowParent } from '../../../src/consensus/pow.ts';

const MAIN_LIMIT = 2n ** 224n - 1n;
const EASIEST = 0x1d00ffff;
const TWO_WEEKS = 1_209_600;

const MAIN: BitcoinRetarget = {
  rule: 'bitcoin',
  targetSpacing: 600,
  targetTimespan: TWO_WEEKS,
  allowMinDifficultyBlocks: false,
  noRetargeting: false,
  enforceBip94: false,
};
const TESTNET = { ...MAIN, allowMinDifficultyBlocks: true };
const TESTNET4 = { ...TESTNET, enforceBip94: true };
const REGTEST = { ...TESTNET, targetTimespan: 86_400, noRetargeting: true };

type Header = PowParent['header'];

/** The last block of a chain with these headers. @param firstHeight - of a chain that doesn't start at genesis */
function chain(headers: readonly Header[], firstHeight = 0): PowParent {
  let tip: PowParent | undefined;
  for (const header of headers) tip = { height: tip ? tip.height + 1 : firstHeight, header, parent: tip };
  if (!tip) throw new Error('a chain has at least one block');
  return tip;
}

/** The last block of a whole period of 2016, of which the rules look at the first and the last alone. */
function period(first: Header, last: Header, lastHeight: number): PowParent {
  const between = new Array<Header>(2014).fill({ time: 0, bits: last.bits });
  return chain([first, ...between, last], lastHeight - 2015);
}

const next = (parent: PowParent, retarget: BitcoinRetarget, blockTime = 0) =>
  getNextWorkRequired(parent, blockTime, { retarget, powLimit: MAIN_LIMIT });

describe('getNextWorkRequired, bitcoin', () => {
  // Real retargets of Bitcoin, the cases of Core's pow_tests get_next_work*.
  it.each([
    ['with no limit in the way', 32_255, 1_261_130_161, 1_262_152_739, 0x1d00ffff, 0x1d00d86a],
    ['at the limit of the network', 2_015, 1_231_006_505, 1_233_061_996, 0x1d00ffff, 0x1d00ffff],
    ['at a quarter of the timespan', 68_543, 1_279_008_237, 1_279_297_671, 0x1c05a3f4, 0x1c0168fd],
    ['at four times the timespan', 46_367, 1_263_163_443, 1_269_211_443, 0x1c387f6f, 0x1d00e1fd],
  ])('retargets %s', (_name, height, firstTime, lastTime, bits, expected) => {
    const parent = period({ time: firstTime, bits }, { time: lastTime, bits }, height);
    expect(next(parent, MAIN)).toBe(expected);
  });

  // Four times this mantissa just fits, so that one second more or less shows in the new bits.
  const FINE = 0x1b1fffff;
  const afterTimespan = (timespan: number) =>
    next(period({ time: 0, bits: FINE }, { time: timespan, bits: FINE }, 4031), MAIN);

  it('counts no timespan shorter than a quarter', () => {
    expect(afterTimespan(TWO_WEEKS / 4 - 1)).toBe(afterTimespan(TWO_WEEKS / 4));
    expect(afterTimespan(TWO_WEEKS / 4 + 1)).not.toBe(afterTimespan(TWO_WEEKS / 4));
    expect(afterTimespan(-1000)).toBe(afterTimespan(TWO_WEEKS / 4));
  });

  it('counts no timespan longer than four', () => {
    expect(afterTimespan(4 * TWO_WEEKS + 1)).toBe(afterTimespan(4 * TWO_WEEKS));
    expect(afterTimespan(4 * TWO_WEEKS - 1)).not.toBe(afterTimespan(4 * TWO_WEEKS));
  });

  it('measures the 2015 intervals within the period, not the one before it', () => {
    const before = { time: -1_000_000, bits: 0x1c387f6f };
    const blocks = new Array<Header>(2014).fill({ time: 5, bits: 0x1c387f6f });
    const parent = chain(
      [before, { time: 0, bits: 0x1c387f6f }, ...blocks, { time: TWO_WEEKS, bits: 0x1c387f6f }],
      2015,
    );
    expect(next(parent, MAIN)).toBe(0x1c387f6f);
  });

  it('keeps the bits within a period, however late a block is', () => {
    const parent = chain(
      [
        { time: 0, bits: 0x1c387f6f },
        { time: 600, bits: 0x1c05a3f4 },
      ],
      2016,
    );
    expect(next(parent, MAIN, 10_000_000)).toBe(0x1c05a3f4);
  });

  it('never changes the bits without retargeting', () => {
    const bits = 0x207fffff;
    const rules = { retarget: REGTEST, powLimit: 2n ** 255n - 1n };
    const blocks = Array.from({ length: 144 }, (_, height) => ({ time: height, bits }));
    expect(getNextWorkRequired(chain(blocks), 10_000_000, rules)).toBe(bits);
    expect(getNextWorkRequired(chain(blocks.slice(0, 143)), 10_000_000, rules)).toBe(bits);
  });
});

describe('getNextWorkRequired, bitcoin on test networks', () => {
  const REAL = 0x1c05a3f4;
  const OTHER = 0x1c387f6f;

  it('gives the easiest target to a block more than two spacings late', () => {
    const parent = chain([{ time: 1000, bits: REAL }], 2020);
    expect(next(parent, TESTNET, 1000 + 1200)).toBe(REAL);
    expect(next(parent, TESTNET, 1000 + 1201)).toBe(EASIEST);
  });

  it('goes back to the last block that was not easy', () => {
    const parent = chain(
      [OTHER, REAL, EASIEST, EASIEST].map((bits) => ({ time: 0, bits })),
      2018,
    );
    expect(next(parent, TESTNET)).toBe(REAL);
  });

  it('goes back to the first block of the period at most', () => {
    const blocks = [REAL, EASIEST, EASIEST].map((bits) => ({ time: 0, bits }));
    expect(next(chain(blocks, 2015), TESTNET)).toBe(EASIEST);
    expect(next(chain(blocks, 2014), TESTNET)).not.toBe(REAL);
    expect(next(chain(blocks, 2016), TESTNET)).toBe(REAL);
  });

  it('stays easy where there is no other block down to genesis', () => {
    expect(next(chain([EASIEST, EASIEST].map((bits) => ({ time: 0, bits }))), TESTNET)).toBe(EASIEST);
  });

  it('retargets from the last block, easy or not, but from the first with BIP94', () => {
    const parent = period({ time: 0, bits: REAL }, { time: TWO_WEEKS, bits: EASIEST }, 4031);
    expect(next(parent, TESTNET)).toBe(EASIEST);
    expect(next(parent, TESTNET4)).toBe(REAL);
  });

  it('retargets at the end of a period however late the block is', () => {
    const parent = period({ time: 0, bits: REAL }, { time: TWO_WEEKS, bits: REAL }, 4031);
    expect(next(parent, TESTNET4, 2 * TWO_WEEKS)).toBe(REAL);
  });
});

describe('isTimewarp', () => {
  const lastOfPeriod = chain([{ time: 10_000, bits: EASIEST }], 2015);

  it('refuses a period that starts more than 600 s before the last one ended', () => {
    expect(MAX_TIMEWARP).toBe(600);
    expect(isTimewarp(10_000 - 600, lastOfPeriod, TESTNET4)).toBe(false);
    expect(isTimewarp(10_000 - 601, lastOfPeriod, TESTNET4)).toBe(true);
  });

  it('looks at the first block of a period alone, and only with BIP94', () => {
    expect(isTimewarp(0, chain([{ time: 10_000, bits: EASIEST }], 2014), TESTNET4)).toBe(false);
    expect(isTimewarp(0, chain([{ time: 10_000, bits: EASIEST }], 2016), TESTNET4)).toBe(false);
    expect(isTimewarp(0, lastOfPeriod, TESTNET)).toBe(false);
    expect(isTimewarp(0, lastOfPeriod, { rule: 'asert-relative', targetSpacing: 15, halfLife: 300 })).toBe(
      false,
    );
  });
});

describe('getNextWorkRequired, asert', () => {
  const retarget: AsertRetarget = {
    rule: 'asert',
    targetSpacing: 600,
    halfLife: 172_800,
    anchor: { height: 10, bits: 0x1802aee8, parentTime: 5000 },
  };
  const nextAt = (height: number, time: number) =>
    getNextWorkRequired(chain([{ time, bits: 0x1801aaaa }], height), 0, { retarget, powLimit: MAIN_LIMIT });

  it('has the anchor’s bits up to the anchor', () => {
    expect(nextAt(0, 99)).toBe(0x1802aee8);
    expect(nextAt(9, 5000)).toBe(0x1802aee8);
  });

  it('counts from the anchor’s parent on', () => {
    expect(nextAt(10, 5600)).toBe(0x1802aee8);
    expect(nextAt(11, 6200)).toBe(0x1802aee8);
    expect(nextAt(12, 6800)).toBe(0x1802aee8);
    expect(nextAt(12, 6700)).toBeLessThan(0x1802aee8);
    expect(nextAt(12, 6900)).toBeGreaterThan(0x1802aee8);
    expect(nextAt(11, 6200 + retarget.halfLife)).toBe(encodeCompact(decodeCompact(0x1802aee8).target * 2n));
  });

  it('pays no heed to the bits of the parent: it can’t drift', () => {
    const rules = { retarget, powLimit: MAIN_LIMIT };
    const parents = [0x1801aaaa, 0x1d00ffff].map((bits) => chain([{ time: 7777, bits }], 12));
    expect(new Set(parents.map((parent) => getNextWorkRequired(parent, 0, rules))).size).toBe(1);
  });
});

describe('getNextWorkRequired, asert-relative', () => {
  const retarget: AsertRelativeRetarget = { rule: 'asert-relative', targetSpacing: 15, halfLife: 300 };
  const LIMIT = decodeCompact(0x1e0fffff).target;
  const BITS = 0x1c123456;

  const nextAfter = (elapsed: number, bits = BITS, blockTime = 0) => {
    const parent = chain(
      [
        { time: 100_000, bits: 0x1e0fffff },
        { time: 100_000 + elapsed, bits },
      ],
      7,
    );
    return getNextWorkRequired(parent, blockTime, { retarget, powLimit: LIMIT });
  };

  it('keeps the genesis block’s bits for the first block', () => {
    const genesis = chain([{ time: 100_000, bits: 0x1e0fffff }]);
    expect(getNextWorkRequired(genesis, 999_999, { retarget, powLimit: LIMIT })).toBe(0x1e0fffff);
  });

  it('keeps the target after exactly one spacing', () => {
    expect(nextAfter(15)).toBe(BITS);
    expect(nextAfter(14)).toBeLessThan(BITS);
    expect(nextAfter(16)).toBeGreaterThan(BITS);
  });

  it('counts a late block as one half-life at most', () => {
    expect(nextAfter(299)).toBeLessThan(nextAfter(300));
    expect(nextAfter(301)).toBe(nextAfter(300));
    expect(nextAfter(30 * 86_400)).toBe(nextAfter(300));
  });

  it('counts a block before its parent as one half-life at most', () => {
    expect(nextAfter(-299)).toBeGreaterThan(nextAfter(-300));
    expect(nextAfter(-301)).toBe(nextAfter(-300));
    expect(nextAfter(-86_400)).toBe(nextAfter(-300));
  });

  it('never passes the limit of the network, and never reaches 0', () => {
    expect(nextAfter(16, 0x1e0fffff)).toBe(0x1e0fffff);
    expect(nextAfter(-300, 0x01010000)).toBe(0x01010000);
  });

  it('leaves the new block’s own time out of it', () => {
    expect(nextAfter(20, BITS, 5)).toBe(nextAfter(20, BITS, 50_000));
  });

  it('is aserti3-2d with the parent as its anchor, within a half-life', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -300, max: 300 }),
        fc.integer({ min: 0x10008000, max: 0x107fffff }),
        (elapsed, bits) => {
          const progress = {
            referenceTarget: decodeCompact(bits).target,
            timeDifference: elapsed,
            heightDifference: 0,
          };
          expect(nextAfter(elapsed, bits)).toBe(encodeCompact(asertNextTarget(progress, retarget, LIMIT)));
        },
      ),
    );
  });

  it('evens out a time that was set wrong: too late by s, then right again, is as if it had been right', () => {
    fc.assert(
      fc.property(fc.integer({ min: -280, max: 280 }), (wrong) => {
        const target = (elapsed: number, bits: number) => nextAfter(elapsed, bits);
        const evenedOut = decodeCompact(target(15 - wrong, target(15 + wrong, BITS))).target;
        const right = decodeCompact(target(15, target(15, BITS))).target;
        expect(Math.abs(Number(evenedOut) / Number(right) - 1)).toBeLessThan(0.0005);
      }),
    );
  });
});
