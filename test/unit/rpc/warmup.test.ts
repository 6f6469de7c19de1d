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

  it('has its phases in the log, in the words that scripts wait for', () => {
    const lines: string[] = [];
    const warmup = createWarmup({ info: (line) => void lines.push(line) });
    warmup.enter('Loading block index…');
    warmup.finish();
    expect(lines).toEqual(['init message: Loading block index…', 'init message: Done loading']);
  });
});
