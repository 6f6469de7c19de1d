import { originOf } from '../../chain/connect.ts';
import type { Coin } from '../../consensus/coin.ts';
import { areSequenceLocksMet, calculateSequenceLocks } from '../../consensus/sequence-locks.ts';
import { transactionWeight } from '../../consensus/weight.ts';
import { isDust } from '../../policy/dust.ts';
import { type MempoolRejectKey, mempoolRejectKey } from '../../policy/reject-codes.ts';
import { checkStandardInputs } from '../../policy/standard-inputs.ts';
import { isStandard, MAX_STANDARD_SCRIPTSIG_SIZE } from '../../policy/standard-transaction.ts';
import { findWitnessFault } from '../../policy/standard-witness.ts';
import { isMoneyRange } from '../../primitives/amount.ts';
import { displayHash } from '../../primitives/hash256.ts';
import { isNullOutPoint, outPointKey } from '../../primitives/outpoint.ts';
import type { Transaction, TxInput, TxOutput } from '../../primitives/tx.ts';
import { LOCKTIME_THRESHOLD } from '../../script/limits.ts';
import { isPushOnly } from '../../script/predicates.ts';
import { solve } from '../../script/solver.ts';
import type { ExplainContext } from './context.ts';

/** Which part of a transaction broke a rule. */
export interface Culprit {
  /** Its index. */
  readonly input?: number;
  readonly output?: number;
  /** What is particular about it, in a sentence. */
  readonly note?: string;
}

export interface Suspect {
  readonly tx: Transaction;
  /** What the inputs spend, in input order; undefined where there is no such coin. */
  readonly coins: readonly (Coin | undefined)[];
  readonly context: ExplainContext;
}

type Finder = (suspect: Suspect) => Culprit | undefined;

/** For the reasons that a single input or output gives. */
const FINDERS: { readonly [Key in MempoolRejectKey]?: Finder } = {
  'bad-txns-vout-negative': inOutputs(({ value }) => value < 0),
  'bad-txns-vout-toolarge': inOutputs(({ value }) => value > 0 && !isMoneyRange(value)),
  scriptpubkey: inOutputs(({ scriptPubKey }) => !isStandard(solve(scriptPubKey))),
  'bare-multisig': inOutputs(({ scriptPubKey }) => solve(scriptPubKey).type === 'multisig'),
  dust: inOutputs((output, { context }) =>
    isDust(output, context.mempoolOptions.standardness.dustRelayFeeRate),
  ),

  version: ({ tx }) => ({ note: `It has version ${tx.version}.` }),
  'tx-size': ({ tx }) => ({ note: `It has ${transactionWeight(tx)} weight units.` }),
  'tx-size-small': ({ tx }) => ({ note: `It has ${tx.strippedSize} bytes without its witnesses.` }),
  datacarrier: findLastData,
  'non-final': findLockTime,

  'bad-txns-inputs-duplicate': findDuplicate,
  'bad-txns-prevout-null': inInputs(({ prevout }) => isNullOutPoint(prevout)),
  'scriptsig-size': inInputs(({ scriptSig }) => scriptSig.length > MAX_STANDARD_SCRIPTSIG_SIZE),
  'scriptsig-not-pushonly': inInputs(({ scriptSig }) => !isPushOnly(scriptSig)),
  'bad-txns-nonstandard-inputs': inInputs(
    (input, { tx }, coin) =>
      coin !== undefined && !checkStandardInputs({ ...tx, inputs: [input] }, [coin]).ok,
  ),
  'bad-witness-nonstandard': findBadWitness,
  'bad-txns-inputs-missingorspent': findMissing,
  'bad-txns-premature-spend-of-coinbase': findImmature,
  'non-BIP68-final': findLocked,
  'insufficient fee': findConflict,
  'insufficient fee (including sibling eviction)': findConflict,
  'too many potential replacements': findConflict,
  'too many potential replacements (including sibling eviction)': findConflict,
  'bad-txns-spends-conflicting-tx': findConflict,
};

/** Finds the part that a reason is about; nothing where it is about the whole. @param code - as the mempool says it */
export function findCulprit(code: string, suspect: Suspect): Culprit {
  return FINDERS[mempoolRejectKey(code)]?.(suspect) ?? {};
}

function inOutputs(isGuilty: (output: TxOutput, suspect: Suspect) => boolean): Finder {
  return (suspect) => {
    const output = suspect.tx.outputs.findIndex((candidate) => isGuilty(candidate, suspect));
    return output < 0 ? undefined : { output };
  };
}

