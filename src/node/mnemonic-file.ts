import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { diskFullError, isNoRoom } from '../store/disk-room.ts';
import type { MnemonicStore } from '../wallet/ports.ts';

/**
 * The default key's words in a file of their own, mode 0600 (its folder 0700): one line of words.
 * @param path - e.g. `<datadir>/<network>/wallets/default/mnemonic.txt`; made with its folder when first written
 */
export function createMnemonicFile(path: string): MnemonicStore {
  return {
    location: path,
    read: () => readIfThere(path),
    create: (words) => createOnce(path, `${words}\n`),
  };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * Writes a new file whole or not at all: link() refuses to replace a file, which rename() would do.
 * @throws DiskFullError; an Error with code EEXIST where the file is there already
 */
function createOnce(path: string, text: string): void {
  try {
    createWhole(path, text);
  } catch (error) {
    throw isNoRoom(error) ? diskFullError(`${path} can't be written`, error) : error;
  }
}

function createWhole(path: string, text: string): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeDurably(temporary, text);
    linkSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
  syncFolder(folder);
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, text);
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

function isErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
