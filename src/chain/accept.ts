import { checkBlockInContext } from '../consensus/check-block-context.ts';
import { checkHeaderInContext, checkHeaderWork } from '../consensus/check-header.ts';
import type { ConsensusParams } from '../consensus/params.ts';
import type { BlockRejectCode } from '../consensus/reject-codes.ts';
import type { Block } from '../primitives/block.ts';
import { type BlockHeader, hashHeader } from '../primitives/block-header.ts';
import { displayHash, type Hash256 } from '../primitives/hash256.ts';
import { accept, reject, type Verdict } from '../util/verdict.ts';
import { createEntry, type MutableEntry } from './block-index.ts';
import type { BlockTree } from './block-tree.ts';
import type { ChainContext } from './context.ts';
import { antiDosWork, type SubmitOptions, TRUSTED } from './work-threshold.ts';

/**
 * The entry of a header, which is added to the tree where it is new.
 * @rejects duplicate-invalid, high-hash, prev-blk-not-found, bad-prevblk, those of checkHeaderInContext,
 *   too-little-chainwork
 * @source Bitcoin Core src/validation.cpp AcceptBlockHeader
 */
export function acceptHeader(
  header: BlockHeader,
  context: Pick<ChainContext, 'tree' | 'params' | 'clock' | 'active' | 'log'>,
  { workVouched }: Pick<SubmitOptions, 'workVouched'> = TRUSTED,
): Verdict<MutableEntry, BlockRejectCode> {
  const hash = hashHeader(header);
  const known = findKnown(hash, context.tree);
  if (known) return known;
  const work = checkHeaderWork(header, hash, context.params.powLimit);
  if (!work.ok) return work;
  const parent = context.tree.get(header.prevBlockHash);
  if (!parent) return reject('prev-blk-not-found');
  const judged = judgeHeader({ header, hash, parent }, context);
  if (!judged.ok) return judged;
  if (
    !workVouched &&
    judged.value.chainwork < antiDosWork(context.active.tip(), context.params.minimumChainWork)
  ) {
    context.log.debug(
      'validation',
      () =>
        `AcceptBlockHeader: not adding new block header ${displayHash(hash)}, missing anti-dos proof-of-work validation`,
    );
    return reject('too-little-chainwork', `a chain with work ${judged.value.chainwork} is not kept`);
  }
  context.tree.insert(judged.value);
  return judged;
}

/** The entry of a header that the tree has, or undefined where it has none. @rejects duplicate-invalid */
export function findKnown(
  hash: Hash256,
  tree: BlockTree,
): Verdict<MutableEntry, BlockRejectCode> | undefined {
  const known = tree.get(hash);
  if (!known) return undefined;
  return known.failure === 'none'
    ? accept(known)
    : reject('duplicate-invalid', `block ${displayHash(hash)} was previously marked invalid`);
}

/**
 * Judges a header in its place and makes its entry, which is in no tree yet. Its work is checked already.
 * @rejects bad-prevblk, those of checkHeaderInContext
 */
export function judgeHeader(
  {
    header,
    hash,
    parent,
  }: { readonly header: BlockHeader; readonly hash: Hash256; readonly parent: MutableEntry },
  { params, clock }: Pick<ChainContext, 'params' | 'clock'>,
): Verdict<MutableEntry, BlockRejectCode> {
  if (parent.failure !== 'none') return reject('bad-prevblk', 'previous block is invalid');
  const verdict = checkHeaderInContext(header, { parent, params, nowSeconds: clock.nowSeconds() });
  return verdict.ok ? accept(createEntry(header, hash, parent)) : verdict;
}

/** The rules of a block that need its parent, but no coins. @rejects those of checkBlockInContext */
export function judgeBlockInPlace(
  block: Block,
  parent: MutableEntry,
  params: ConsensusParams,
): Verdict<void, BlockRejectCode> {
  return checkBlockInContext(block, { parent, params });
}
