import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openChainStore } from '../../../src/store/chain-store.ts';
import { openDatabase, wrapErrors } from '../../../src/store/database.ts';
import { DiskFullError } from '../../../src/util/disk-full-error.ts';
import { mountSmallDisk, NO_SMALL_DISK } from '../../helpers/small-disk.ts';
import { numberedHash } from '../../helpers/transactions.ts';

const MIB = 2 ** 20;
const PAGE = 4096;
/** What the WAL may grow to, see database.ts. */
const WAL_BOUND = 64 * MIB;
const AUTOCHECKPOINT_BYTES = 4_000 * PAGE;

/** Commits a block of 3,000 bytes; its tip is its number. */
function commitOf(store: Pick<ReturnType<typeof openChainStore>, 'commitChain'>, number: number): void {
  const hash = numberedHash(number);
  const block = { hash, bytes: Buffer.alloc(3000, number) };
  store.commitChain({ records: [], blocks: [block], undos: [], coins: [], tip: hash });
}

/** Runs it until it fails. @returns how often it did not, and the error */
function untilItFails(work: (number: number) => void, first = 1) {
  for (let number = first; ; number++) {
    try {
      work(number);
    } catch (error) {
      return { last: number - 1, error };
    }
  }
}

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

describe.skipIf(NO_SMALL_DISK !== undefined)(`a store on a full disk ${NO_SMALL_DISK ?? ''}`, () => {
  it('says so with any number of pages left, and has what was committed, then and later', () => {
    const disk = mountSmallDisk(2);
    const folder = join(disk.path, 'chainstate');
    const path = join(folder, 'chain.sqlite');
    const open = () => openChainStore({ path, cacheMiB: 4, onNotice: () => {} });
    for (let pages = 0; pages < 50; pages += 3) {
      disk.empty();
      rmSync(folder, { recursive: true, force: true });
      const store = open();
      commitOf(store, 1);
      disk.fill(pages * PAGE);
      const { last, error } = untilItFails((number) => commitOf(store, number), 2);
      expect(error, `${pages} pages left`).toBeInstanceOf(DiskFullError);
      expect(store.loadChain().tip).toEqual(numberedHash(last));
      expect(store.readBlock(numberedHash(last + 1))).toBeUndefined();
      store.close();
      // As full as it is, it opens or says why not.
      try {
        open().close();
      } catch (refusal) {
        expect(refusal, `${pages} pages left`).toBeInstanceOf(DiskFullError);
      }
      disk.empty();
      const again = open();
      expect(again.loadChain().tip).toEqual(numberedHash(last));
      commitOf(again, last + 1);
      again.close();
    }
  });

  it('a new one is not made, and is made later', () => {
    const disk = mountSmallDisk(2);
    const open = (name: string) =>
      openChainStore({ path: join(disk.path, name, 'chain.sqlite'), cacheMiB: 4, onNotice: () => {} });
    for (const pages of [0, 1, 2, 8, 10, 15]) {
      disk.fill(pages * PAGE);
      expect(() => open(`${pages}`), `${pages} pages left`).toThrow(DiskFullError);
      disk.empty();
      const store = open(`${pages}`);
      commitOf(store, 1);
      store.close();
    }
  });

  it('the WAL that can not be brought into the file stays within its bound, and is brought there later', () => {
    const disk = mountSmallDisk(40);
    const path = join(disk.path, 'data.sqlite');
    const db = openDatabase({ path, migrations: ['CREATE TABLE rows (a)'], cacheMiB: 4, onNotice: () => {} });
    const insert = db.prepare('INSERT INTO rows VALUES (zeroblob(100000))');
    const write = () => wrapErrors(path, () => insert.run());
    while (sizeOf(`${path}-wal`) < AUTOCHECKPOINT_BYTES - MIB) write();
    const file = sizeOf(path);
    disk.fill(3 * MIB);
    const { error } = untilItFails(write);
    expect(error).toBeInstanceOf(DiskFullError);
    const kept = countRows(db);
    expect(sizeOf(path)).toBeLessThan(file + 4 * MIB);
    expect(sizeOf(`${path}-wal`)).toBeLessThan(AUTOCHECKPOINT_BYTES + 4 * MIB);
    disk.empty();
    write();
    expect(sizeOf(path)).toBeGreaterThan(AUTOCHECKPOINT_BYTES / 2);
    for (let i = 0; i < 20; i++) write();
    expect(sizeOf(`${path}-wal`)).toBeLessThan(WAL_BOUND);
    expect(countRows(db)).toBe(kept + 21);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    db.close();
  });
});

function countRows(db: Database.Database): number {
  return db.prepare<[], number>('SELECT count(*) FROM rows').pluck().get() ?? 0;
}
