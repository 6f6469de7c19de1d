import { describe, expect, it } from 'vitest';
import { createScanSlot } from '../../../src/rpc/scan-slot.ts';

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
