import type { Satoshis } from '../primitives/amount.ts';
import type { ConsensusParams } from './params.ts';

/** The two numbers that say how many coins a network issues, and when. */
export type SubsidyRule = Pick<ConsensusParams, 'initialSubsidy' | 'subsidyHalvingInterval'>;

/** After this many halvings nothing is issued any more, whatever the first subsidy was. */
const MAX_HALVINGS = 64;

/**
 * The new coins that the block of this height may issue, beside the fees of its transactions.
 *
 * A reward exists only as the coinbase output of a block that the network's peers accepted: this rule issues it,
 * it is not taken from a treasury, and no one is owed it before. A coinbase may claim less than the rule allows
 * (the rest is never issued), never more (bad-cb-amount). It can be spent once it has matured (coinbaseMaturity).
 * @source Bitcoin Core src/validation.cpp GetBlockSubsidy
 */
export function getBlockSubsidy(height: number, rule: SubsidyRule): Satoshis {
  const halvings = Math.floor(height / rule.subsidyHalvingInterval);
  // Dividing by a power of two is exact here, so the floor is Core's shift to the right.
  return halvings < MAX_HALVINGS ? Math.floor(rule.initialSubsidy / 2 ** halvings) : 0;
}

/**
 * All coins that the rule can ever issue, the subsidy of height 0 included.
 * @returns exact up to 2^53; above that, where no network may be, still above that
 */
export function getTotalSupply(rule: SubsidyRule): Satoshis {
  let total = 0;
  for (let halvings = 0; halvings < MAX_HALVINGS; halvings++) {
    total += rule.subsidyHalvingInterval * getBlockSubsidy(halvings * rule.subsidyHalvingInterval, rule);
  }
  return total;
}
