import type Database from 'better-sqlite3';

/** Free bytes that a file keeps for what comes next. */
const SPARE_BYTES = 16 * 2 ** 20;

/** Pages given back in one go, some 10 ms: those in use are moved from the end of the file to its holes. */
const PAGES_AT_ONCE = 250;

/**
 * Gives a part of what is free in the file back to the file system, as long as it is more than a spare.
 * @returns false where there is nothing (more) to give back: the file is then cut off, or was made by a version whose
 *   files never shrink
 */
export function releaseSpace(db: Database.Database): boolean {
  const number = (pragma: string): number => Number(db.pragma(pragma, { simple: true }));
  const canShrink = number('auto_vacuum') !== 0;
  if (canShrink && number('freelist_count') * number('page_size') > SPARE_BYTES) {
    db.pragma(`incremental_vacuum(${PAGES_AT_ONCE})`);
    return true;
  }
  // The file is cut off when the log of changes is worked in.
  db.pragma('wal_checkpoint(PASSIVE)');
  return false;
}
