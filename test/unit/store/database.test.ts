import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openDatabase, wrapErrors } from '../../../src/store/database.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { DiskFullError } from '../../../src/util/disk-full-error.ts';
import { temporaryStorePath } from '../../helpers/test-chain.ts';

const STEPS = ['CREATE TABLE first (a)', 'CREATE TABLE second (b); INSERT INTO second VALUES (7)'];

/** Opens a database, and gathers what it tells on its own. */
function open(path: string, migrations: readonly string[] = STEPS) {
  const notices: string[] = [];
  const db = openDatabase({ path, migrations, cacheMiB: 4, onNotice: (text) => notices.push(text) });
  return { db, notices };
}

const tables = (db: Database.Database) =>
  db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all();

/** Files as a killed process leaves them: what was committed last is in the WAL alone. */
function leaveWal(path: string, rows = 10): void {
  const { db } = open(path);
  const insert = db.prepare('INSERT INTO first VALUES (?)');
  for (let i = 0; i < rows; i++) insert.run(Buffer.alloc(3000, i));
  for (const suffix of ['', '-wal']) copyFileSync(`${path}${suffix}`, `${path}${suffix}.copy`);
  db.close();
  for (const suffix of ['', '-wal']) copyFileSync(`${path}${suffix}.copy`, `${path}${suffix}`);
}

/** Overwrites bytes of a file, as a failing disk does. */
function damage(path: string, offset: number, length: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(length, 0xa5), 0, length, offset);
  closeSync(file);
}

