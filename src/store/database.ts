import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from './store-error.ts';

/** WAL pages that make SQLite copy them back (4 KiB each): larger is faster in a sync, smaller bounds the file. */
const WAL_AUTOCHECKPOINT_PAGES = 4_000;

/** Bytes to which the WAL file is cut back after a checkpoint. */
const WAL_SIZE_LIMIT = 64 * 1024 * 1024;

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
  mkdirSync(dirname(path), { recursive: true });
  const uncleanStop = existsSync(`${path}-wal`);
  const db = wrapErrors(path, () => new Database(path));
  try {
    wrapErrors(path, () => {
      db.pragma('journal_mode = WAL');
      // In WAL mode better-sqlite3's default is NORMAL, which may lose the last commits with the power.
      db.pragma('synchronous = FULL');
      db.pragma(`wal_autocheckpoint = ${WAL_AUTOCHECKPOINT_PAGES}`);
      // Negative: KiB rather than pages.
      db.pragma(`cache_size = ${-1024 * cacheMiB}`);
      db.pragma(`journal_size_limit = ${WAL_SIZE_LIMIT}`);
      if (uncleanStop) checkIntegrity(db, path, onNotice);
      migrate(db, path, migrations);
    });
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Runs `work` and names the file where SQLite fails. @throws StoreError */
export function wrapErrors<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Database.SqliteError) {
      throw new StoreError(`database ${path}: ${error.message} (${error.code})`, { cause: error });
    }
    throw error;
  }
}

function checkIntegrity(db: Database.Database, path: string, onNotice: (message: string) => void): void {
  onNotice(`${path} was not closed cleanly: checking it`);
  const problems = db.pragma('quick_check') as readonly { readonly quick_check: string }[];
  const [first] = problems;
  if (first?.quick_check !== 'ok') {
    throw new StoreError(
      `database ${path} is damaged (${first?.quick_check}). Restore a copy of its folder, or remove the folder to start anew.`,
    );
  }
}

function migrate(db: Database.Database, path: string, migrations: readonly string[]): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > migrations.length) {
    throw new StoreError(
      `database ${path} has schema ${version}, this version knows ${migrations.length}: it was written by a newer nonced`,
    );
  }
  db.transaction(() => {
    for (const step of migrations.slice(version)) db.exec(step);
    db.pragma(`user_version = ${migrations.length}`);
  }).immediate();
}
