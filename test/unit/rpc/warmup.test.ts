import { describe, expect, it } from 'vitest';
import { createWarmup } from '../../../src/rpc/warmup.ts';

describe('createWarmup', () => {
  it('names the phase until it is finished', () => {
    const warmup = createWarmup();
    expect(warmup.phase()).toBe('RPC server started');
    warmup.enter('Loading block index…');
    expect(warmup.phase()).toBe('Loading block index…');
    warmup.finish();
    expect(warmup.phase()).toBeUndefined();
  });
});
