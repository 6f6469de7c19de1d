import { describe, expect, it } from 'vitest';
import { createSharedHashState, openThreadLine } from '../../../src/pool/hash-protocol.ts';

describe('the shared memory of a pool', () => {
  it('counts for each thread alone, past 32 bits', () => {
    const shared = createSharedHashState(3);
    const lines = [0, 1, 2].map((thread) => openThreadLine(shared.buffer, thread));
    lines[1]?.addHashes(2 ** 32 - 1);
    lines[1]?.addHashes(5);
    lines[2]?.addHashes(1);
    expect([0, 1, 2].map((thread) => shared.thread(thread).hashes)).toEqual([0, 2 ** 32 + 4, 1]);
  });
  it('goes on counting where a thread was replaced', () => {
    const shared = createSharedHashState(1);
    openThreadLine(shared.buffer, 0).addHashes(10);
    openThreadLine(shared.buffer, 0).addHashes(1);
    expect(shared.thread(0).hashes).toBe(11);
  });
  it('makes work stale with the next epoch, for every thread', () => {
    const shared = createSharedHashState(2);
    const lines = [0, 1].map((thread) => openThreadLine(shared.buffer, thread));
    const epoch = shared.nextEpoch();
    expect(lines.map((line) => line.isStale(epoch))).toEqual([false, false]);
    expect(shared.nextEpoch()).not.toBe(epoch);
    expect(lines.map((line) => line.isStale(epoch))).toEqual([true, true]);
  });
  it('wraps the epoch at 32 bits, and a thread sees the same number', () => {
    const shared = createSharedHashState(1);
    new Int32Array(shared.buffer)[0] = 2 ** 31 - 1;
    const epoch = shared.nextEpoch();
    expect(epoch).toBe(-(2 ** 31));
    expect(shared.epoch()).toBe(epoch);
    expect(openThreadLine(shared.buffer, 0).isStale(epoch)).toBe(false);
  });
  it('shows what a thread works on since when', () => {
    const shared = createSharedHashState(2);
    openThreadLine(shared.buffer, 1).begin(7, 123n);
    expect(shared.thread(0)).toEqual({ hashes: 0, epoch: 0, startedNs: 0n });
    expect(shared.thread(1)).toEqual({ hashes: 0, epoch: 7, startedNs: 123n });
  });
});
