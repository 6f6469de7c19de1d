import { type Block, blockSize, strippedBlockSize } from '../primitives/block.ts';
import type { Transaction } from '../primitives/tx.ts';

/** @source Bitcoin Core src/consensus/consensus.h; BIP141 */
export const MAX_BLOCK_WEIGHT = 4_000_000;

/** Signature operations that a block may cost, in weight units of four per legacy operation. */
export const MAX_BLOCK_SIGOPS_COST = 80_000;

/** What a byte outside the witness weighs. */
export const WITNESS_SCALE_FACTOR = 4;

/** Three times the stripped size plus the whole size (BIP141), in weight units. */
export function transactionWeight(tx: Pick<Transaction, 'size' | 'strippedSize'>): number {
  return tx.strippedSize * (WITNESS_SCALE_FACTOR - 1) + tx.size;
}

/** The weight of a block, in weight units. */
export function blockWeight(block: Block): number {
  return strippedBlockSize(block) * (WITNESS_SCALE_FACTOR - 1) + blockSize(block);
}

/** Virtual bytes of a weight, rounded up (BIP141). */
export function virtualSize(weight: number): number {
  return Math.ceil(weight / WITNESS_SCALE_FACTOR);
}
