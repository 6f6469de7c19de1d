import { transactionWeight, virtualSize } from '../../../consensus/weight.ts';
import type { AcceptedMember } from '../../../mempool/package-outcome.ts';
import { feeRateOf } from '../../../policy/fee-rate.ts';
import { MAX_PACKAGE_COUNT } from '../../../policy/packages.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import type { Transaction } from '../../../primitives/tx.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { amount } from '../../json.ts';
import { amountResult, hashHex } from '../../schemas.ts';
import { decodeTransactionHex } from '../../transaction-hex.ts';

/** What the methods that take several transactions have in common. */

/** Errors that decodeSeveral() throws, for the description of a method. */
export const SEVERAL_ERRORS = [
  {
    error: 'RPC_INVALID_PARAMETER',
    when: `there are none or more than ${MAX_PACKAGE_COUNT}, or maxfeerate is 1 BTC/kvB or more`,
  },
  { error: 'RPC_DESERIALIZATION_ERROR', when: 'a hex spells no transaction' },
  { error: 'RPC_TYPE_ERROR', when: 'a limit is no amount' },
] as const;

/** Refuses none, and too many. @throws RpcError -8 */
export function checkCount(hexes: readonly string[]): void {
  if (hexes.length >= 1 && hexes.length <= MAX_PACKAGE_COUNT) return;
  throw new RpcError(
    'RPC_INVALID_PARAMETER',
    `Array must contain between 1 and ${MAX_PACKAGE_COUNT} transactions.`,
  );
}

/** The transaction that one of several hexes spells. @throws RpcError -22 */
export function decodeOneOfSeveral(hex: string): Transaction {
  const tx = decodeTransactionHex(hex);
  if (tx) return tx;
  throw new RpcError(
    'RPC_DESERIALIZATION_ERROR',
    `TX decode failed: ${hex} Make sure the tx has at least one input.`,
  );
}

/** The sizes of a transaction that was, or would be, accepted. */
export const SizesView = {
  vsize_adjusted: Type.Optional(
    Type.Integer({
      description: 'The larger of the virtual size and what the signature operations count as',
    }),
  ),
  vsize: Type.Optional(Type.Integer({ description: '(DEPRECATED) the same as vsize_adjusted' })),
  vsize_bip141: Type.Optional(Type.Integer({ description: 'The virtual transaction size (BIP141)' })),
};

export function sizesView(tx: Transaction, vsize: number) {
  return { vsize_adjusted: vsize, vsize, vsize_bip141: virtualSize(transactionWeight(tx)) };
}

export const EffectiveRateView = {
  'effective-feerate': amountResult('the fee rate by which it is judged, in BTC per kvB'),
  'effective-includes': Type.Array(hashHex(), {
    description: 'wtxids of those whose fees and sizes are in it',
  }),
};

export function effectiveRateView({ judged }: Pick<AcceptedMember, 'judged'>) {
  return {
    'effective-feerate': amount(feeRateOf(judged)),
    'effective-includes': judged.wtxids.map(displayHash),
  };
}
