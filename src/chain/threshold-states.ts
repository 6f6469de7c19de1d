import {
  ALWAYS_ACTIVE,
  NEVER_ACTIVE,
  nextThresholdState,
  type ThresholdRules,
  type ThresholdState,
} from '../consensus/versionbits.ts';
import { expectDefined } from '../util/invariant.ts';
import { type BlockIndexEntry, getAncestor } from './block-index.ts';

/** The states of one soft fork that miners signal (BIP9), on every branch of the tree of headers. */
export interface ThresholdStates {
  /** The state for a block on top of `parent`; undefined: for the genesis block. */
  stateAfter(parent: BlockIndexEntry | undefined): ThresholdState;
  /** Height of the first block of the periods, without a gap up to the one on top of `parent`, that have its state. */
  sinceAfter(parent: BlockIndexEntry | undefined): number;
}

/**
 * States that are computed where they are asked for, and remembered by the block that their period follows.
 * @param isSignal - whether a block signals; it must depend on the block and its ancestors alone
 * @source Bitcoin Core src/versionbits.cpp GetStateFor, GetStateSinceHeightFor
 */
export function createThresholdStates(
  rules: ThresholdRules,
  isSignal: (block: BlockIndexEntry) => boolean,
): ThresholdStates {
  const { startTime, period } = rules;
  const known = new WeakMap<BlockIndexEntry, ThresholdState>();

  /** The last block before the period of a block on top of `parent`; undefined for the first period. */
  function beforePeriod(parent: BlockIndexEntry | undefined): BlockIndexEntry | undefined {
    return parent && getAncestor(parent, parent.height - ((parent.height + 1) % period));
  }

  function countSignals(last: BlockIndexEntry): number {
    let count = 0;
    let block: BlockIndexEntry | undefined = last;
    for (let i = 0; i < period && block; i++) {
      if (isSignal(block)) count++;
      block = block.parent;
    }
    return count;
  }

  function stateBefore(last: BlockIndexEntry | undefined): ThresholdState {
    const unknown: BlockIndexEntry[] = [];
    let walk = last;
    // No block below one whose time is before the start has another state than defined.
    while (walk && !known.has(walk) && walk.medianTimePast >= startTime) {
      unknown.push(walk);
      walk = getAncestor(walk, walk.height - period);
    }
    let state: ThresholdState = (walk && known.get(walk)) ?? 'defined';
    for (const end of unknown.reverse()) {
      const { medianTimePast, height } = end;
      const ended = { medianTimePast, nextHeight: height + 1, countSignals: () => countSignals(end) };
      state = nextThresholdState(state, ended, rules);
      known.set(end, state);
    }
    return state;
  }

  function stateAfter(parent: BlockIndexEntry | undefined): ThresholdState {
    if (startTime === ALWAYS_ACTIVE) return 'active';
    if (startTime === NEVER_ACTIVE) return 'failed';
    return stateBefore(beforePeriod(parent));
  }

  return {
    stateAfter,
    sinceAfter(parent) {
      const state = stateAfter(parent);
      // The genesis block is by definition in the first state; the other two have no beginning.
      if (state === 'defined' || startTime === ALWAYS_ACTIVE || startTime === NEVER_ACTIVE) return 0;
      let last = expectDefined(beforePeriod(parent), 'the first period is defined');
      for (;;) {
        const earlier = getAncestor(last, last.height - period);
        if (earlier === undefined || stateBefore(earlier) !== state) return last.height + 1;
        last = earlier;
      }
    },
  };
}
