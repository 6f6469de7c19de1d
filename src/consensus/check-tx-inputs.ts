import { formatMoney, isMoneyRange, type Satoshis } from '../primitives/amount.ts';
import type { Transaction } from '../primitives/tx.ts';
import { accept, reject, type Verdict } from '../util/verdict.ts';
import type { Coin } from './coin.ts';
import type { TxRejectCode } from './reject-codes.ts';

export interface SpendContext {
  /** Height of the block that the transaction is, or would be, in. */
  readonly height: number;
  /** Blocks that a coinbase's outputs must wait. */
  readonly coinbaseMaturity: number;
}

/**
 * Checks what a transaction spends and returns its fee in satoshis.
 * @param coins - for each input, in order, the coin it spends, or undefined where there is none
 * @rejects bad-txns-inputs-missingorspent, bad-txns-premature-spend-of-coinbase,
 *   bad-txns-inputvalues-outofrange, bad-txns-in-belowout, bad-txns-fee-outofrange
 * @source Bitcoin Core src/consensus/tx_verify.cpp Consensus::CheckTxInputs
 */
export function checkTransactionInputs(
  tx: Transaction,
  coins: readonly (Coin | undefined)[],
  context: SpendContext,
): Verdict<Satoshis, TxRejectCode> {
  if (!coins.every((coin) => coin !== undefined)) {
    return reject('bad-txns-inputs-missingorspent', 'inputs missing/spent');
  }
  const valueIn = sumInputs(coins, context);
  if (!valueIn.ok) return valueIn;
  const valueOut = tx.outputs.reduce((sum, output) => sum + output.value, 0);
  if (valueIn.value < valueOut) {
    const [spent, paid] = [formatMoney(valueIn.value), formatMoney(valueOut)];
    return reject('bad-txns-in-belowout', `value in (${spent}) < value out (${paid})`);
  }
  const fee = valueIn.value - valueOut;
  return isMoneyRange(fee) ? accept(fee) : reject('bad-txns-fee-outofrange');
}

function sumInputs(coins: readonly Coin[], context: SpendContext): Verdict<Satoshis, TxRejectCode> {
  let total = 0;
  for (const coin of coins) {
    const depth = context.height - coin.height;
    if (coin.isCoinbase && depth < context.coinbaseMaturity) {
      return reject('bad-txns-premature-spend-of-coinbase', `tried to spend coinbase at depth ${depth}`);
    }
    total += coin.output.value;
    if (!isMoneyRange(coin.output.value) || !isMoneyRange(total))
      return reject('bad-txns-inputvalues-outofrange');
  }
  return accept(total);
}
