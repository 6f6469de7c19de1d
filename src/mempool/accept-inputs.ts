import type { CoinsSource } from '../chain/ports.ts';
import { checkTransactionInputs } from '../consensus/check-tx-inputs.ts';
import type { Coin } from '../consensus/coin.ts';
import { getTransactionSigOpCost } from '../consensus/sigop-cost.ts';
import { transactionWeight, virtualSize } from '../consensus/weight.ts';
import { checkEphemeralFee, type Fees } from '../policy/ephemeral-dust.ts';
import type { MempoolRejectCode } from '../policy/reject-codes.ts';
import { checkStandardInputs } from '../policy/standard-inputs.ts';
import { checkStandardWitness } from '../policy/standard-witness.ts';
import { MAX_STANDARD_TX_SIGOPS_COST, sigopAdjustedWeight } from '../policy/virtual-size.ts';
import type { Transaction } from '../primitives/tx.ts';
import { ACCEPTED, accept, reject, type Verdict } from '../util/verdict.ts';
import type { AcceptContext } from './accept-context.ts';
import type { EntryFacts } from './entry.ts';
import { estimateMemoryUsage } from './memory-usage.ts';
import type { MempoolOptions } from './options.ts';
import { areRelativeLocksMet } from './relative-locks.ts';

/** What the coins of a transaction say about it. */
export type SpendFacts = Omit<EntryFacts, 'time' | 'height' | 'sequence'>;

interface FindContext extends Pick<AcceptContext, 'chainstate'> {
  /** Those of the chain, of the mempool, and of what is judged together with the transaction. */
  readonly coins: CoinsSource;
}

/**
 * Finds what a transaction spends.
 * @rejects txn-already-known, bad-txns-inputs-missingorspent
 * @source Bitcoin Core src/validation.cpp MemPoolAccept::PreChecks
 */
export function findCoins(
  tx: Transaction,
  { coins, chainstate }: FindContext,
): Verdict<readonly Coin[], MempoolRejectCode> {
  const found = tx.inputs.map(({ prevout }) => coins.getCoin(prevout));
  if (found.every((coin) => coin !== undefined)) return accept(found);
  // A transaction of the chain has spent its own inputs; that is told only while any of its outputs is unspent.
  const isConfirmed = tx.outputs.some((_, index) => chainstate.coins.getCoin({ txid: tx.txid, index }));
  return reject(isConfirmed ? 'txn-already-known' : 'bad-txns-inputs-missingorspent');
}

/**
 * Every rule on what a transaction spends, but for its scripts.
 * @param coins - what the inputs spend, in input order
 * @rejects non-BIP68-final, those of checkTransactionInputs, bad-txns-nonstandard-inputs, bad-witness-nonstandard,
 *   dust, bad-txns-too-many-sigops
 * @source Bitcoin Core src/validation.cpp MemPoolAccept::PreChecks
 */
export function checkSpend(
  tx: Transaction,
  coins: readonly Coin[],
  { chainstate, options, priorities }: Pick<AcceptContext, 'chainstate' | 'options' | 'priorities'>,
): Verdict<SpendFacts, MempoolRejectCode> {
  const tip = chainstate.tip();
  if (!areRelativeLocksMet(tx, coins, tip)) return reject('non-BIP68-final');
  const { coinbaseMaturity } = chainstate.params;
  const fee = checkTransactionInputs(tx, coins, { height: tip.height + 1, coinbaseMaturity });
  if (!fee.ok) return fee;
  const standard = options.requireStandard ? checkStandardSpend(tx, coins) : ACCEPTED;
  if (!standard.ok) return standard;
  const fees = { fee: fee.value, modifiedFee: fee.value + priorities.deltaOf(tx.txid) };
  const dust = checkDustFee(tx, fees, options);
  if (!dust.ok) return dust;
  const sigOpCost = getTransactionSigOpCost(tx, coins);
  if (sigOpCost > MAX_STANDARD_TX_SIGOPS_COST) return reject('bad-txns-too-many-sigops', `${sigOpCost}`);
  const weight = transactionWeight(tx);
  const adjustedWeight = sigopAdjustedWeight(weight, sigOpCost, options.bytesPerSigOp);
  return accept({
    tx,
    ...fees,
    weight,
    adjustedWeight,
    vsize: virtualSize(adjustedWeight),
    sigOpCost,
    usage: estimateMemoryUsage(tx),
    spendsCoinbase: coins.some((coin) => coin.isCoinbase),
  });
}

/** A transaction with dust pays nothing, if what is standard is asked at all. */
function checkDustFee(
  tx: Transaction,
  fees: Fees,
  { requireStandard, standardness }: MempoolOptions,
): Verdict<void, MempoolRejectCode> {
  return requireStandard ? checkEphemeralFee(tx, fees, standardness.dustRelayFeeRate) : ACCEPTED;
}

function checkStandardSpend(tx: Transaction, coins: readonly Coin[]): Verdict<void, MempoolRejectCode> {
  const inputs = checkStandardInputs(tx, coins);
  return inputs.ok ? checkStandardWitness(tx, coins) : inputs;
}
