import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { diskFullError, isNoRoom } from '../store/disk-room.ts';

/** Small files that are on disk, whole or not at all, when the call returns; for the owner alone. */

/** The text of a file; undefined where there is none. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a file that replaces one of that name. @throws DiskFullError */
export function replaceFileDurably(path: string, text: string): void {
  write(path, text, renameSync);
}

/** Writes a new file. @throws DiskFullError; an Error with code EEXIST where there is one already */
export function createFileDurably(path: string, text: string): void {
  // link() refuses to replace a file, which rename() would do.
  write(path, text, linkSync);
}

function write(path: string, text: string, put: (temporary: string, path: string) => void): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeAndSync(temporary, text);
    put(temporary, path);
    syncFolder(dirname(path));
  } catch (error) {
    throw isNoRoom(error) ? diskFullError(`${path} can't be written`, error) : error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function writeAndSync(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes the new name itself durable; Windows can't open folders and needs it not. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
