import { existsSync, readFileSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import type { Daemon } from '../helpers/daemon.ts';

/**
 * How much memory and disk a daemon may take while it works, and where the bounds come from. A leak of a few hundred
 * bytes a block or a transaction passes them within hours.
 */

const KIB = 1024;
const MIB = 1024 * KIB;

/** The options that the bounds are for: small caches show a leak sooner. */
export const BOUNDED_ARGS = ['-dbcache=16', '-maxmempool=5', '-debug'];

/**
 * What the process may take: node.js with all modules is 110 MiB; pages and coins take what -dbcache says; the bytes of
 * the mempool are counted as Core counts them and cost up to four times that as objects; V8 lets some 128 MiB of garbage
 * lie before it looks, and blocks, answers and log lines on the way are garbage; the rest is the allocator's.
 */
const BASE_RSS = (110 + 16 + 4 * 5 + 128 + 32) * MIB;

/** Of each header in memory: the 0.6 KiB that the help of -dbcache tells of, and what the heap wastes. */
const RSS_PER_HEADER = 1 * KIB;

/** SQLite copies the WAL back at 4,000 pages of 4 KiB, and cuts it to 64 MiB after a longer transaction. */
const MAX_WAL = 64 * MIB;

/** Two log files of 50 MiB each. */
const MAX_LOG = 50 * MIB;

/** Of the pages of the database so much may be empty: B-trees are half full at worst, and pages are used again. */
const MAX_WASTE = 0.5;
/** A young file has a page or two for each table and index, however little is in them. */
const SMALL_DATABASE = 4 * MIB;

/** What was seen at one moment. */
export interface Sample {
  readonly rss: number;
  readonly headers: number;
  readonly wal: number;
  readonly log: number;
}

/** The most of each. */
export type Peaks = Sample;

export const NO_PEAKS: Peaks = { rss: 0, headers: 0, wal: 0, log: 0 };

/** Looks at the running daemon. @throws AssertionError where a bound is passed */
export function sampleDaemon(daemon: Daemon, headers: number): Sample {
  const sample: Sample = {
    rss: residentBytes(daemon.process.pid),
    headers,
    wal: sizeOf(`${daemon.chainFile}-wal`),
    log: Math.max(sizeOf(`${daemon.folder}/debug.log`), sizeOf(`${daemon.folder}/debug.log.1`)),
  };
  expect(sample.rss, 'resident memory').toBeLessThanOrEqual(BASE_RSS + headers * RSS_PER_HEADER);
  expect(sample.wal, 'the WAL').toBeLessThanOrEqual(MAX_WAL);
  expect(sample.log, 'a log file').toBeLessThanOrEqual(MAX_LOG);
  return sample;
}

export function highest(peaks: Peaks, { rss, headers, wal, log }: Sample): Peaks {
  return {
    rss: Math.max(peaks.rss, rss),
    headers: Math.max(peaks.headers, headers),
    wal: Math.max(peaks.wal, wal),
    log: Math.max(peaks.log, log),
  };
}

/**
 * Looks at the database of a daemon that does not run: its pages hold what they are for.
 * @returns bytes of all pages
 */
export function checkDatabaseSize(path: string): number {
  const db = new Database(path, { readonly: true });
  try {
    const { bytes, unused } = db
      .prepare<[], { bytes: number; unused: number }>(
        'SELECT sum(pgsize) AS bytes, sum(unused) AS unused FROM dbstat WHERE aggregate = TRUE',
      )
      .get() ?? { bytes: 0, unused: 0 };
    const pageSize = db.pragma('page_size', { simple: true }) as number;
    const free = (db.pragma('freelist_count', { simple: true }) as number) * pageSize;
    expect(unused + free, 'unused bytes of the database').toBeLessThanOrEqual(
      SMALL_DATABASE + (bytes + free) * MAX_WASTE,
    );
    return bytes + free;
  } finally {
    db.close();
  }
}

/** Resident memory of a process, by Linux's account of it. */
function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kib = /^VmRSS:\s+(?<kib>\d+) kB$/m.exec(status)?.groups?.['kib'];
  if (kib === undefined) throw new Error(`no VmRSS in the status of process ${pid}`);
  return Number(kib) * KIB;
}

/** 0 where there is no such file. */
function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}
