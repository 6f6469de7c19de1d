import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { diskFullError, isNoRoom } from '../store/disk-room.ts';
import type { MnemonicStore } from '../wallet/ports.ts';
import { createFileDurably, readIfThere } from './durable-file.ts';

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

/**
 * Writes a new file whole or not at all.
 * @throws DiskFullError; an Error with code EEXIST where the file is there already
 */
function createOnce(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw isNoRoom(error) ? diskFullError(`${path} can't be written`, error) : error;
  }
  createFileDurably(path, text);
}
