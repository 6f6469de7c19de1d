import { type FeeRate, feeAtRate } from '../../../policy/fee-rate.ts';
import type { Satoshis } from '../../../primitives/amount.ts';
import { withDefault } from '../../registry.ts';
import { AMOUNT } from '../../schemas.ts';

/** How a client protects itself from paying by mistake. */

/** Coins per 1000 virtual bytes. @source Bitcoin Core src/node/transaction.h DEFAULT_MAX_RAW_TX_FEE_RATE */
const DEFAULT_MAX_FEE_RATE = '0.10';

/** The parameter `maxfeerate`, to be read by parseFeeRate(). */
export function maxFeeRateParam() {
  return withDefault(
    AMOUNT,
    DEFAULT_MAX_FEE_RATE,
    'Reject transactions whose fee rate is higher, in BTC/kvB; rates of 1 BTC/kvB or more are refused. Set to 0 to accept any fee rate.',
  );
}

/** The most that so many virtual bytes may pay at that rate; any fee where the rate is 0. */
export function maxFeeAt(rate: FeeRate, vsize: number): Satoshis {
  return rate === 0 ? Number.POSITIVE_INFINITY : feeAtRate(rate, vsize);
}
