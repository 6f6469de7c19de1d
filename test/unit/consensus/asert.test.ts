import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asertNextTarget } from '../../../src/consensus/asert.ts';
import { decodeCompact, encodeCompact } from '../../../src/consensus/compact-target.ts';
import { countVectors, hasVectors, readVectorFile } from '../../helpers/vectors.ts';

/** Bitcoin Cash's, for which the runs were made. */
const SCHEDULE = { targetSpacing: 600, halfLife: 172_800 };
const POW_LIMIT = 2n ** 224n - 1n;

const RUNS = Array.from({ length: 12 }, (_, i) => `run${String(i + 1).padStart(2, '0')}`);

interface Run {
  readonly anchor: { readonly height: bigint; readonly parentTime: bigint; readonly bits: number };
  readonly blocks: readonly { readonly height: bigint; readonly time: bigint; readonly nextBits: number }[];
}

/** A run: `## name: value` lines, then `iteration height time bits`, the bits being those of the next block. */
function readRun(name: string): Run {
  const lines = readVectorFile(`asert/${name}`).toString('utf8').trim().split('\n');
  const head = (pattern: RegExp) => {
    const line = lines.find((candidate) => candidate.startsWith('##') && pattern.test(candidate)) ?? '';
    return line.slice(line.lastIndexOf(':') + 1).trim();
  };
  const blocks = lines.filter((line) => /^\d/.test(line)).map((line) => line.split(/\s+/));
  expect(blocks).toHaveLength(Number(head(/iterations/)));
  return {
    anchor: {
      height: BigInt(head(/anchor height/)),
      parentTime: BigInt(head(/anchor (ancestor|parent) time/)),
      bits: Number(head(/anchor nBits/)),
    },
    blocks: blocks.map(([, height = '', time = '', bits]) => ({
      height: BigInt(height),
      time: BigInt(time),
      nextBits: Number(bits),
    })),
  };
}

describe('asertNextTarget', () => {
  // The heights of run10 pass 2^63; only their distance from the anchor counts.
  it.skipIf(!hasVectors('asert')).for(RUNS)('gives the targets of %s', (name, context) => {
    const { anchor, blocks } = readRun(name);
    for (const block of blocks) {
      const progress = {
        referenceTarget: decodeCompact(anchor.bits).target,
        timeDifference: Number(block.time - anchor.parentTime),
        heightDifference: Number(block.height - anchor.height),
      };
      expect(encodeCompact(asertNextTarget(progress, SCHEDULE, POW_LIMIT)), `height ${block.height}`).toBe(
        block.nextBits,
      );
    }
    countVectors(context, blocks.length);
  });

  const progressBy = (secondsBehind: number, referenceTarget = 2n ** 200n) => ({
    referenceTarget,
    timeDifference: SCHEDULE.targetSpacing + secondsBehind,
    heightDifference: 0,
  });

  it('doubles or halves exactly with each half-life', () => {
    const target = 2n ** 200n;
    expect(asertNextTarget(progressBy(0), SCHEDULE, POW_LIMIT)).toBe(target);
    expect(asertNextTarget(progressBy(3 * SCHEDULE.halfLife), SCHEDULE, POW_LIMIT)).toBe(8n * target);
    expect(asertNextTarget(progressBy(-3 * SCHEDULE.halfLife), SCHEDULE, POW_LIMIT)).toBe(target / 8n);
  });

  it('stops at the limit and at 1', () => {
    expect(asertNextTarget(progressBy(SCHEDULE.halfLife, POW_LIMIT / 2n), SCHEDULE, POW_LIMIT)).toBe(
      POW_LIMIT - 1n,
    );
    expect(asertNextTarget(progressBy(SCHEDULE.halfLife + 3, POW_LIMIT / 2n), SCHEDULE, POW_LIMIT)).toBe(
      POW_LIMIT,
    );
    expect(asertNextTarget(progressBy(-SCHEDULE.halfLife, 2n), SCHEDULE, POW_LIMIT)).toBe(1n);
    expect(asertNextTarget(progressBy(-SCHEDULE.halfLife, 1n), SCHEDULE, POW_LIMIT)).toBe(1n);
  });

  it('answers at once, at the limit or at 1, however far the schedule is off', () => {
    const sharp = { targetSpacing: 1, halfLife: 1 };
    expect(asertNextTarget(progressBy(0xffffffff), sharp, POW_LIMIT)).toBe(POW_LIMIT);
    expect(asertNextTarget(progressBy(-0xffffffff), sharp, POW_LIMIT)).toBe(1n);
  });

  it('is within 0.02 % of the real exponential', () => {
    const seconds = fc.integer({ min: -10 * SCHEDULE.halfLife, max: 10 * SCHEDULE.halfLife });
    fc.assert(
      fc.property(seconds, (secondsBehind) => {
        const target = asertNextTarget(progressBy(secondsBehind), SCHEDULE, POW_LIMIT);
        const exact = 2 ** 200 * 2 ** (secondsBehind / SCHEDULE.halfLife);
        expect(Math.abs(Number(target) / exact - 1)).toBeLessThan(0.0002);
      }),
    );
  });
});
