import type { Block } from '../primitives/block.ts';
import { pushInt } from '../script/push.ts';
import { equalBytes } from '../util/bytes.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';
import { isActive } from './deployments.ts';
import { isFinalTransaction } from './locktime.ts';
import type { ConsensusParams } from './params.ts';
import type { BlockRejectCode } from './reject-codes.ts';
import { blockWeight, MAX_BLOCK_WEIGHT } from './weight.ts';
import { checkWitnessCommitment } from './witness-commitment.ts';

export interface BlockContext {
  readonly parent: { readonly height: number; readonly medianTimePast: number };
  readonly params: ConsensusParams;
}

/**
 * The rules that need the block's height and its parent's median time past, but no coins.
 * @rejects bad-txns-nonfinal, bad-cb-height, those of checkWitnessCommitment, bad-blk-weight
 * @source Bitcoin Core src/validation.cpp ContextualCheckBlock; BIP34, 113, 141
 */
export function checkBlockInContext(
  block: Block,
  { parent, params }: BlockContext,
): Verdict<void, BlockRejectCode> {
  const height = parent.height + 1;
  const heights = params.activationHeights;
  const lockTimeCutoff = isActive('csv', height, heights) ? parent.medianTimePast : block.header.time;
  if (!block.transactions.every((tx) => isFinalTransaction(tx, height, lockTimeCutoff))) {
    return reject('bad-txns-nonfinal', 'non-final transaction');
  }
  if (isActive('bip34', height, heights) && !startsWithHeight(block, height)) {
    return reject('bad-cb-height', `block height mismatch in coinbase: expected ${height}`);
  }
  const witness = checkWitnessCommitment(block, isActive('segwit', height, heights));
  if (!witness.ok) return witness;
  // Last, after the commitment: before that a peer could have bloated the witness of a valid block.
  const weight = blockWeight(block);
  return weight > MAX_BLOCK_WEIGHT
    ? reject('bad-blk-weight', `weight limit failed: got ${weight}, at most ${MAX_BLOCK_WEIGHT}`)
    : ACCEPTED;
}

function startsWithHeight(block: Block, height: number): boolean {
  const expected = pushInt(height);
  const scriptSig = block.transactions[0]?.inputs[0]?.scriptSig ?? new Uint8Array();
  return equalBytes(scriptSig.subarray(0, expected.length), expected);
}
