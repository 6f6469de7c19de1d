import type { BlockIndexEntry } from '../chain/block-index.ts';
import { checkTransaction } from '../consensus/check-tx.ts';
import { isFinalTransaction } from '../consensus/locktime.ts';
import type { ConsensusParams } from '../consensus/params.ts';
import type { MempoolRejectCode } from '../policy/reject-codes.ts';
import { checkMinimumSize, checkStandardTransaction } from '../policy/standard-transaction.ts';
import { isCoinbase, type Transaction } from '../primitives/tx.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';
import type { MempoolOptions } from './options.ts';

/** What the checks that need no coins are made by. */
export interface FormRules {
  readonly tip: BlockIndexEntry;
  readonly params: ConsensusParams;
  readonly options: Pick<MempoolOptions, 'requireStandard' | 'standardness'>;
}

/**
 * Everything that can be said of a transaction without its coins, cheapest first.
 * @rejects those of checkTransaction, coinbase, those of checkStandardTransaction, tx-size-small, non-final
 * @source Bitcoin Core src/validation.cpp MemPoolAccept::PreChecks
 */
export function checkForm(tx: Transaction, rules: FormRules): Verdict<void, MempoolRejectCode> {
  const sane = checkTransaction(tx);
  if (!sane.ok) return sane;
  if (isCoinbase(tx)) return reject('coinbase');
  const { requireStandard, standardness } = rules.options;
  const standard = requireStandard ? checkStandardTransaction(tx, standardness) : ACCEPTED;
  if (!standard.ok) return standard;
  const size = checkMinimumSize(tx);
  return size.ok ? checkNextBlockForm(tx, rules) : size;
}

/**
 * What changes with the height alone: whether the next block could hold the transaction.
 * @rejects non-final
 * @source Bitcoin Core src/validation.cpp CheckFinalTxAtTip; BIP113
 */
export function checkNextBlockForm(
  tx: Transaction,
  { tip }: Pick<FormRules, 'tip'>,
): Verdict<void, MempoolRejectCode> {
  const height = tip.height + 1;
  // The median, even before BIP113 is active: no block's time may be below it, so this is the stricter rule.
  return isFinalTransaction(tx, height, tip.medianTimePast) ? ACCEPTED : reject('non-final');
}
