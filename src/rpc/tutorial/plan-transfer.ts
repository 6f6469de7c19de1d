import { transactionWeight, virtualSize } from '../../consensus/weight.ts';
import { getDustThreshold } from '../../policy/dust.ts';
import { type FeeRate, feeAtRate } from '../../policy/fee-rate.ts';
import type { Satoshis } from '../../primitives/amount.ts';
import {
  makeTransaction,
  SEQUENCE_FINAL,
  type Transaction,
  type TransactionFields,
  type TxOutput,
} from '../../primitives/tx.ts';
import type { OwnedCoin } from '../../wallet/ports.ts';
import type { Transfer } from './transfer.ts';

/**
 * Which transaction a transfer means. The same coins make the same transaction: the client is told what to sign in
 * one request and brings the signatures in another.
 */
export interface TransferPlan {
  /** Nothing is signed yet. */
  readonly unsigned: TransactionFields;
  /** What the inputs spend, in input order. */
  readonly coins: readonly OwnedCoin[];
  readonly fee: Satoshis;
}

export interface PlanRules {
  readonly feeRate: FeeRate;
  readonly dustRelayFeeRate: FeeRate;
}

/** Coins that one transaction spends here at most: some more would be too heavy for nodes to relay. */
export const MAX_INPUTS = 1000;

/** With version 2 relative lock times would hold, if there were any. */
const VERSION = 2;

/** A signature of the largest size with its hash type, and a public key: what the witness of an input will weigh. */
const LARGEST_WITNESS: readonly Uint8Array[] = [new Uint8Array(72), new Uint8Array(33)];

/**
 * The transaction of a transfer, its change going back to the sender; undefined where the coins don't suffice.
 * @param coins - what may be spent, in the order in which to take them. The first that suffices alone is taken by
 *   itself, since one coin wants one signature; where there is none, one after the other until they do
 */
export function planTransfer(
  transfer: Transfer,
  coins: readonly OwnedCoin[],
  rules: PlanRules,
): TransferPlan | undefined {
  for (const coin of coins) {
    const plan = planWith([coin], transfer, rules);
    if (plan) return plan;
  }
  const taken: OwnedCoin[] = [];
  let value = 0;
  for (const coin of coins.slice(0, MAX_INPUTS)) {
    taken.push(coin);
    value += worthOf(coin);
    const plan = value > transfer.amount ? planWith(taken, transfer, rules) : undefined;
    if (plan) return plan;
  }
  return undefined;
}

/** The transaction that spends all of these coins; change that isn't worth an output goes to the miner. */
function planWith(
  coins: readonly OwnedCoin[],
  { from, to, amount }: Transfer,
  { feeRate, dustRelayFeeRate }: PlanRules,
): TransferPlan | undefined {
  const surplus = coins.reduce((sum, coin) => sum + worthOf(coin), 0) - amount;
  if (surplus <= 0) return undefined;
  const payment: TxOutput = { value: amount, scriptPubKey: to.scriptPubKey };
  const change = (value: Satoshis): TxOutput => ({ value, scriptPubKey: from.scriptPubKey });
  const feeWithChange = feeAtRate(feeRate, signedSize(spend(coins, [payment, change(surplus)])));
  const rest = change(surplus - feeWithChange);
  if (rest.value >= getDustThreshold(rest, dustRelayFeeRate)) {
    return { unsigned: spend(coins, [payment, rest]), coins, fee: feeWithChange };
  }
  const unsigned = spend(coins, [payment]);
  return surplus >= feeAtRate(feeRate, signedSize(unsigned)) ? { unsigned, coins, fee: surplus } : undefined;
}

function spend(coins: readonly OwnedCoin[], outputs: readonly TxOutput[]): TransactionFields {
  const inputs = coins.map(({ outpoint }) => ({
    prevout: outpoint,
    scriptSig: new Uint8Array(),
    sequence: SEQUENCE_FINAL,
    witness: [],
  }));
  return { version: VERSION, inputs, outputs, lockTime: 0 };
}

/** The transaction with a witness for each input. */
export function withWitnesses(
  unsigned: TransactionFields,
  witnessOf: (inputIndex: number) => readonly Uint8Array[],
): Transaction {
  const inputs = unsigned.inputs.map((input, index) => ({ ...input, witness: witnessOf(index) }));
  return makeTransaction({ ...unsigned, inputs });
}

/** Virtual bytes once it is signed, at most. */
function signedSize(unsigned: TransactionFields): number {
  return virtualSize(transactionWeight(withWitnesses(unsigned, () => LARGEST_WITNESS)));
}

function worthOf({ coin }: OwnedCoin): Satoshis {
  return coin.output.value;
}
