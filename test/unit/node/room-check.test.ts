import { describe, expect, it } from 'vitest';
import { createRoomCheck, unlessFull } from '../../../src/node/room-check.ts';
import { StartError } from '../../../src/node/start-error.ts';
import { DiskFullError } from '../../../src/util/disk-full-error.ts';
import { temporaryFolder } from '../../helpers/config-sources.ts';
import { recordingLog } from '../../helpers/rpc.ts';

const HUGE = 2 ** 60;

describe('createRoomCheck', () => {
  it('starts where there is more room than has to stay free', () => {
    const folder = temporaryFolder();
    const check = createRoomCheck(folder.path, 0);
    check.requireToStart();
    check.requireRoom();
    expect(check.hasRoomAgain()).toBe(true);
    folder.remove();
  });

  it('says what to do where there is less', () => {
    const check = createRoomCheck('/', HUGE);
    expect(() => check.requireToStart()).toThrow(StartError);
    expect(() => check.requireToStart()).toThrow(
      /^Disk space is too low! .* \(-diskreserve\)\. Make room on that disk, then start again\.$/,
    );
    expect(() => check.requireRoom()).toThrow(DiskFullError);
    expect(check.hasRoomAgain()).toBe(false);
  });
});

describe('unlessFull', () => {
  it('ends well without what there is no room for, and says so', async () => {
    const logged: string[] = [];
    await unlessFull(() => {
      throw new DiskFullError('no room');
    }, recordingLog(logged));
    expect(logged).toEqual(['warn Ending without what waited for room on the disk: no room']);
  });

  it('passes on what else fails', async () => {
    const fault = new Error('broken');
    await expect(unlessFull(() => Promise.reject(fault), recordingLog([]))).rejects.toBe(fault);
  });
});
