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

/** The amount in coins with 2 to 8 decimals, as Core's texts have it: 0.50, 1.00000001. @source Bitcoin Core src/util/moneystr.cpp FormatMoney */
export function formatMoney(value: Satoshis): string {
  const [whole, rest] = [Math.trunc(Math.abs(value) / COIN), Math.abs(value) % COIN];
  const decimals = String(rest)
    .padStart(8, '0')
    .replace(/0{1,6}$/, '');
  return `${value < 0 ? '-' : ''}${whole}.${decimals}`;
}
