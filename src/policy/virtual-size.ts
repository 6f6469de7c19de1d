import { MAX_BLOCK_SIGOPS_COST } from '../consensus/weight.ts';

/** What a transaction's signature operations may cost to be relayed. @source Bitcoin Core src/policy/policy.h */
export const MAX_STANDARD_TX_SIGOPS_COST = MAX_BLOCK_SIGOPS_COST / 5;

/**
 * Weight units by which a transaction is ranked: its weight, or what the signature operations stand for where these
 * would fill a block sooner than the bytes do.
 * @param bytesPerSigOp - weight units that one unit of the operations' cost counts as, at least
 * @source Bitcoin Core src/policy/policy.cpp GetSigOpsAdjustedWeight
 */
export function sigopAdjustedWeight(weight: number, sigOpCost: number, bytesPerSigOp: number): number {
  return Math.max(weight, sigOpCost * bytesPerSigOp);
}
