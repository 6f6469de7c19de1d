import { getBlockProof } from '../consensus/chainwork.ts';
import type { BlockIndexEntry } from './block-index.ts';

/** How far below the tip, in blocks like the tip, a chain may end that forks off near it. */
const NEAR_TIP_BLOCKS = 144n;

/**
 * How far above the tip a block that nobody asked for may be. Blocks too far out of order would keep others from
 * being pruned.
 * @source Bitcoin Core src/validation.h MIN_BLOCKS_TO_KEEP
 */
export const MAX_UNREQUESTED_LEAD = 288;

/** What whoever hands in a header or a block has done before. */
export interface SubmitOptions {
  /** The chain is known to have enough work, or the caller bears the risk; else antiDosWork decides. */
  readonly workVouched: boolean;
  /** The block was asked for; else it is kept only where it may soon be of use. */
  readonly requested: boolean;
  /** Of a block that is fed: others follow at once, so that the disk may wait though the tip is young. */
  readonly isMoreComing?: boolean;
}

/** The operator and our own miner are trusted: what costs memory here costs them nothing elsewhere. */
export const TRUSTED: SubmitOptions = { workVouched: true, requested: true };

/**
 * The work that a chain must have before a stranger's headers of it are kept: memory is not to be had for less.
 * @source Bitcoin Core src/net_processing.cpp GetAntiDoSWorkThreshold
 */
export function antiDosWork(tip: BlockIndexEntry, minimumChainWork: bigint): bigint {
  const nearTip = tip.chainwork - NEAR_TIP_BLOCKS * getBlockProof(tip.header.bits);
  return nearTip > minimumChainWork ? nearTip : minimumChainWork;
}

/**
 * True where a block that nobody asked for may soon be of use: of a chain with at least the work of the best one, not
 * too far ahead, and not of one that will never be the best.
 * @source Bitcoin Core src/validation.cpp AcceptBlock
 */
export function isWorthKeeping(
  entry: BlockIndexEntry,
  tip: BlockIndexEntry,
  minimumChainWork: bigint,
): boolean {
  const hasMoreOrSameWork = entry.chainwork >= tip.chainwork;
  const isTooFarAhead = entry.height > tip.height + MAX_UNREQUESTED_LEAD;
  return hasMoreOrSameWork && !isTooFarAhead && entry.chainwork >= minimumChainWork;
}
