import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder } from '../store/lock.ts';

/** A folder for temporary files that is this process's alone, until it removes it. */
export interface OwnFolder {
  readonly path: string;
  remove(): void;
}

/** The lock in it, which the system frees when its owner dies. */
const LOCK = '.owner';

/**
 * A new folder. Those of the same prefix are removed whose owner was killed before it could do so.
 * @param parent - where it is made: the system's folder for such, unless given
 */
export function makeOwnFolder(prefix: string, parent = tmpdir()): OwnFolder {
  for (const entry of readdirSync(parent, { withFileTypes: true })) {
    if (entry.isDirectory() && entry.name.startsWith(prefix)) removeIfLeft(join(parent, entry.name));
  }
  const path = mkdtempSync(join(parent, prefix));
  const lock = lockFolder(join(path, LOCK));
  return {
    path,
    remove() {
      lock?.release();
      rmSync(path, { recursive: true, force: true });
    },
  };
}

function removeIfLeft(path: string): void {
  const lockFile = join(path, LOCK);
  // One without a lock was made just now, is somebody else's, or was not made here.
  if (!existsSync(lockFile)) return;
  try {
    const lock = lockFolder(lockFile);
    if (!lock) return;
    lock.release();
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Another start removes it, too, or one of its owner's children still ends: then the next start does.
  }
}
