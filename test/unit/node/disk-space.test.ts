import { describe, expect, it } from 'vitest';
import { createDiskSpace } from '../../../src/node/disk-space.ts';
import { DiskFullError } from '../../../src/util/disk-full-error.ts';
import { recordingLog } from '../../helpers/rpc.ts';
import { createManualTimers } from '../../helpers/test-mempool.ts';

const FULL = new DiskFullError('no room here');

/** A state whose disk, clock and timers are the test's. */
function setUp() {
  const disk = { isFull: false, now: 0 };
  const timers = createManualTimers();
  const logged: string[] = [];
  const space = createDiskSpace({
    requireRoom: () => {
      if (disk.isFull) throw FULL;
    },
    hasRoomAgain: () => !disk.isFull,
    clock: { monotonicMs: () => disk.now },
    timers,
    log: recordingLog(logged),
  });
  /** Fills the disk and lets a write fail. */
  const fill = () => {
    disk.isFull = true;
    space.noteFull(FULL);
  };
  const nextLook = () => [...timers.waiting].map(({ delayMs }) => delayMs);
  return { disk, timers, logged, space, fill, nextLook };
}

describe('createDiskSpace', () => {
  it('lets everything be written until a write finds no room', () => {
    const { space, timers, logged } = setUp();
    space.require();
    space.look();
    expect({ notice: space.notice(), logged, timers: timers.waiting.size }).toEqual({
      notice: undefined,
      logged: [],
      timers: 0,
    });
  });

  it('refuses what is to be written while the disk is full, says why once, and what to do', () => {
    const { space, fill, logged } = setUp();
    fill();
    fill();
    expect(space.notice()).toMatch(/^no room here\. Nothing is written: .* Make room on that disk/);
    expect(() => space.require()).toThrow(new DiskFullError(space.notice() ?? ''));
    expect(() => space.require()).toThrow(DiskFullError);
    expect(logged).toEqual([expect.stringContaining('no room here')]);
  });

  it('looks again after one second, and ever more rarely up to thirty', () => {
    const { fill, timers, nextLook } = setUp();
    fill();
    const delays: number[] = [];
    for (let look = 0; look < 8; look++) {
      delays.push(...nextLook());
      timers.runAll();
    }
    expect(delays).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('goes on by itself when there is room, and says so', async () => {
    const { space, disk, fill, timers, logged } = setUp();
    const called: string[] = [];
    space.onRoom(() => called.push('first'));
    space.onRoom(() => called.push('second'));
    fill();
    const room = space.room().then(() => called.push('who waited'));
    timers.runAll();
    expect(called).toEqual([]);
    disk.isFull = false;
    timers.runAll();
    await room;
    await space.room();
    space.require();
    expect(called).toEqual(['first', 'second', 'who waited']);
    expect([space.notice(), timers.waiting.size, logged.at(-1)]).toEqual([
      undefined,
      0,
      expect.stringContaining('There is room on the disk again'),
    ]);
  });

  it('waits on where the first thing that is written then finds no room again', () => {
    const { space, disk, fill, timers, nextLook } = setUp();
    const called: string[] = [];
    space.onRoom(() => {
      called.push('first');
      if (called.length === 1) fill();
    });
    space.onRoom(() => called.push('second'));
    fill();
    disk.isFull = false;
    timers.runAll();
    expect(called).toEqual(['first']);
    // Not as often as at first: the disk was not emptied.
    expect(nextLook()).toEqual([2000]);
    disk.isFull = false;
    timers.runAll();
    expect(called).toEqual(['first', 'first', 'second']);
  });

  it('looks as often as at first where there was room for a while', () => {
    const { disk, fill, timers, nextLook } = setUp();
    fill();
    timers.runAll();
    disk.isFull = false;
    timers.runAll();
    disk.now += 60_000;
    fill();
    expect(nextLook()).toEqual([1000]);
  });

  it('is full where a look finds it so', () => {
    const { space, disk } = setUp();
    disk.isFull = true;
    space.look();
    expect(() => space.require()).toThrow(DiskFullError);
  });

  it('looks no more once it is closed', () => {
    const { space, fill, timers } = setUp();
    fill();
    space.close();
    expect(timers.waiting.size).toBe(0);
  });
});
