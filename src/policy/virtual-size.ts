import { MAX_BLOCK_SIGOPS_COST, virtualSize } from '../consensus/weight.ts';

/** What a transaction's signature operations may cost to be relayed. @source Bitcoin Core src/policy/policy.h */
export const MAX_STANDARD_TX_SIGOPS_COST = MAX_BLOCK_SIGOPS_COST / 5;

/**
 * Virtual bytes by which fees are judged: the weight's, or what the signature operations stand for where these
 * would fill a block sooner than the bytes do.
 * @param bytesPerSigOp - weight units that one unit of the operations' cost counts as, at least
 * @source Bitcoin Core src/policy/policy.cpp GetVirtualTransactionSize
 */
export function sigopAdjustedVirtualSize(weight: number, sigOpCost: number, bytesPerSigOp: number): number {
  return virtualSize(Math.max(weight, sigOpCost * bytesPerSigOp));
}
