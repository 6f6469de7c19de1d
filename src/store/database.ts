import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { diskFullError, hasRoomForTrial } from './disk-room.ts';
import { StoreError } from './store-error.ts';

/** WAL pages that make SQLite copy them back (4 KiB each): larger is faster in a sync, smaller bounds the file. */
const WAL_AUTOCHECKPOINT_PAGES = 4_000;

/** Bytes to which the WAL file is cut back after a checkpoint. */
const WAL_SIZE_LIMIT = 64 * 1024 * 1024;

/** What to do where a file holds what was not written. */
export const DAMAGE_ADVICE = 'Restore a copy of its folder, or remove the folder to start anew.';
/** SQLite may take a file for damaged that could only not be read. */
const READ_ADVICE = `Start again. If it stays so: ${DAMAGE_ADVICE}`;
const PERMISSION_ADVICE = 'Check the permissions of the file and of its folder.';

export interface DatabaseOptions {
  readonly path: string;
  /** Steps to the newest schema; see schema.ts. */
  readonly migrations: readonly string[];
  /** Memory for the pages of the file, MiB. */
  readonly cacheMiB: number;
  /** Told what the store does on its own, e.g. checking after a crash. */
  readonly onNotice: (message: string) => void;
}

/**
 * Opens (or makes) a database whose every commit is on disk when it returns, at the newest schema.
 * A left-over WAL means that the last writer did not close: the file is then checked.
 * @throws StoreError where the file is damaged, of a newer version, or can't be opened
 */
export function openDatabase({ path, migrations, cacheMiB, onNotice }: DatabaseOptions): Database.Database {
  makeFolder(dirname(path));
  if (existsSync(path) && existsSync(`${path}-wal`)) checkIntegrity(path, onNotice);
  const db = wrapErrors(path, () => new Database(path));
  try {
    wrapErrors(path, () => {
      // Lets the file shrink when much is deleted, which has to be said before its first page is written. It costs no
      // time: measured on blocks of 1 MB with 2,000 coins.
      if (db.pragma('page_count', { simple: true }) === 0) db.pragma('auto_vacuum = INCREMENTAL');
      db.pragma('journal_mode = WAL');
      // In WAL mode better-sqlite3's default is NORMAL, which may lose the last commits with the power.
      db.pragma('synchronous = FULL');
      db.pragma(`wal_autocheckpoint = ${WAL_AUTOCHECKPOINT_PAGES}`);
      // Negative: KiB rather than pages.
      db.pragma(`cache_size = ${-1024 * cacheMiB}`);
      db.pragma(`journal_size_limit = ${WAL_SIZE_LIMIT}`);
      migrate(db, path, migrations);
    });
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Runs `work`; where SQLite fails, names the file and says what to do. @throws StoreError, DiskFullError */
export function wrapErrors<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Database.SqliteError) {
      const { message, code } = error;
      if (isDiskFull(code, path)) throw diskFullError(`database ${path}: ${message} (${code})`, error);
      throw new StoreError(`database ${path}: ${message} (${code})${adviceFor(code)}`, { cause: error });
    }
    if (isBinaryMissing(error as Error)) throw new StoreError(BINARY_ADVICE, { cause: error });
    throw error;
  }
}

const BINARY_ADVICE =
  'better-sqlite3, the database, has no binary that runs here. "npm rebuild better-sqlite3" makes it; where no ' +
  'prebuilt one can be had, that takes python3, make and g++';

/** True where the package was installed without its native part, e.g. with --ignore-scripts, or for another system. */
function isBinaryMissing(error: Error & { readonly code?: string }): boolean {
  return error.code === 'ERR_DLOPEN_FAILED' || error.message.startsWith('Could not locate the bindings file');
}

/** The same for what is read while it is asked for: an iterator made anew each time. @throws StoreError, DiskFullError */
export function wrapIteration<T>(path: string, start: () => Iterator<T>): Iterable<T> {
  return {
    [Symbol.iterator]() {
      const iterator = wrapErrors(path, start);
      return {
        next: () => wrapErrors(path, () => iterator.next()),
        return: (value) => iterator.return?.(value) ?? { done: true, value },
      };
    },
  };
}

/**
 * Codes by which SQLite may mean a full disk: it asks for ENOSPC alone, so that a quota is none to it, and not where
 * it widens the shared memory of a WAL.
 */
const MAY_BE_FULL = ['SQLITE_IOERR_WRITE', 'SQLITE_IOERR_SHMSIZE'];

/**
 * True where a write found no room, after which nothing of its transaction is there: SQLite or better-sqlite3 took it
 * back, and the next one begins anew in the WAL.
 */
function isDiskFull(code: string, path: string): boolean {
  if (code === 'SQLITE_FULL') return true;
  return MAY_BE_FULL.includes(code) && !hasRoomForTrial(dirname(path));
}

/** What to do about a failure, by how SQLite's code for it starts. */
const ADVICE: readonly (readonly [string, string])[] = [
  ['SQLITE_CORRUPT', READ_ADVICE],
  ['SQLITE_NOTADB', DAMAGE_ADVICE],
  ['SQLITE_IOERR', 'Check the disk, then start again.'],
  ['SQLITE_BUSY', 'Close the other program that has the file open, then start again.'],
  ['SQLITE_READONLY', PERMISSION_ADVICE],
  ['SQLITE_CANTOPEN', PERMISSION_ADVICE],
  ['SQLITE_PERM', PERMISSION_ADVICE],
];

function adviceFor(code: string): string {
  const found = ADVICE.find(([start]) => code.startsWith(start));
  return found ? `. ${found[1]}` : '';
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new StoreError(`the folder ${folder} can't be made (${(error as Error).message})`, {
      cause: error,
    });
  }
}

/**
 * Checks a file that its last writer did not close. It is opened for reading alone: to close it otherwise would
 * take the WAL away, and with it what tells the next start that the check is due.
 * @throws StoreError
 */
function checkIntegrity(path: string, onNotice: (message: string) => void): void {
  onNotice(`${path} was not closed cleanly: checking it`);
  wrapErrors(path, () => {
    const db = new Database(path, { readonly: true });
    try {
      const result = db.pragma('quick_check', { simple: true });
      if (result !== 'ok') throw new StoreError(`database ${path} is damaged (${result}). ${DAMAGE_ADVICE}`);
    } finally {
      db.close();
    }
  });
}

function migrate(db: Database.Database, path: string, migrations: readonly string[]): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > migrations.length) {
    throw new StoreError(
      `database ${path} has schema ${version}, this version knows ${migrations.length}: it was written by a newer nonced, start that one`,
    );
  }
  db.transaction(() => {
    for (const step of migrations.slice(version)) db.exec(step);
    db.pragma(`user_version = ${migrations.length}`);
  }).immediate();
}
