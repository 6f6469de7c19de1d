import { describe, expect, it } from 'vitest';
import { createForwardTimers } from '../../../src/node/timers.ts';

const HOUR_MS = 3_600_000;

describe('createForwardTimers', () => {
  it('ends by itself, once', async () => {
    const timers = createForwardTimers();
    let ends = 0;
    await new Promise<void>((resolve) => {
      timers.after(1, () => {
        ends++;
        resolve();
      });
    });
    timers.forward(HOUR_MS);
    expect(ends).toBe(1);
  });

  it('ends what is due by the jump, in order, and nothing else', () => {
    const timers = createForwardTimers();
    const ended: string[] = [];
    timers.after(HOUR_MS, () => ended.push('later'));
    timers.after(HOUR_MS / 2, () => ended.push('sooner'));
    timers.after(3 * HOUR_MS, () => ended.push('last'));
    timers.after(HOUR_MS / 4, () => ended.push('cancelled'))();
    timers.forward(HOUR_MS);
    expect(ended).toEqual(['sooner', 'later']);
    timers.forward(2 * HOUR_MS);
    expect(ended).toEqual(['sooner', 'later', 'last']);
  });

  it('leaves alone what begins during the jump', () => {
    const timers = createForwardTimers();
    let ends = 0;
    const again = (): void => {
      ends++;
      timers.after(HOUR_MS / 2, again);
    };
    timers.after(HOUR_MS / 2, again);
    timers.forward(HOUR_MS);
    expect(ends).toBe(1);
  });
});
