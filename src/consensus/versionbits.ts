import type { Bip9Deployment } from './params.ts';

/**
 * Soft forks that miners signal by bits of the block version (BIP9): the states of one, and how they follow from each
 * other. A state holds for a whole period of blocks; chain/threshold-states.ts walks over them.
 * @source BIP9; Bitcoin Core src/versionbits.cpp, versionbits.h
 */

/** The version of a block that signals nothing. */
export const VERSIONBITS_TOP_BITS = 0x20000000;

/** The bits of a version that tell whether the others are signals. */
const VERSIONBITS_TOP_MASK = 0xe0000000;

/** Bits that soft forks may use, counted from 0: the others are nonces (BIP323). */
export const VERSIONBITS_NUM_BITS = 5;

/** Start times that stand for a deployment without signalling. */
export const ALWAYS_ACTIVE = -1n;
export const NEVER_ACTIVE = -2n;

/** A timeout that never comes: the largest that Core's 64 bits hold. */
export const NO_TIMEOUT = 2n ** 63n - 1n;

/**
 * - `defined`: before the start time, as the genesis block;
 * - `started`: miners may signal;
 * - `locked_in`: enough did in one period; holds for at least one more, and until the minimal height;
 * - `active`: the rules hold, for ever;
 * - `failed`: the time was over before enough did, for ever.
 */
export type ThresholdState = 'defined' | 'started' | 'locked_in' | 'active' | 'failed';

/** When states change; a deployment is such, and so is what warns of deployments that this version doesn't know. */
export type ThresholdRules = Pick<
  Bip9Deployment,
  'startTime' | 'timeout' | 'minActivationHeight' | 'period' | 'threshold'
>;

/** A period that has ended. */
export interface EndedPeriod {
  /** Of its last block, seconds. */
  readonly medianTimePast: number;
  /** Height of the first block of the next. */
  readonly nextHeight: number;
  /** How many of its blocks signalled; asked for only where it matters. */
  readonly countSignals: () => number;
}

/** True where a block of this version signals by that bit. */
export function isSignalling(version: number, bit: number): boolean {
  return (version & VERSIONBITS_TOP_MASK) === VERSIONBITS_TOP_BITS && (version & (1 << bit)) !== 0;
}

/** The state of the period that follows. @param state - of the one that has ended */
export function nextThresholdState(
  state: ThresholdState,
  { medianTimePast, nextHeight, countSignals }: EndedPeriod,
  rules: ThresholdRules,
): ThresholdState {
  switch (state) {
    case 'defined':
      return medianTimePast >= rules.startTime ? 'started' : 'defined';
    case 'started':
      if (countSignals() >= rules.threshold) return 'locked_in';
      return medianTimePast >= rules.timeout ? 'failed' : 'started';
    case 'locked_in':
      return nextHeight >= rules.minActivationHeight ? 'active' : 'locked_in';
    case 'active':
    case 'failed':
      return state;
  }
}
