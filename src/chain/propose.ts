import { checkBlockBody } from '../consensus/check-block.ts';
import type { BlockRejectCode } from '../consensus/reject-codes.ts';
import type { Block } from '../primitives/block.ts';
import { equalBytes } from '../util/bytes.ts';
import type { Verdict } from '../util/verdict.ts';
import { judgeBlockInPlace, judgeHeader } from './accept.ts';
import { createUpdate } from './commit-held.ts';
import type { ChainContext } from './context.ts';

/**
 * See Chainstate.judgeProposal.
 * @source Bitcoin Core src/validation.cpp TestBlockValidity; BIP23
 */
export async function judgeProposal(
  block: Block,
  context: ChainContext,
): Promise<Verdict<void, BlockRejectCode> | undefined> {
  const { params, clock } = context;
  const update = createUpdate(context);
  const parent = update.tip();
  if (!equalBytes(block.header.prevBlockHash, parent.hash)) return undefined;
  const alone = checkBlockBody(block);
  if (!alone.ok) return alone;
  const entry = judgeHeader({ header: block.header, hash: block.hash, parent }, { params, clock });
  if (!entry.ok) return entry;
  const inPlace = judgeBlockInPlace(block, parent, params);
  return inPlace.ok ? update.connectTip(entry.value, block) : inPlace;
}
