import { describe, expect, it } from 'vitest';
import { actOnScan, createScanSlot } from '../../../src/rpc/scan-slot.ts';

describe('createScanSlot', () => {
  it('runs one scan at a time, which others watch and end', async () => {
    const slot = createScanSlot(0);
    expect(slot.status()).toBeUndefined();
    expect(slot.abort()).toBe(false);
    let proceed = () => {};
    const gate = new Promise<void>((resolve) => {
      proceed = resolve;
    });
    const scan = slot.run(async ({ report, isAborted }) => {
      report(50);
      await gate;
      return isAborted();
    });
    expect(slot.status()).toBe(50);
    await expect(slot.run(async () => 1)).rejects.toThrow('Scan already in progress');
    expect(slot.abort()).toBe(true);
    proceed();
    expect(await scan).toBe(true);
    expect(slot.status()).toBeUndefined();
  });

  it('is free again after a scan that failed', async () => {
    const slot = createScanSlot('');
    await expect(slot.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await slot.run(async () => 1)).toBe(1);
  });
});

describe('actOnScan', () => {
  const actions = { show: (status: number) => ({ status }), start: async () => 'found' };

  it('tells of a running scan, ends it, or starts one', async () => {
    const slot = createScanSlot(7);
    expect(actOnScan('status', slot, actions)).toBeNull();
    expect(actOnScan('abort', slot, actions)).toBe(false);
    const running = actOnScan('start', slot, actions);
    expect(actOnScan('status', slot, actions)).toEqual({ status: 7 });
    expect(await running).toBe('found');
    expect(() => actOnScan('go', slot, actions)).toThrow("Invalid action 'go'");
  });
});
