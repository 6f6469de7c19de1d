import type { HashRate, HashRates } from './hash-rate.ts';

/** Makes blocks on the best tip for as long as it is asked to: with threads (pool-miner.ts) or paced (paced-miner.ts). */
export interface Miner {
  /**
   * Mines from now on. Where it does so already, threads come or go while the others keep on, and no work is lost.
   * @param threads - how many; undefined: as many as before, at first as configured
   */
  start(threads?: number): Promise<void>;
  /** Stops making blocks; threads stay warm for the next start. Takes effect in the order of the calls. */
  stop(): Promise<void>;
  status(): MinerStatus;
  /** Stops for good and ends the threads. */
  close(): Promise<void>;
}

/** `waiting`: the rules forbid a block now; see the notice. */
export type MinerState = 'stopped' | 'mining' | 'waiting';

export interface MinerStatus {
  readonly state: MinerState;
  /** Threads that hash, or will when mining starts. */
  readonly threads: number;
  /** The kernel that hashes; undefined before mining first started. */
  readonly kernel: string | undefined;
  /** Over the last 10 seconds; undefined where nothing hashes. */
  readonly hashRate: HashRate | undefined;
  /** What threads did since the miner first started; undefined before, and where blocks are made without threads. */
  readonly hashing: HashingStatus | undefined;
  readonly blocks: FoundBlocks;
  /** Why the miner waits, in words for the operator. */
  readonly notice: string | undefined;
}

export interface HashingStatus {
  /** Pauses count as the time that they are. */
  readonly rates: HashRates;
  /** Headers tried. */
  readonly hashes: number;
  /** See found-tally.ts. */
  readonly luck: number | undefined;
  /** Bits of a header's version that are rolled; 0: none. */
  readonly versionMask: number;
  /** Versions that are tried with each nonce. */
  readonly versionsPerNonce: number;
}

/** What became of the blocks that this miner found since the start of the node. */
export interface FoundBlocks {
  readonly accepted: number;
  /** Valid, but another block was quicker. */
  readonly stale: number;
  readonly rejected: number;
}
