import type { HashRate } from './hash-rate.ts';

/** Makes blocks on the best tip for as long as it is asked to: with threads (pool-miner.ts) or paced (paced-miner.ts). */
export interface Miner {
  /**
   * Mines from now on.
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
  /** Live figures; undefined where nothing hashes. */
  readonly hashRate: HashRate | undefined;
  readonly blocks: FoundBlocks;
  /** Why the miner waits, in words for the operator. */
  readonly notice: string | undefined;
}

/** What became of the blocks that this miner found since the start of the node. */
export interface FoundBlocks {
  readonly accepted: number;
  /** Valid, but another block was quicker. */
  readonly stale: number;
  readonly rejected: number;
}
