import { type Block, strippedBlockSize } from '../primitives/block.ts';
import { displayHash, ZERO_HASH } from '../primitives/hash256.ts';
import { isCoinbase } from '../primitives/tx.ts';
import { equalBytes } from '../util/bytes.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';
import { checkHeaderWork } from './check-header.ts';
import { checkTransaction } from './check-tx.ts';
import { blockMerkleRoot } from './merkle.ts';
import type { ConsensusParams } from './params.ts';
import type { BlockRejectCode } from './reject-codes.ts';
import { isSignetSolved } from './signet.ts';
import { countLegacySigops } from './sigop-cost.ts';
import { MAX_BLOCK_SIGOPS_COST, MAX_BLOCK_WEIGHT, WITNESS_SCALE_FACTOR } from './weight.ts';

/**
 * The rules that need nothing but the block.
 * @rejects high-hash, bad-signet-blksig, bad-txnmrklroot, bad-txns-duplicate, bad-blk-length, bad-cb-missing, bad-cb-multiple,
 *   those of checkTransaction, bad-blk-sigops
 * @source Bitcoin Core src/validation.cpp CheckBlock
 */
export function checkBlock(block: Block, params: BlockRules): Verdict<void, BlockRejectCode> {
  const work = checkHeaderWork(block.header, block.hash, params.powLimit);
  if (!work.ok) return work;
  const signed = checkSignetSolution(block, params.signetChallenge);
  return signed.ok ? checkBlockBody(block) : signed;
}

/** What these rules ask of the network. */
export type BlockRules = Pick<ConsensusParams, 'powLimit' | 'signetChallenge'>;

/** BIP325, where the network is a signet. Its first block is part of its rules and has no solution. */
function checkSignetSolution(
  block: Block,
  challenge: Uint8Array | undefined,
): Verdict<void, BlockRejectCode> {
  if (challenge === undefined || equalBytes(block.header.prevBlockHash, ZERO_HASH)) return ACCEPTED;
  return isSignetSolved(block, challenge)
    ? ACCEPTED
    : reject('bad-signet-blksig', 'signet block signature validation failure');
}

/** The same but for the proof of work, and the solution on a signet. */
export function checkBlockBody(block: Block): Verdict<void, BlockRejectCode> {
  const checks = [checkMerkleRoot, checkLength, checkCoinbasePlace, checkTransactions, checkSigops];
  for (const check of checks) {
    const verdict = check(block);
    if (!verdict.ok) return verdict;
  }
  return ACCEPTED;
}

/** First of all checks: what follows is only remembered against bytes that the header commits to. */
export function checkMerkleRoot(block: Block): Verdict<void, BlockRejectCode> {
  const { root, mutated } = blockMerkleRoot(block);
  if (!equalBytes(root, block.header.merkleRoot)) return reject('bad-txnmrklroot', 'hashMerkleRoot mismatch');
  return mutated ? reject('bad-txns-duplicate', 'duplicate transaction') : ACCEPTED;
}

function checkLength(block: Block): Verdict<void, BlockRejectCode> {
  const limit = MAX_BLOCK_WEIGHT / WITNESS_SCALE_FACTOR;
  const fits =
    block.transactions.length > 0 && block.transactions.length <= limit && strippedBlockSize(block) <= limit;
  return fits ? ACCEPTED : reject('bad-blk-length', 'size limits failed');
}

function checkCoinbasePlace({ transactions: [first, ...others] }: Block): Verdict<void, BlockRejectCode> {
  if (!first || !isCoinbase(first)) return reject('bad-cb-missing', 'first tx is not coinbase');
  return others.some(isCoinbase) ? reject('bad-cb-multiple', 'more than one coinbase') : ACCEPTED;
}

function checkTransactions(block: Block): Verdict<void, BlockRejectCode> {
  for (const tx of block.transactions) {
    const verdict = checkTransaction(tx);
    if (!verdict.ok) {
      return reject(
        verdict.code,
        `Transaction check failed (tx hash ${displayHash(tx.txid)}) ${verdict.debug ?? ''}`,
      );
    }
  }
  return ACCEPTED;
}

function checkSigops(block: Block): Verdict<void, BlockRejectCode> {
  const count = block.transactions.reduce((sum, tx) => sum + countLegacySigops(tx), 0);
  return count * WITNESS_SCALE_FACTOR > MAX_BLOCK_SIGOPS_COST
    ? reject('bad-blk-sigops', 'out-of-bounds SigOpCount')
    : ACCEPTED;
}
