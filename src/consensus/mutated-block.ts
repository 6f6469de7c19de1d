import type { Block } from '../primitives/block.ts';
import { isCoinbase } from '../primitives/tx.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';
import { checkMerkleRoot } from './check-block.ts';
import type { BlockRejectCode } from './reject-codes.ts';
import { checkWitnessCommitment } from './witness-commitment.ts';

/** Bytes of two hashes: a transaction of that size may be an inner node of the merkle tree. */
const NODE_SIZE = 64;

/**
 * Whether a block's transactions are those that its header commits to. Where they are not, somebody on the way changed
 * them: the block of that hash may be right, and these bytes tell nothing of it.
 * @param segwitActive - whether the block's height is under BIP141
 * @rejects bad-txnmrklroot, bad-txns-duplicate, those of checkWitnessCommitment
 * @source Bitcoin Core src/validation.cpp IsBlockMutated
 */
export function checkMutation(block: Block, segwitActive: boolean): Verdict<void, BlockRejectCode> {
  const merkle = checkMerkleRoot(block);
  if (!merkle.ok) return merkle;
  const [first] = block.transactions;
  if (first && isCoinbase(first)) return checkWitnessCommitment(block, segwitActive);
  // A block without a coinbase is invalid anyway: here it only matters that nobody is blamed for the right one.
  return block.transactions.some((tx) => tx.strippedSize === NODE_SIZE)
    ? reject('bad-txnmrklroot', 'a transaction may be an inner node of the merkle tree')
    : ACCEPTED;
}
