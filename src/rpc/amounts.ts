import { COIN, isMoneyRange, type Satoshis } from '../primitives/amount.ts';
import { RpcError } from './errors.ts';

/** Amounts as clients write them: coins with at most 8 decimals, as a JSON number or as a string. */

const DECIMAL = /^(?<sign>-?)(?<whole>0|[1-9]\d*)(?:\.(?<fraction>\d+))?(?:[eE](?<exponent>[+-]?\d+))?$/;
const DECIMALS = 8;

/** Digits that an amount may have once it is written in satoshis: more is out of any range. */
const MAX_DIGITS = 18;

/** Longer texts are not looked at: nobody means an amount by them. */
const MAX_LENGTH = 100;

/**
 * The amount in satoshis.
 * @param value - what the client passed, checked against AMOUNT
 * @throws RpcError -3 `Invalid amount`, `Amount out of range`
 * @source Bitcoin Core src/rpc/util.cpp AmountFromValue; src/util/strencodings.cpp ParseFixedPoint
 */
export function parseAmount(value: unknown): Satoshis {
  if (typeof value !== 'number' && typeof value !== 'string') {
    throw new RpcError('RPC_TYPE_ERROR', 'Amount is not a number or string');
  }
  // The shortest text of a double is the decimal that it came from, as far as money has digits.
  const satoshis = parseFixedPoint(String(value));
  if (satoshis === undefined) throw new RpcError('RPC_TYPE_ERROR', 'Invalid amount');
  if (!isMoneyRange(satoshis)) throw new RpcError('RPC_TYPE_ERROR', 'Amount out of range');
  return satoshis;
}

/**
 * A fee rate in satoshis per 1000 virtual bytes, from coins per 1000.
 * @throws RpcError as parseAmount; -8 from 1 coin on, which is surely a fee meant for the whole transaction
 * @source Bitcoin Core src/rpc/util.cpp ParseFeeRate
 */
export function parseFeeRate(value: unknown): Satoshis {
  const rate = parseAmount(value);
  if (rate < COIN) return rate;
  throw new RpcError('RPC_INVALID_PARAMETER', 'Fee rates larger than or equal to 1BTC/kvB are not accepted');
}

/** Undefined for what is no decimal number, or has more than 8 decimals. Very large numbers are not exact. */
function parseFixedPoint(text: string): Satoshis | undefined {
  const parts = text.length > MAX_LENGTH ? undefined : DECIMAL.exec(text)?.groups;
  if (!parts) return undefined;
  const { sign = '', whole = '', fraction = '', exponent = '0' } = parts;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return 0;
  const zeros = Number(exponent) - fraction.length + (digits.length - significant.length) + DECIMALS;
  if (zeros < 0 || zeros + significant.length > MAX_DIGITS) return undefined;
  return Number(`${sign}${significant}e${zeros}`);
}
