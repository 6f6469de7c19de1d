import type { ChainUpdate } from './chain-update.ts';

/**
 * What the jobs of the chain state have done in memory and nobody sees yet: blocks and headers in the tree, and the
 * update that the best chain will make. It is committed as a whole: at the end of a job whose caller must have it
 * durable; after many jobs where blocks are fed in a sync, as a commit for each would be the slowest part of it; and
 * on the way, where it would take too much memory. A commit that fails takes it back as a whole; one that fails for want
 * of room on the disk leaves what was fed, which waits for the next.
 */
export interface HeldWork {
  /** The change of the best chain, where there is one. */
  update: ChainUpdate | undefined;
  /** Bytes of memory that blocks take, which are kept to be written and told. */
  blockBytes: number;
  /** When the first of it came, on the clock's monotonic scale. */
  sinceMs: number | undefined;
}

/** Nothing is held. */
export function createHeldWork(): HeldWork {
  return { update: undefined, blockBytes: 0, sinceMs: undefined };
}
