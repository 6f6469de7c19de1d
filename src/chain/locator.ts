import type { Hash256 } from '../primitives/hash256.ts';
import { type BlockIndexEntry, getAncestor } from './block-index.ts';
import type { Chainstate } from './chainstate.ts';

/**
 * How one node tells another where its chain is, and what the other then has for it.
 * @source Bitcoin Core src/chain.cpp LocatorEntries; src/validation.cpp Chainstate::FindForkInGlobalIndex
 */

/** So many blocks of a locator are one after the other; then the steps double. */
const DENSE_BLOCKS = 12;

/** The block and some of those below it, ever farther apart, down to the genesis block. */
export function getLocator(entry: BlockIndexEntry): Hash256[] {
  const locator: Hash256[] = [entry.hash];
  let walk = entry;
  for (let step = 1; walk.height > 0; ) {
    // A height between 0 and the entry's own has an ancestor.
    walk = getAncestor(walk, Math.max(walk.height - step, 0)) as BlockIndexEntry;
    locator.push(walk.hash);
    if (locator.length >= DENSE_BLOCKS) step *= 2;
  }
  return locator;
}

type ActiveView = Pick<Chainstate, 'find' | 'isActive' | 'tip' | 'genesis' | 'atHeight'>;

/** The last block of the best chain that whoever sent the locator has; the genesis block where it names none. */
export function findForkInActive(locator: readonly Hash256[], chain: ActiveView): BlockIndexEntry {
  const tip = chain.tip();
  for (const hash of locator) {
    const entry = chain.find(hash);
    if (!entry) continue;
    if (chain.isActive(entry)) return entry;
    if (getAncestor(entry, tip.height) === tip) return tip;
  }
  return chain.genesis();
}

/** The best chain's blocks from a height on, upwards. */
export function* activeFrom(height: number, chain: ActiveView): Generator<BlockIndexEntry> {
  for (let entry = chain.atHeight(height); entry; entry = chain.atHeight(entry.height + 1)) yield entry;
}
