import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCompact } from '../../../src/consensus/compact-target.ts';
import type { RetargetRule } from '../../../src/consensus/params.ts';
import { type ChainEnd, isPermittedTransition } from '../../../src/consensus/permitted-transition.ts';
import { getNextWorkRequired, type PowParent } from '../../../src/consensus/pow.ts';

const MAIN_LIMIT = 2n ** 224n - 1n;
const MAIN = {
  rule: 'bitcoin',
  targetSpacing: 600,
  targetTimespan: 1_209_600,
  allowMinDifficultyBlocks: false,
  noRetargeting: false,
  enforceBip94: false,
} as const;

const isPermitted = (
  height: number,
  [before, after]: readonly [number, number],
  retarget: RetargetRule = MAIN,
) =>
  isPermittedTransition(
    { bits: after, time: 0 },
    { height: height - 1, header: { bits: before, time: 0 } },
    { retarget, powLimit: MAIN_LIMIT },
  );

describe('isPermittedTransition, bitcoin', () => {
  // Core's pow_tests: real retargets, and one step beyond those that a limit cut off.
  it.each([
    [32_256, 0x1d00ffff, 0x1d00d86a, true],
    [2_016, 0x1d00ffff, 0x1d00ffff, true],
    [68_544, 0x1c05a3f4, 0x1c0168fd, true],
    [68_544, 0x1c05a3f4, 0x1c0168fc, false],
    [46_368, 0x1c387f6f, 0x1d00e1fd, true],
    [46_368, 0x1c387f6f, 0x1d00e1fe, false],
    [2_016, 0x1d00ffff, 0x1d010000, false],
  ])('at height %i from %i to %i: %s', (height, before, after, permitted) => {
    expect(isPermitted(height, [before, after])).toBe(permitted);
  });

  it('permits no change within a period', () => {
    expect(isPermitted(2_015, [0x1d00ffff, 0x1d00ffff])).toBe(true);
    expect(isPermitted(2_015, [0x1d00ffff, 0x1d00d86a])).toBe(false);
  });

  it('permits any change where late blocks may be easy, and none where the target never changes', () => {
    expect(isPermitted(1, [0x1c05a3f4, 0x1d00ffff], { ...MAIN, allowMinDifficultyBlocks: true })).toBe(true);
    expect(isPermitted(2_016, [0x1d00ffff, 0x1d00d86a], { ...MAIN, noRetargeting: true })).toBe(false);
  });
});

describe('isPermittedTransition', () => {
  const spacing = { targetSpacing: 600 };
  const rules = fc.constantFrom<RetargetRule>(
    // Short periods, so that chains have several.
    { ...MAIN, targetTimespan: 6_000 },
    { ...MAIN, targetTimespan: 6_000, enforceBip94: true },
    { ...MAIN, targetTimespan: 6_000, allowMinDifficultyBlocks: true },
    { rule: 'asert-relative', ...spacing, halfLife: 3_600 },
    { rule: 'asert', ...spacing, halfLife: 3_600, anchor: { height: 0, bits: 0x1c7fffff, parentTime: 0 } },
  );
  const times = fc.array(fc.integer({ min: -7_200, max: 20_000 }), { minLength: 1, maxLength: 60 });

  /** The end of the chain with what the check keeps of it. */
  const endOf = ({ height, header, parent }: PowParent): ChainEnd => ({
    height,
    header,
    ...(parent && { parent: { height: parent.height, header: parent.header } }),
  });

  it('permits what the rules ask for, at every block of any chain', () => {
    fc.assert(
      fc.property(rules, times, (retarget, steps) => {
        const powRules = { retarget, powLimit: MAIN_LIMIT };
        let tip: PowParent = { height: 0, header: { bits: 0x1c7fffff, time: 1_300_000_000 } };
        for (const step of steps) {
          const time = tip.header.time + step;
          const bits = getNextWorkRequired(tip, time, powRules);
          expect(isPermittedTransition({ bits, time }, endOf(tip), powRules)).toBe(true);
          tip = { height: tip.height + 1, header: { bits, time }, parent: tip };
        }
      }),
    );
  });

  it('permits nothing else where every block retargets', () => {
    const retarget = { rule: 'asert-relative', ...spacing, halfLife: 3_600 } as const;
    const powRules = { retarget, powLimit: MAIN_LIMIT };
    fc.assert(
      fc.property(
        fc.integer({ min: -7_200, max: 7_200 }),
        fc.bigInt({ min: 1n, max: MAIN_LIMIT }),
        (step, target) => {
          const parent = { height: 8, header: { bits: 0x1c7fffff, time: 1_000_000 } };
          const end = { height: 9, header: { bits: 0x1c7fffff, time: 1_000_000 + step }, parent };
          const bits = encodeCompact(target);
          expect(isPermittedTransition({ bits, time: 0 }, end, powRules)).toBe(
            bits === getNextWorkRequired(end, 0, powRules),
          );
        },
      ),
    );
  });
});
