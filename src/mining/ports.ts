import type { Satoshis } from '../primitives/amount.ts';
import type { Transaction } from '../primitives/tx.ts';

/** What mining needs from others: the mempool offers transactions, `pool` implements the hash pool, `node` connects them. */

/** A stretch of the search: one 80-byte header, and the versions and nonces of it to try. */
export interface WorkUnit {
  /** Serialized header, 80 bytes; its version and nonce fields (bytes 0-3, 76-79) are ignored. */
  readonly header: Uint8Array;
  /** Versions to try with each nonce, at least one. */
  readonly versions: readonly number[];
  /** Hashes, read as little-endian numbers, at or below this are solutions. */
  readonly target: bigint;
  /** First nonce to try, 0 … 2^32 - 1. */
  readonly firstNonce: number;
  /** How many nonces to try from there on, each with every version; 1 … 2^32 - firstNonce. */
  readonly nonceCount: number;
}

/** Hands out the search space of one job, without gaps or overlaps; undefined once it is used up. */
export interface WorkSource {
  nextUnit(): WorkUnit | undefined;
}

/** What the threads have done since the pool was made. */
export interface HashCounts {
  /**
   * Headers tried by each thread that there ever was, live figures read from shared memory that never fall; those that
   * there are now come first.
   */
  readonly perThread: readonly number[];
}

/** Threads that a pool may have; more than any machine runs. */
export const MAX_HASH_THREADS = 1024;

/** A pool of hashing threads. One search runs at a time; a new one replaces the old at once (bench/new-tip.bench.ts). */
export interface HashPool {
  /** How many there are now. */
  readonly threads: number;
  /** Name of the kernel that the threads run, e.g. `wasm-simd`. */
  readonly kernel: string;
  /** Versions in a unit that make the kernel fastest; 1 where they gain nothing. */
  readonly bestVersions: number;
  /**
   * Drops whatever runs and searches `source` on every thread until it is used up or replaced.
   * @param onFound - gets each 80-byte header that a thread claims to be a solution (version and nonce filled in), on the
   *   main thread; also after the search was replaced or paused, where the thread had found it before. The finder must
   *   hash it again: a thread is not trusted. What is left of its unit is searched, too.
   */
  search(source: WorkSource, onFound: (header: Uint8Array) => void): void;
  /** Stops hashing; the threads stay warm for the next search. */
  pause(): void;
  /**
   * Goes on with so many threads. Of the search nothing is lost or done twice: threads that are too many leave what they
   * have not tried to the others.
   * @param threads - 1 … MAX_HASH_THREADS
   */
  resize(threads: number): void;
  /** Live counters. */
  counts(): HashCounts;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** How a search on the calling thread ended. */
export interface InlineScanResult {
  /** The first nonce of the unit that solves the header, or undefined where none does. */
  readonly nonce: number | undefined;
  /** The versions that solve it with that nonce. */
  readonly versions: readonly number[];
  /** Nonces tried, each with every version. */
  readonly tried: number;
}

/** Searches that are expected to take fewer hashes than this run inline: a task in the pool would cost more. */
export const INLINE_WORK_LIMIT = 2 ** 12;

/**
 * Searches one unit on the calling thread, up to its first solution; synchronous.
 * For searches below INLINE_WORK_LIMIT, and for those that the caller cuts into slices itself.
 */
export type InlineScan = (unit: WorkUnit) => InlineScanResult;

/** An unconfirmed transaction that a block may take; the mempool's entries are such. */
export interface CandidateTransaction {
  readonly tx: Transaction;
  readonly fee: Satoshis;
  /** Weight units (BIP141). */
  readonly weight: number;
  readonly sigOpCost: number;
}

/** Unconfirmed transactions that a block takes together or not at all. */
export interface CandidateChunk {
  /** Satoshis by which they are chosen: what they pay, with what the operator added. */
  readonly fee: Satoshis;
  /** Weight units by which they are chosen, signature operations counted in. */
  readonly size: number;
  /** In block order. */
  readonly entries: readonly CandidateTransaction[];
}

/** What a block may take, best first, each behind what it needs. */
export interface CandidateFeed {
  /** The best of those that are left. */
  current(): CandidateChunk | undefined;
  /** The current one is taken. */
  include(): void;
  /** The current one is not taken, nor is what may need it. */
  skip(): void;
  /** What was not taken is offered again, to the block after. From then on the feed is the same whatever comes and goes. */
  startNextBlock(): void;
}