describe('openDatabase', () => {
  it('makes the folder and the newest schema', () => {
    const path = temporaryStorePath();
    const { db, notices } = open(path);
    expect(tables(db)).toEqual(['first', 'second']);
    expect(db.pragma('user_version', { simple: true })).toBe(2);
    expect(notices).toEqual([]);
    db.close();
  });

  it('makes every commit durable before it returns', () => {
    const { db } = open(temporaryStorePath());
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    db.close();
  });

  it('brings an older schema up to the newest, and keeps what is there', () => {
    const path = temporaryStorePath();
    const { db } = open(path, STEPS.slice(0, 1));
    db.exec('INSERT INTO first VALUES (42)');
    db.close();
    const { db: again } = open(path);
    expect(again.prepare('SELECT a FROM first').pluck().all()).toEqual([42]);
    expect(again.prepare('SELECT b FROM second').pluck().all()).toEqual([7]);
    again.close();
    const { db: third } = open(path);
    expect(third.prepare('SELECT b FROM second').pluck().all()).toEqual([7]);
    third.close();
  });

  it('leaves the old schema where a step fails half-way', () => {
    const path = temporaryStorePath();
    open(path, STEPS.slice(0, 1)).db.close();
    const failing = [...STEPS.slice(0, 1), 'CREATE TABLE second (b); INSERT INTO third VALUES (7)'];
    expect(() => open(path, failing)).toThrow(StoreError);
    const { db } = open(path, STEPS.slice(0, 1));
    expect(tables(db)).toEqual(['first']);
    expect(db.pragma('user_version', { simple: true })).toBe(1);
    db.close();
  });

  it('refuses a newer schema, and leaves it as it is', () => {
    const path = temporaryStorePath();
    open(path).db.close();
    const before = readFileSync(path);
    expect(() => open(path, STEPS.slice(0, 1))).toThrow(
      `database ${path} has schema 2, this version knows 1: it was written by a newer nonced, start that one`,
    );
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('checks a file that was not closed, and goes on with what was committed', () => {
    const path = temporaryStorePath();
    leaveWal(path);
    const { db, notices } = open(path);
    expect(notices).toEqual([`${path} was not closed cleanly: checking it`]);
    expect(db.prepare('SELECT count(*) FROM first').pluck().get()).toBe(10);
    db.close();
    expect(existsSync(`${path}-wal`)).toBe(false);
    expect(open(path).notices).toEqual([]);
  });

  it('goes on without the part of the WAL that was not committed', () => {
    const path = temporaryStorePath();
    leaveWal(path);
    const { size } = statSync(`${path}-wal`);
    writeFileSync(`${path}-wal`, readFileSync(`${path}-wal`).subarray(0, size - 100));
    const { db } = open(path);
    expect(db.prepare('SELECT count(*) FROM first').pluck().get()).toBe(9);
    db.close();
  });

  it('refuses a damaged file with advice, as often as it is tried', () => {
    const path = temporaryStorePath();
    const { db } = open(path);
    const insert = db.prepare('INSERT INTO first VALUES (?)');
    db.transaction(() => {
      for (let i = 0; i < 2000; i++) insert.run(Buffer.alloc(200, i));
    })();
    db.close();
    leaveWal(path);
    damage(path, 5 * 4096, 8 * 4096);
    for (let attempt = 0; attempt < 3; attempt++) {
      const refused = captureError(() => open(path));
      expect(refused).toBeInstanceOf(StoreError);
      expect(refused.message).toMatch(/^database .*chain\.sqlite .*(damaged|malformed)/s);
      expect(refused.message).toContain('Restore a copy of its folder, or remove the folder to start anew.');
    }
  });

  it.each([
    ['is no database', 'this is no database, but long enough to be taken for one '.repeat(100)],
    ['has a damaged first page', undefined],
  ])('refuses a file that %s with advice', (_, content) => {
    const path = temporaryStorePath();
    mkdirSync(dirname(path), { recursive: true });
    if (content !== undefined) writeFileSync(path, content);
    else {
      open(path).db.close();
      damage(path, 0, 2048);
    }
    const refused = captureError(() => open(path));
    expect(refused).toBeInstanceOf(StoreError);
    expect(refused.message).toContain(`database ${path}`);
    expect(refused.message).toContain('Restore a copy of its folder');
  });

  it.each([
    ['the file is a folder', (path: string) => mkdirSync(path, { recursive: true })],
    ['a file is where its folder should be', (path: string) => writeFileSync(dirname(path), '')],
  ])('says so where %s', (_, spoil) => {
    const path = temporaryStorePath();
    spoil(path);
    const refused = captureError(() => open(path));
    expect(refused).toBeInstanceOf(StoreError);
    expect(refused.message).toContain(dirname(path));
  });
});

describe('wrapErrors', () => {
  it.each([
    new Error('Could not locate the bindings file. Tried:\n → /x/better_sqlite3.node'),
    Object.assign(new Error('invalid ELF header'), { code: 'ERR_DLOPEN_FAILED' }),
  ])('says how to make the binary of the database where there is none: %s', (missing) => {
    const fail = () => {
      throw missing;
    };
    const error = captureError(() => wrapErrors('x', fail));
    expect(error).toBeInstanceOf(StoreError);
    expect(error.message).toMatch(
      /^better-sqlite3, the database, has no binary .*"npm rebuild better-sqlite3"/,
    );
  });

  it('names the file and the cause where SQLite fails', () => {
    const failure = captureError(() =>
      wrapErrors('/data/chain.sqlite', () => new Database(':memory:').exec('SELECT 1 FROM nowhere')),
    );
    expect(failure).toBeInstanceOf(StoreError);
    expect(failure.message).toBe('database /data/chain.sqlite: no such table: nowhere (SQLITE_ERROR)');
    expect(failure.cause).toBeInstanceOf(Database.SqliteError);
  });

  it('lets other faults pass as what they are', () => {
    const fault = new TypeError('fault');
    const fail = (): never => {
      throw fault;
    };
    expect(captureError(() => wrapErrors('x', fail))).toBe(fault);
  });

  it('tells a full disk from all else, and leaves no transaction open', () => {
    const path = temporaryStorePath();
    const { db } = open(path);
    db.pragma('max_page_count = 8');
    const insert = db.prepare('INSERT INTO first VALUES (zeroblob(?))');
    const fill = db.transaction(() => {
      insert.run(1);
      insert.run(100_000);
    });
    const error = captureError(() => wrapErrors(path, () => fill.immediate()));
    expect(error).toBeInstanceOf(DiskFullError);
    expect(error.message).toBe(
      `Disk space is too low! database ${path}: database or disk is full (SQLITE_FULL)`,
    );
    expect(db.inTransaction).toBe(false);
    db.pragma('max_page_count = 1000');
    expect(db.prepare('SELECT count(*) FROM first').pluck().get()).toBe(0);
    fill.immediate();
    expect(db.prepare('SELECT count(*) FROM first').pluck().get()).toBe(2);
    db.close();
  });

  it.each(['SQLITE_IOERR_WRITE', 'SQLITE_IOERR_SHMSIZE'])(
    '%s is no full disk where there is room',
    (code) => {
      const path = temporaryStorePath();
      open(path).db.close();
      const fail = () => {
        throw new Database.SqliteError('disk I/O error', code);
      };
      expect(captureError(() => wrapErrors(path, fail))).toBeInstanceOf(StoreError);
    },
  );

  it('says what to do where the file may not be written', () => {
    const path = temporaryStorePath();
    open(path).db.close();
    const db = new Database(path, { readonly: true });
    expect(captureError(() => wrapErrors(path, () => db.exec('DELETE FROM first'))).message).toMatch(
      /\(SQLITE_READONLY\)\. Check the permissions of the file and of its folder\.$/,
    );
    db.close();
  });
});

function captureError(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}
