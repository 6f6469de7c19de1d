import { readdirSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  diskFullError,
  hasRoom,
  hasRoomForTrial,
  isNoRoom,
  requireFreeBytes,
} from '../../../src/store/disk-room.ts';
import { DiskFullError } from '../../../src/util/disk-full-error.ts';
import { temporaryStorePath } from '../../helpers/test-chain.ts';

const folder = () => dirname(dirname(temporaryStorePath()));

const free = (path: string): number => {
  const { bsize, bavail } = statfsSync(path);
  return bsize * bavail;
};

describe('requireFreeBytes', () => {
  it('takes what is there, and any disk where nothing is to stay free', () => {
    requireFreeBytes(folder(), 1);
    requireFreeBytes('/no/such/folder', 0);
  });

  it('leaves it to the write itself to say what else is wrong', () => {
    requireFreeBytes('/no/such/folder', 1);
  });

  it('refuses a disk with less, and says how much there is', () => {
    const path = folder();
    expect(() => requireFreeBytes(path, 2 * free(path))).toThrow(DiskFullError);
    expect(() => requireFreeBytes(path, 2 ** 70)).toThrow(
      /^Disk space is too low! [\d.]+ MiB are free on the disk of \S+, \d+ MiB are to stay free \(-diskreserve\)$/,
    );
  });
});

describe('hasRoom', () => {
  it('asks for something to spare, and leaves nothing behind', () => {
    const path = folder();
    expect(hasRoom(path, 0)).toBe(true);
    expect(hasRoom(path, 2 * free(path))).toBe(false);
    expect(readdirSync(path)).toEqual([]);
  });
});

describe('hasRoomForTrial', () => {
  it('says nothing of what fails otherwise', () => {
    expect(hasRoomForTrial('/no/such/folder')).toBe(true);
  });
});

describe('isNoRoom', () => {
  it.each([
    ['ENOSPC', true],
    ['EDQUOT', true],
    ['EIO', false],
  ])('of %s is %s', (code, expected) => {
    expect(isNoRoom(Object.assign(new Error('write'), { code }))).toBe(expected);
  });

  it('is false of what is no error of the system', () => {
    expect(isNoRoom(new Error('ENOSPC'))).toBe(false);
    expect(isNoRoom('ENOSPC')).toBe(false);
  });
});

describe('diskFullError', () => {
  it('begins with the words by which it is known', () => {
    expect(diskFullError('the file', undefined).message).toBe('Disk space is too low! the file');
  });
});
