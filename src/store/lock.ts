import Database from 'better-sqlite3';
import { wrapErrors } from './database.ts';

/** Holds a folder for this process alone. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes the lock file of a folder, or returns undefined where another process holds it. The lock is an
 * exclusive transaction on an empty database: the system frees it at once when its holder dies.
 * @param path - the lock file, in a folder that is there; it stays behind, empty
 * @throws StoreError where the file can't be used
 */
export function lockFolder(path: string): FolderLock | undefined {
  return wrapErrors(path, () => takeLock(path));
}

function takeLock(path: string): FolderLock | undefined {
  const db = new Database(path, { timeout: 0 });
  try {
    // Nothing is ever written: without this SQLite would leave a journal beside the lock.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
  return {
    release() {
      db.close();
    },
  };
}
