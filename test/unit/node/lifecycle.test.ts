import { describe, expect, it } from 'vitest';
import { createCleanup } from '../../../src/node/cleanup.ts';
import { createLifecycle } from '../../../src/node/lifecycle.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { DiskFullError } from '../../../src/util/disk-full-error.ts';
import { recordingLog } from '../../helpers/rpc.ts';

function setUp() {
  const logged: string[] = [];
  const noted: DiskFullError[] = [];
  const disk = { noteFull: (cause: DiskFullError) => void noted.push(cause) };
  const lifecycle = createLifecycle({ cleanup: createCleanup(), disk, log: recordingLog(logged) });
  return { lifecycle, logged, noted };
}

describe('createLifecycle', () => {
  it('ends with a fault of the store', async () => {
    const { lifecycle, logged } = setUp();
    const fault = new StoreError('disk I/O error');
    lifecycle.onFault(fault);
    expect(lifecycle.isStopping()).toBe(true);
    await expect(lifecycle.stopped).rejects.toBe(fault);
    expect(logged[0]).toContain('disk I/O error');
  });

  it('goes on where only the disk is full', async () => {
    const { lifecycle, noted } = setUp();
    const full = new DiskFullError('no room');
    lifecycle.onFault(full);
    expect({ stopping: lifecycle.isStopping(), noted }).toEqual({ stopping: false, noted: [full] });
    lifecycle.stop();
    await lifecycle.stopped;
  });
});
