import { expectDefined } from '../util/invariant.ts';
import type { BlockIndexEntry, MutableEntry } from './block-index.ts';

/** The best chain as a list by height. */
export interface ActiveChain {
  tip(): MutableEntry;
  at(height: number): MutableEntry | undefined;
  contains(entry: BlockIndexEntry): boolean;
  /** Makes `entry` the tip; costs as many steps as blocks differ. */
  setTip(entry: MutableEntry): void;
}

export function createActiveChain(start: MutableEntry): ActiveChain {
  const byHeight: MutableEntry[] = [];

  function setTip(entry: MutableEntry): void {
    byHeight.length = entry.height + 1;
    for (
      let walk: MutableEntry | undefined = entry;
      walk && byHeight[walk.height] !== walk;
      walk = walk.parent
    ) {
      byHeight[walk.height] = walk;
    }
  }

  setTip(start);
  return {
    tip: () => expectDefined(byHeight.at(-1), 'a chain has a genesis block'),
    at: (height) => byHeight[height],
    contains: (entry) => byHeight[entry.height] === entry,
    setTip,
  };
}
