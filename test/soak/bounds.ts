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
 * What V8 may keep alive: node.js with all modules is 45 MiB; the bytes of the mempool are counted as Core counts them
 * and cost up to four times that as objects; the rest is for blocks and answers on their way.
 */
const HEAP = (45 + 4 * 5 + 63) * MIB;

/** Of each header in memory: the 0.6 KiB that the help of -dbcache tells of, and what the heap wastes. */
const BYTES_PER_HEADER = 1 * KIB;

/** More headers than a life adds. */
const HEADERS_OF_A_LIFE = 60_000;

/**
 * What is not V8's old generation: code and libraries 60 MiB; the young generation 48 MiB; pages and coins what -dbcache
 * says, twice while one set is written; buffers that wait to be collected, and the allocator's holes.
 */
const BESIDE_HEAP = (60 + 48 + 2 * 16 + 96) * MIB;

/**
 * The environment for a life. V8 lets garbage grow to several times what lives as long as memory is there, so resident
 * memory alone would show a leak late: under a limit, V8 itself ends a process that keeps more alive than it may.
 * @param headers - in memory at its start
 */
export function boundedEnvironment(headers: number): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--max-old-space-size=${Math.ceil(heapLimit(headers) / MIB)}` };
}

const heapLimit = (headers: number): number => HEAP + (headers + HEADERS_OF_A_LIFE) * BYTES_PER_HEADER;

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

/**
 * Looks at the running daemon.
 * @param headers - in memory when its life began
 * @throws AssertionError where a bound is passed
 */
export function sampleDaemon(daemon: Daemon, headers: number): Sample {
  const sample: Sample = {
    rss: residentBytes(daemon.process.pid),
    headers,
    wal: sizeOf(`${daemon.chainFile}-wal`),
    log: Math.max(sizeOf(`${daemon.folder}/debug.log`), sizeOf(`${daemon.folder}/debug.log.1`)),
  };
  expect(sample.rss, 'resident memory').toBeLessThanOrEqual(BESIDE_HEAP + heapLimit(headers));
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
