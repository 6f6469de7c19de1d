/** Amounts are satoshis in a `number`: all money there can be is 21e14, far below 2^53. */
export type Satoshis = number;

/** Satoshis in one coin. @source Bitcoin Core src/consensus/amount.h COIN */
export const COIN: Satoshis = 100_000_000;

/** No amount above this is valid; a sanity check, not the supply. @source Bitcoin Core src/consensus/amount.h MAX_MONEY */
export const MAX_MONEY: Satoshis = 21_000_000 * COIN;

/** True for 0 … MAX_MONEY. @source Bitcoin Core src/consensus/amount.h MoneyRange */
export function isMoneyRange(value: Satoshis): boolean {
  return value >= 0 && value <= MAX_MONEY;
}
