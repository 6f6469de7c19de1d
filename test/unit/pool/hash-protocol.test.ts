import { describe, expect, it } from 'vitest';
import {
  createSharedHashState,
  epochAfter,
  NO_EPOCH,
  openThreadLine,
} from '../../../src/pool/hash-protocol.ts';

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
  it('makes work stale where another epoch is wanted, for that thread alone', () => {
    const shared = createSharedHashState(2);
    const lines = [0, 1].map((thread) => openThreadLine(shared.buffer, thread));
    const permits = lines.map((line) => line.permit(7));
    const permitted = (): boolean[] => permits.map(({ word, value }) => Atomics.load(word, 0) === value);
    expect(lines.map((line) => line.isStale(7))).toEqual([true, true]);
    for (const thread of [0, 1]) shared.want(thread, 7);
    expect(lines.map((line) => line.isStale(7))).toEqual([false, false]);
    expect(permitted()).toEqual([true, true]);
    shared.want(1, 8);
    expect(lines.map((line) => line.isStale(7))).toEqual([false, true]);
    expect(permitted()).toEqual([true, false]);
  });
  it('wraps the epoch at 32 bits, past the one that has no work, and a thread sees the same number', () => {
    const epoch = epochAfter(2 ** 31 - 1);
    expect(epoch).toBe(-(2 ** 31));
    const shared = createSharedHashState(1);
    shared.want(0, epoch);
    expect(openThreadLine(shared.buffer, 0).isStale(epoch)).toBe(false);
    expect([epochAfter(NO_EPOCH), epochAfter(-2), epochAfter(-1)]).toEqual([1, -1, 1]);
  });
  it('shows what a thread works on since when', () => {
    const shared = createSharedHashState(2);
    openThreadLine(shared.buffer, 1).begin(7, 123n);
    expect(shared.thread(0)).toEqual({ hashes: 0, epoch: 0, startedNs: 0n });
    expect(shared.thread(1)).toEqual({ hashes: 0, epoch: 7, startedNs: 123n });
  });
});
