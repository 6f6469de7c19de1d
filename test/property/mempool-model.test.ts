import fc from 'fast-check';
import { it } from 'vitest';
import type { MempoolOptions } from '../../src/mempool/options.ts';
import { expectAlike } from '../helpers/model-mempool/compare.ts';
import { Undecided } from '../helpers/model-mempool/mempool.ts';
import { anyStep, type Step } from '../helpers/model-mempool/steps.ts';
import { openModelWorld, take } from '../helpers/model-mempool/world.ts';

/** Random lives of a mempool, each step of which a model of it takes, too. */

/** Few and small, so that limits are met often. */
const OPTIONS: Partial<MempoolOptions> = {
  limits: { clusterCount: 6, clusterVsize: 900 },
  expirySeconds: 4 * 3600,
};

/** Room for some eight transactions. */
const FULL = 24_000;

async function live(steps: readonly Step[], options: Partial<MempoolOptions>): Promise<void> {
  const world = await openModelWorld(options);
  for (const step of steps) {
    try {
      await take(world, step);
    } catch (error) {
      // The model can't tell how the life goes on.
      if (error instanceof Undecided) return;
      throw error;
    }
    expectAlike(world);
  }
}

/** Lives of each kind, unless NONCED_RUNS says another number. */
const RUNS = Number(process.env['NONCED_RUNS'] ?? 8);

const lives = fc.array(anyStep, { minLength: 40, maxLength: 140, size: 'max' });

it.each([
  ['has room', OPTIONS],
  ['is always full', { ...OPTIONS, maxBytes: FULL }],
])(
  'a mempool that %s holds what its model holds, whatever comes',
  async (_, options) => {
    const property = fc.asyncProperty(lives, (steps) => live(steps, options));
    // Ends the search for a smaller example in time to tell the one that it has.
    const shrinking = { interruptAfterTimeLimit: 90_000 + RUNS * 3_000, markInterruptAsFailure: true };
    await fc.assert(property, { numRuns: RUNS, ...shrinking });
  },
  120_000 + RUNS * 3_000,
);
