import { isMoneyRange, MAX_MONEY } from '../primitives/amount.ts';
import { isNullOutPoint, outPointKey } from '../primitives/outpoint.ts';
import { isCoinbase, type Transaction, type TxOutput } from '../primitives/tx.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';
import type { TxRejectCode } from './reject-codes.ts';
import { MAX_BLOCK_WEIGHT, WITNESS_SCALE_FACTOR } from './weight.ts';

/** Bytes that a coinbase's scriptSig may have. @source Bitcoin Core src/consensus/tx_check.cpp */
const COINBASE_SCRIPT_MIN_SIZE = 2;
const COINBASE_SCRIPT_MAX_SIZE = 100;

/**
 * The rules that need nothing but the transaction, cheapest first.
 * @rejects bad-txns-vin-empty, bad-txns-vout-empty, bad-txns-oversize, bad-txns-vout-negative,
 *   bad-txns-vout-toolarge, bad-txns-txouttotal-toolarge, bad-txns-inputs-duplicate, bad-cb-length,
 *   bad-txns-prevout-null
 * @source Bitcoin Core src/consensus/tx_check.cpp CheckTransaction
 */
export function checkTransaction(tx: Transaction): Verdict<void, TxRejectCode> {
  if (tx.inputs.length === 0) return reject('bad-txns-vin-empty');
  if (tx.outputs.length === 0) return reject('bad-txns-vout-empty');
  if (tx.strippedSize * WITNESS_SCALE_FACTOR > MAX_BLOCK_WEIGHT) return reject('bad-txns-oversize');
  const amounts = checkOutputAmounts(tx.outputs);
  if (!amounts.ok) return amounts;
  if (spendsTwice(tx)) return reject('bad-txns-inputs-duplicate');
  return isCoinbase(tx) ? checkCoinbaseScript(tx) : checkPrevouts(tx);
}

/** CVE-2018-17144: one output spent twice by one transaction would make coins. */
function spendsTwice({ inputs }: Transaction): boolean {
  if (inputs.length === 1) return false;
  return new Set(inputs.map(({ prevout }) => outPointKey(prevout))).size !== inputs.length;
}

function checkOutputAmounts(outputs: readonly TxOutput[]): Verdict<void, TxRejectCode> {
  let total = 0;
  for (const { value } of outputs) {
    if (value < 0) return reject('bad-txns-vout-negative');
    if (value > MAX_MONEY) return reject('bad-txns-vout-toolarge');
    total += value;
    if (!isMoneyRange(total)) return reject('bad-txns-txouttotal-toolarge');
  }
  return ACCEPTED;
}

function checkCoinbaseScript(tx: Transaction): Verdict<void, TxRejectCode> {
  const size = tx.inputs[0]?.scriptSig.length ?? 0;
  return size >= COINBASE_SCRIPT_MIN_SIZE && size <= COINBASE_SCRIPT_MAX_SIZE
    ? ACCEPTED
    : reject('bad-cb-length');
}

function checkPrevouts(tx: Transaction): Verdict<void, TxRejectCode> {
  return tx.inputs.some((input) => isNullOutPoint(input.prevout))
    ? reject('bad-txns-prevout-null')
    : ACCEPTED;
}
