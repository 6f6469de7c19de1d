import type { Transaction } from '../../../src/primitives/tx.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { payOn, type Spendable } from '../spending.ts';
import { TEST_MATURITY } from '../test-mempool.ts';
import { areMature, medianTime, placeOf, spentBy } from './chain.ts';
import { descendantsIn, sumOf, vsizeOf } from './families.ts';
import { type ModelMempool, weightOf } from './mempool.ts';
import type { Payment } from './steps.ts';

/** Makes the transactions that steps ask for, as the model stands. */

/** @param outputs - every one that ever was, newest last */
export function makePayment(step: Payment, model: ModelMempool, outputs: readonly Spendable[]): Transaction {
  const choice = choiceOf(step.from, model, outputs);
  const coins = [...new Set(step.coins.map((n) => expectDefined(choice[n % choice.length], 'a coin')))];
  const { parts, sequence } = step;
  const make = (fee: number): Transaction =>
    payOn(coins, fee, { parts, sequence, lockTime: lockTimeOf(step, model) });
  return make(Math.max(0, feeOf(step, make(0), model)));
}

function choiceOf(
  from: Payment['from'],
  model: ModelMempool,
  outputs: readonly Spendable[],
): readonly Spendable[] {
  const spent = new Set(model.entries().flatMap(({ tx }) => spentBy(tx)));
  const coins = model.coins();
  /** There, and deep enough where it is of a coinbase. */
  const isFree = (place: string): boolean => {
    const coin = coins.get(place);
    return coin !== undefined && areMature([coin], model.chain(), TEST_MATURITY) && !spent.has(place);
  };
  const choices: Record<Payment['from'], () => readonly Spendable[]> = {
    unspent: () => outputs.filter((output) => isFree(placeOf(output))),
    spent: () => outputs.filter((output) => spent.has(placeOf(output))),
    recent: () => outputs.slice(-6),
    all: () => outputs,
  };
  const choice = choices[from]();
  return choice.length > 0 ? choice : outputs;
}

function feeOf({ fee }: Payment, unpaid: Transaction, model: ModelMempool): number {
  const vsize = vsizeOf({ weight: weightOf(unpaid) });
  if (fee.over === 'nothing') return fee.by;
  if (fee.over === 'floor') return Math.ceil((vsize * model.floor()) / 1000) + fee.by;
  const places = spentBy(unpaid);
  const conflicts = model.entries().filter(({ tx }) => spentBy(tx).some((place) => places.includes(place)));
  return sumOf(descendantsIn(model.entries(), conflicts)).fee + Math.ceil(vsize / 10) + fee.by;
}

function lockTimeOf({ lock }: Payment, model: ModelMempool): number {
  const chain = model.chain();
  const times = { none: 0, height: chain.length - 1, high: chain.length };
  if (lock === 'time' || lock === 'late') return medianTime(chain) - (lock === 'time' ? 1 : 0);
  return times[lock];
}
