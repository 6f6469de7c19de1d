import { MAX_BLOCK_SIGOPS_COST, virtualSize } from '../consensus/weight.ts';

/** Virtual bytes that one unit of signature operations' cost counts as, at least. @source Bitcoin Core DEFAULT_BYTES_PER_SIGOP */
const BYTES_PER_SIGOP = 20;

/** What a transaction's signature operations may cost to be relayed. @source Bitcoin Core src/policy/policy.h */
export const MAX_STANDARD_TX_SIGOPS_COST = MAX_BLOCK_SIGOPS_COST / 5;

/**
 * Virtual bytes by which fees are judged: the weight's, or what the signature operations stand for where these
 * would fill a block sooner than the bytes do.
 * @source Bitcoin Core src/policy/policy.cpp GetVirtualTransactionSize
 */
export function sigopAdjustedVirtualSize(weight: number, sigOpCost: number): number {
  return virtualSize(Math.max(weight, sigOpCost * BYTES_PER_SIGOP));
}
