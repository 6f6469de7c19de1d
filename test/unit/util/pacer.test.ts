import { describe, expect, it } from 'vitest';
import { createPacer } from '../../../src/util/pacer.ts';

describe('createPacer', () => {
  it('breathes once the thread was held for long, and not again before it was so once more', async () => {
    let now = 1_000;
    let breaths = 0;
    const pace = createPacer({ monotonicMs: () => now }, async () => {
      breaths++;
      now += 500;
    });
    const expectBreaths = async (after: number, count: number) => {
      now += after;
      await pace();
      expect(breaths).toBe(count);
    };
    await expectBreaths(0, 0);
    await expectBreaths(19, 0);
    await expectBreaths(1, 1);
    await expectBreaths(19, 1);
    await expectBreaths(1, 2);
  });
});
