import { type CompactBlock, makeCompactBlock } from '../../consensus/compact-block.ts';
import type { Block } from '../../primitives/block.ts';
import type { Hash256 } from '../../primitives/hash256.ts';
import { equalBytes } from '../../util/bytes.ts';
import type { Random } from '../random.ts';

/**
 * The newest block, for which most peers ask at about the same time.
 * @source Bitcoin Core src/net_processing.cpp m_most_recent_block
 */
export interface RecentBlock {
  set(block: Block): void;
  /** The block where it is the one of that hash. */
  get(hash: Hash256): Block | undefined;
  /** Its compact form, likewise. */
  compact(hash: Hash256): CompactBlock | undefined;
}

export function createRecentBlock(random: Pick<Random, 'uint64'>): RecentBlock {
  let recent: { readonly block: Block; compact?: CompactBlock } | undefined;
  const withHash = (hash: Hash256) => (recent && equalBytes(recent.block.hash, hash) ? recent : undefined);

  return {
    set(block) {
      if (!withHash(block.hash)) recent = { block };
    },
    get: (hash) => withHash(hash)?.block,
    compact(hash) {
      const found = withHash(hash);
      if (found) found.compact ??= makeCompactBlock(found.block, random.uint64());
      return found?.compact;
    },
  };
}
