import type { EcdsaVerifier } from '../crypto/signature-cache.ts';
import { displayHash } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';
import type { ScriptError } from '../script/errors.ts';
import type { ScriptFlags } from '../script/flags.ts';
import type { ScriptObserver } from '../script/interpreter.ts';
import { createSighashCache } from '../script/sighash.ts';
import { createTransactionChecker } from '../script/transaction-checker.ts';
import { verifyScript } from '../script/verify-script.ts';
import type { Coin } from './coin.ts';

/** The first input of a transaction whose scripts fail. */
export interface ScriptFailure {
  readonly inputIndex: number;
  readonly error: ScriptError;
  /** Which input of which transaction, as Core's debug text has it. */
  readonly debug: string;
}

export interface TransactionScripts {
  readonly tx: Transaction;
  /** What the inputs spend, in input order. */
  readonly coins: readonly Coin[];
  readonly flags: ScriptFlags;
  /** Sees every instruction, for explanations. */
  readonly observer?: ScriptObserver;
  /** One that remembers signatures, for instance. */
  readonly verifySignature?: EcdsaVerifier;
}

/**
 * Runs the scripts of every input, in order; undefined where all hold.
 * @source Bitcoin Core src/validation.cpp CheckInputScripts
 */
export function findScriptFailure({
  tx,
  coins,
  flags,
  verifySignature,
  ...rest
}: TransactionScripts): ScriptFailure | undefined {
  const sighashes = createSighashCache(tx);
  const signatures = verifySignature && { verifySignature };
  for (const [inputIndex, { output }] of coins.entries()) {
    const { scriptSig = new Uint8Array(), witness = [] } = tx.inputs[inputIndex] ?? {};
    const checker = createTransactionChecker({ sighashes, inputIndex, amount: output.value, ...signatures });
    const spend = { scriptSig, witness, scriptPubKey: output.scriptPubKey };
    const verdict = verifyScript(spend, { flags, checker, ...rest });
    if (!verdict.ok) return { inputIndex, error: verdict.code, debug: describeInput(tx, inputIndex) };
  }
  return undefined;
}

function describeInput(tx: Transaction, index: number): string {
  const prevout = tx.inputs[index]?.prevout;
  const spent = prevout ? `${displayHash(prevout.txid)}:${prevout.index}` : 'nothing';
  return `input ${index} of ${displayHash(tx.txid)} (wtxid ${displayHash(tx.wtxid)}), spending ${spent}`;
}
