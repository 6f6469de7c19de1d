import { closeSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DiskFullError } from '../util/disk-full-error.ts';

/** How much room there is on the disk of a folder. */

const MIB = 2 ** 20;

/** The words with which Core begins, too. @source Bitcoin Core src/node/blockstorage.cpp FindNextBlockPos */
const TOO_LOW = 'Disk space is too low!';

/** What is written to see whether anything can be. */
const TRIAL_BYTES = 64 * 1024;
/** What has to be free beside, so that what comes next does not fill the disk at once. */
const SPARE_BYTES = MIB;

const TRIAL_FILE = '.room';

/**
 * Bytes that this process may still write there; Infinity where the file system does not say, or fails: what is written
 * then says why.
 */
function freeBytes(folder: string): number {
  try {
    const { bsize, blocks, bavail } = statfsSync(folder);
    return blocks === 0 ? Number.POSITIVE_INFINITY : bsize * bavail;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** @throws DiskFullError where fewer bytes than the reserve are free on the folder's disk */
export function requireFreeBytes(folder: string, reserveBytes: number): void {
  if (reserveBytes === 0) return;
  const free = freeBytes(folder);
  if (free >= reserveBytes) return;
  throw new DiskFullError(
    `${TOO_LOW} ${mib(free)} MiB are free on the disk of ${folder}, ${mib(reserveBytes)} MiB are to stay free (-diskreserve)`,
  );
}

/** True where so many bytes and some to spare are free there, and a file can be written. */
export function hasRoom(folder: string, bytes: number): boolean {
  return freeBytes(folder) >= bytes + SPARE_BYTES && hasRoomForTrial(folder);
}

/** The error of a write that found no room. @param what - names the file, and whose words those are */
export function diskFullError(what: string, cause: unknown): DiskFullError {
  return new DiskFullError(`${TOO_LOW} ${what}`, { cause });
}

/** True where the system says of a write that there is no room, or none within a quota. */
export function isNoRoom(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

/** Writes a small file durably and removes it: false where there is no room for it. What fails otherwise is not said here. */
export function hasRoomForTrial(folder: string): boolean {
  const path = join(folder, TRIAL_FILE);
  try {
    writeTrial(path);
  } catch (error) {
    return !isNoRoom(error);
  } finally {
    removeIfPossible(path);
  }
  return true;
}

function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The disk has other trouble, which the next write will tell of.
  }
}

function writeTrial(path: string): void {
  const file = openSync(path, 'w', 0o600);
  try {
    const bytes = Buffer.alloc(TRIAL_BYTES, 0x5a);
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Rounded down: less than the reserve never looks like it. */
function mib(bytes: number): string {
  return (Math.floor((10 * bytes) / MIB) / 10).toString();
}
