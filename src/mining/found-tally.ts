import { getBlockProof } from '../consensus/chainwork.ts';
import type { FoundOutcome } from './found.ts';
import type { FoundBlocks } from './miner.ts';

/** Counts the blocks that a miner found, and how lucky it was. */
export interface FoundTally {
  note(outcome: FoundOutcome): void;
  blocks(): FoundBlocks;
  /**
   * The luck so far: the hashes that the found blocks take on average, at their own difficulties, by the hashes that were
   * done. Every block counts that was really found, also one that came too late or was refused, since luck is about
   * hashing. 1 is what one may expect in the long run, 2 is twice as many blocks as that, 0 is none yet.
   * @param hashes - headers tried
   * @returns undefined where nothing was hashed
   */
  luck(hashes: number): number | undefined;
}

/** A tally of nothing. */
export function createFoundTally(): FoundTally {
  const counts = { accepted: 0, stale: 0, rejected: 0 };
  let expectedHashes = 0;
  return {
    note({ kind, block }) {
      counts[kind]++;
      expectedHashes += Number(getBlockProof(block.header.bits));
    },
    blocks: () => ({ ...counts }),
    luck: (hashes) => (hashes > 0 ? expectedHashes / hashes : undefined),
  };
}
