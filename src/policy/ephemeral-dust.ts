import type { Satoshis } from '../primitives/amount.ts';
import { displayHash, type Hash256, hashKey } from '../primitives/hash256.ts';
import { outPointKey } from '../primitives/outpoint.ts';
import type { Transaction } from '../primitives/tx.ts';
import { ACCEPTED, type Accepted, type Rejected, reject, type Verdict } from '../util/verdict.ts';
import { findDust } from './dust.ts';
import type { FeeRate } from './fee-rate.ts';

/**
 * Dust that is gone before it becomes a coin. A transaction may have one output of dust if it pays nothing itself, so
 * that nobody mines it alone, and if whoever spends any of its outputs spends the dust with it: then only the two
 * together are worth a place in a block. Layers above use it for outputs that anybody may raise the fee by.
 * @source Bitcoin Core src/policy/ephemeral_policy.h
 */

/** What a transaction pays. */
export interface Fees {
  readonly fee: Satoshis;
  /** With what the operator added to it, or took from it. */
  readonly modifiedFee: Satoshis;
}

/**
 * A transaction with dust pays no fee, neither in truth nor in the operator's eyes.
 * @rejects dust
 * @source Bitcoin Core src/policy/ephemeral_policy.cpp PreCheckEphemeralTx
 */
export function checkEphemeralFee(
  tx: Pick<Transaction, 'outputs'>,
  { fee, modifiedFee }: Fees,
  dustRelayFeeRate: FeeRate,
): Verdict<void, 'dust'> {
  if (fee === 0 && modifiedFee === 0) return ACCEPTED;
  return findDust(tx, dustRelayFeeRate).length > 0
    ? reject('dust', 'tx with dust output must be 0-fee')
    : ACCEPTED;
}

/** Accepted; or refused, with the transaction that left dust behind. */
export type EphemeralVerdict =
  | Accepted<void>
  | (Rejected<'missing-ephemeral-spends'> & { readonly culprit: Transaction });

export interface EphemeralRules {
  readonly dustRelayFeeRate: FeeRate;
  /** The unconfirmed transaction of that id in the mempool. */
  readonly inMempool: (txid: Hash256) => Pick<Transaction, 'outputs'> | undefined;
}

/**
 * Whoever spends an output of an unconfirmed transaction spends all dust of that transaction.
 * @param txs - those that come together, or one alone
 * @rejects missing-ephemeral-spends, of the first that leaves dust behind
 * @source Bitcoin Core src/policy/ephemeral_policy.cpp CheckEphemeralSpends
 */
export function checkEphemeralSpends(txs: readonly Transaction[], rules: EphemeralRules): EphemeralVerdict {
  const together = new Map(txs.map((tx) => [hashKey(tx.txid), tx]));
  for (const tx of txs) {
    const spent = new Set(tx.inputs.map(({ prevout }) => outPointKey(prevout)));
    const parents = new Map(tx.inputs.map(({ prevout: { txid } }) => [hashKey(txid), txid]));
    for (const [key, txid] of parents) {
      const parent = together.get(key) ?? rules.inMempool(txid);
      const dust = parent ? findDust(parent, rules.dustRelayFeeRate) : [];
      if (dust.some((index) => !spent.has(outPointKey({ txid, index })))) return leavesDust(tx);
    }
  }
  return ACCEPTED;
}

function leavesDust(culprit: Transaction): EphemeralVerdict {
  const { txid, wtxid } = culprit;
  const name = `tx ${displayHash(txid)} (wtxid=${displayHash(wtxid)})`;
  return {
    ...reject('missing-ephemeral-spends', `${name} did not spend parent's ephemeral dust`),
    culprit,
  };
}