function inInputs(isGuilty: (input: TxInput, suspect: Suspect, coin: Coin | undefined) => boolean): Finder {
  return (suspect) => {
    const input = suspect.tx.inputs.findIndex((candidate, i) =>
      isGuilty(candidate, suspect, suspect.coins[i]),
    );
    return input < 0 ? undefined : { input };
  };
}

/** The output with which the data are too much. */
function findLastData({ tx, context }: Suspect): Culprit | undefined {
  let left = context.mempoolOptions.standardness.maxDataCarrierBytes;
  const output = tx.outputs.findIndex(({ scriptPubKey }) => {
    if (solve(scriptPubKey).type === 'nulldata') left -= scriptPubKey.length;
    return left < 0;
  });
  return output < 0 ? undefined : { output };
}

function findLockTime({ tx, context: { chainstate } }: Suspect): Culprit {
  const { height, medianTimePast } = chainstate.tip();
  const now =
    tx.lockTime < LOCKTIME_THRESHOLD
      ? `the next block is ${height + 1}`
      : `the median time is ${medianTimePast}`;
  return { note: `Its lock time is ${tx.lockTime}; ${now}.` };
}

function findBadWitness({ tx, coins }: Suspect): Culprit | undefined {
  for (const [index, input] of tx.inputs.entries()) {
    const fault = findWitnessFault(input, coins[index]?.output.scriptPubKey ?? new Uint8Array());
    if (fault !== undefined) return { input: index, note: `It has ${fault}.` };
  }
  return undefined;
}

function findDuplicate({ tx }: Suspect): Culprit | undefined {
  const names = tx.inputs.map(({ prevout }) => outPointKey(prevout));
  const input = names.findIndex((name, index) => names.indexOf(name) < index);
  if (input < 0) return undefined;
  return { input, note: `Input ${names.indexOf(names[input] ?? '')} spends the same coin.` };
}

/** Outputs beside the missing one that are asked for, to see whether their transaction is known. */
const NEIGHBOURS = 20;

function findMissing({ tx, coins, context: { mempool, chainstate } }: Suspect): Culprit | undefined {
  const index = coins.indexOf(undefined);
  const prevout = tx.inputs[index]?.prevout;
  if (!prevout) return undefined;
  const { txid } = prevout;
  const waiting = mempool.get(txid);
  if (waiting) {
    const count = waiting.tx.outputs.length;
    return {
      input: index,
      note: `That transaction waits in the mempool, but its outputs are 0 to ${count - 1}.`,
    };
  }
  const isKnown = Array.from({ length: NEIGHBOURS }, (_, output) => output).some((output) =>
    chainstate.coins.getCoin({ txid, index: output }),
  );
  return {
    input: index,
    note: isKnown
      ? 'That transaction is in the chain, other outputs of it are unspent: this one is spent, or there is none.'
      : 'No transaction of that id is in the mempool, and none in the chain has outputs left: it is not known, or all are spent.',
  };
}

function findImmature({ coins, context: { chainstate } }: Suspect): Culprit | undefined {
  const next = chainstate.tip().height + 1;
  const { coinbaseMaturity } = chainstate.params;
  const isImmature = (coin: Coin | undefined) =>
    coin?.isCoinbase === true && next - coin.height < coinbaseMaturity;
  const input = coins.findIndex(isImmature);
  const coin = coins[input];
  if (!coin) return undefined;
  const due = coin.height + coinbaseMaturity;
  return {
    input,
    note: `It is the reward of block ${coin.height}. Block ${due} is the first that can hold a spend of it, which is accepted from height ${due - 1} on; the chain has height ${next - 1}.`,
  };
}

function findLocked({ tx, coins, context: { chainstate } }: Suspect): Culprit | undefined {
  const tip = chainstate.tip();
  const next = { height: tip.height + 1, parentMedianTimePast: tip.medianTimePast };
  for (const [index, input] of tx.inputs.entries()) {
    const coin = coins[index];
    if (!coin) continue;
    const locks = calculateSequenceLocks({ ...tx, inputs: [input] }, [originOf(coin, tip)]);
    if (areSequenceLocksMet(locks, next)) continue;
    const note =
      locks.height >= next.height
        ? `Block ${locks.height + 1} is the first that can hold it; the next one is ${next.height}.`
        : `The median time has to exceed ${locks.time}; it is ${next.parentMedianTimePast}.`;
    return { input: index, note };
  }
  return undefined;
}

function findConflict({ tx, context: { mempool } }: Suspect): Culprit | undefined {
  for (const [index, { prevout }] of tx.inputs.entries()) {
    const spender = mempool.spenderOf(prevout);
    if (spender)
      return { input: index, note: `Transaction ${displayHash(spender.tx.txid)} spends the same coin.` };
  }
  return undefined;
}
