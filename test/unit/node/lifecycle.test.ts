import { describe, expect, it } from 'vitest';
import { createCleanup } from '../../../src/node/cleanup.ts';
import { createLifecycle } from '../../../src/node/lifecycle.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { DiskFullError } from '../../../src/util/disk-full-error.ts';
import { InvariantError } from '../../../src/util/invariant.ts';
import { OperatorError } from '../../../src/util/operator-error.ts';
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
    await expect(lifecycle.stopped).rejects.toEqual(new OperatorError('disk I/O error', { cause: fault }));
    expect(logged[0]).toBe('error The node ends: disk I/O error');
  });

  it('ends with a fault of our own, whose place the log has', async () => {
    const { lifecycle, logged } = setUp();
    const fault = new InvariantError('two and two are five');
    lifecycle.onFault(fault);
    await expect(lifecycle.stopped).rejects.toBe(fault);
    expect(logged[0]).toMatch(/two and two are five.* at /s);
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
