import type { Hash256 } from '../primitives/hash256.ts';
import { equalBytes } from '../util/bytes.ts';
import type { ConsensusParams } from './params.ts';

/**
 * BIP30: no transaction may be made again while outputs of the first are unspent. It could only be one that comes from
 * a coinbase made again, which BIP34 rules out where it holds: then the coins need not be asked.
 */

/**
 * From this height on BIP34 rules it out no more: coinbases of Bitcoin's first years claim such heights.
 * @source Bitcoin Core src/validation.cpp BIP34_IMPLIES_BIP30_LIMIT
 */
export const BIP34_IMPLIES_BIP30_LIMIT = 1_983_702;

type Bip30Rules = Pick<ConsensusParams, 'activationHeights' | 'bip30Exceptions' | 'bip34Hash'>;

/**
 * True where the coins must be asked whether a transaction of the block is made again.
 * @param hashAtBip34 - of the block's ancestor at the height of BIP34, where it is above that
 * @source Bitcoin Core src/validation.cpp ConnectBlock, IsBIP30Repeat
 */
export function isBip30Checked(
  { height, hash }: { readonly height: number; readonly hash: Hash256 },
  hashAtBip34: Hash256 | undefined,
  { activationHeights, bip30Exceptions, bip34Hash }: Bip30Rules,
): boolean {
  // No coinbase but the genesis block's, which nobody can spend, is without its height: none was ever made twice.
  if (activationHeights.bip34 <= 1) return false;
  if (height >= BIP34_IMPLIES_BIP30_LIMIT) return true;
  if (bip34Hash && hashAtBip34 && equalBytes(hashAtBip34, bip34Hash)) return false;
  return !bip30Exceptions.some(({ repeat }) => equalBytes(repeat, hash));
}

/**
 * True for a block whose coinbase a later block made again, over the first one's coins: these are gone when the later
 * block is disconnected.
 * @source Bitcoin Core src/validation.cpp DisconnectBlock, IsBIP30Unspendable
 */
export function isCoinbaseOverwritten(hash: Hash256, { bip30Exceptions }: Bip30Rules): boolean {
  return bip30Exceptions.some(({ overwritten }) => equalBytes(overwritten, hash));
}
