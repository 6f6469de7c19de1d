import { describe, expect, it } from 'vitest';
import type { SyncState } from '../../../src/index/sync.ts';
import { roomyIndexThread } from '../../../src/node/roomy-index-thread.ts';
import { DiskFullError } from '../../../src/util/disk-full-error.ts';

const SYNC = { kind: 'sync', milliseconds: 1 } as const;

/** A thread that is at the end of the chain after so many tasks, on a disk that is full when the test says so. */
function setUp(tasks: number) {
  const disk = { isFull: false };
  let done = 0;
  const thread = roomyIndexThread(
    {
      run: async (): Promise<SyncState> => ({ tips: {}, isCurrent: ++done >= tasks }),
      close: async () => {},
    },
    () => {
      if (disk.isFull) throw new DiskFullError('no room');
    },
  );
  return { thread, disk, done: () => done };
}

describe('roomyIndexThread', () => {
  it('does not go on with a long work while the disk is full, and goes on when there is room', async () => {
    const { thread, disk, done } = setUp(3);
    await thread.run(SYNC);
    disk.isFull = true;
    await expect(thread.run(SYNC)).rejects.toThrow(DiskFullError);
    expect(done()).toBe(1);
    disk.isFull = false;
    await thread.run(SYNC);
    expect(await thread.run(SYNC)).toMatchObject({ isCurrent: true });
  });

  it('is asked at the end of the chain however full the disk is, and can be closed', async () => {
    const { thread, disk } = setUp(1);
    await thread.run(SYNC);
    disk.isFull = true;
    expect(await thread.run(SYNC)).toMatchObject({ isCurrent: true });
    await thread.run({ kind: 'close', milliseconds: 0 });
    await thread.close();
  });
});
