import type { SignatureVerifier } from '../crypto/signature-verifier.ts';
import { displayHash } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';
import type { ScriptError } from '../script/errors.ts';
import type { ScriptFlags } from '../script/flags.ts';
import type { ScriptObserver } from '../script/interpreter.ts';
import { createSighashCache, type SighashCache } from '../script/sighash-cache.ts';
import { createTransactionChecker } from '../script/transaction-checker.ts';
import { verifyScript } from '../script/verify-script.ts';
import { expectDefined } from '../util/invariant.ts';
import type { Coin } from './coin.ts';

/** By what scripts are judged. */
export interface ScriptRules {
  readonly flags: ScriptFlags;
  /** Sees every instruction, for explanations. */
  readonly observer?: ScriptObserver | undefined;
  /** One that remembers signatures, for instance. */
  readonly verifier?: SignatureVerifier | undefined;
}

export interface TransactionScripts extends ScriptRules {
  readonly tx: Transaction;
  /** What the inputs spend, in input order. */
  readonly coins: readonly Coin[];
}

/** The first input of a transaction whose scripts fail. */
export interface ScriptFailure {
  readonly tx: Transaction;
  readonly inputIndex: number;
  readonly error: ScriptError;
  /** Which input of which transaction, as Core's debug text has it. */
  readonly debug: string;
}

/**
 * Runs the scripts of every input, in order; undefined where all hold.
 * @source Bitcoin Core src/validation.cpp CheckInputScripts
 */
export function findScriptFailure(scripts: TransactionScripts): ScriptFailure | undefined {
  const { tx, coins } = scripts;
  const sighashes = createSighashCache(
    tx,
    coins.map(({ output }) => output),
  );
  for (let inputIndex = 0; inputIndex < coins.length; inputIndex++) {
    const error = findInputFailure(sighashes, inputIndex, scripts);
    if (error !== undefined) return describeFailure(tx, inputIndex, error);
  }
  return undefined;
}

/**
 * Runs the scripts of one input; undefined where they hold. Inputs of a transaction may be checked in any order, and
 * on different threads.
 * @param sighashes - made with all that the transaction spends; one for all inputs that are checked on this thread
 * @source Bitcoin Core src/validation.cpp CScriptCheck
 */
export function findInputFailure(
  sighashes: SighashCache,
  inputIndex: number,
  { flags, observer, verifier }: ScriptRules,
): ScriptError | undefined {
  const { scriptSig, witness } = expectDefined(sighashes.tx.inputs[inputIndex], 'the checked input');
  const { value, scriptPubKey } = expectDefined(sighashes.spentOutputs?.[inputIndex], 'what it spends');
  const checker = createTransactionChecker({ sighashes, inputIndex, amount: value, verifier });
  const verdict = verifyScript({ scriptSig, witness, scriptPubKey }, { flags, observer, checker });
  return verdict.ok ? undefined : verdict.code;
}

/** The failure of an input with the words that tell which one it is. */
export function describeFailure(tx: Transaction, inputIndex: number, error: ScriptError): ScriptFailure {
  const prevout = tx.inputs[inputIndex]?.prevout;
  const spent = prevout ? `${displayHash(prevout.txid)}:${prevout.index}` : 'nothing';
  const input = `input ${inputIndex} of ${displayHash(tx.txid)} (wtxid ${displayHash(tx.wtxid)})`;
  return { tx, inputIndex, error, debug: `${input}, spending ${spent}` };
}
