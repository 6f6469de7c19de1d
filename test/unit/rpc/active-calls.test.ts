import { describe, expect, it } from 'vitest';
import { createActiveCalls } from '../../../src/rpc/active-calls.ts';

describe('createActiveCalls', () => {
  it('lists what runs, with its time in microseconds, and forgets it however it ends', async () => {
    let nowMs = 5;
    const calls = createActiveCalls(() => nowMs);
    let finish = () => {};
    const waiting = calls.track('wait', () => new Promise<void>((resolve) => (finish = resolve)));
    const failing = calls.track('fail', async () => {
      throw new Error('no');
    });
    nowMs = 7.5;
    expect(calls.list()).toEqual([
      { method: 'wait', duration: 2500 },
      { method: 'fail', duration: 2500 },
    ]);
    await expect(failing).rejects.toThrow('no');
    expect(calls.list()).toEqual([{ method: 'wait', duration: 2500 }]);
    finish();
    await waiting;
    expect(calls.list()).toEqual([]);
  });
});
