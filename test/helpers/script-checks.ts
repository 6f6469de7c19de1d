import type { ScriptCheck } from '../../src/chain/ports.ts';
import { makeTransaction, type Transaction } from '../../src/primitives/tx.ts';
import { BARE_LOCK, type Lock, OPEN_LOCK, payOn } from './spending.ts';
import { numberedHash } from './transactions.ts';

/** Transactions with what they spend, as a block brings them to the script verifier. */

const VALUE = 10_000;

/** What to make of each input: one that holds, or one that fails in its own way. */
export type InputFate = 'holds' | 'wrong script' | 'no witness' | 'false';

const SPOILED_WITNESS: Readonly<Record<Exclude<InputFate, 'holds'>, readonly Uint8Array[]>> = {
  'wrong script': [Uint8Array.of(0x52)],
  'no witness': [],
  false: [Uint8Array.of(0x51), Uint8Array.of(0x51), Uint8Array.of(0x51)],
};

/** A transaction that spends one output of nobody's for each fate. @param number - makes it another transaction */
export function checkOf(number: number, fates: readonly InputFate[]): ScriptCheck {
  const { tx, coins } = signedCheck(
    number,
    fates.map(() => OPEN_LOCK),
  );
  const inputs = tx.inputs.map((input, i) => {
    const fate = fates[i] ?? 'holds';
    return fate === 'holds' ? input : { ...input, witness: SPOILED_WITNESS[fate] };
  });
  return { tx: makeTransaction({ ...tx, inputs }), coins };
}

/** A transaction that spends one output with each lock, opened as it asks. */
export function signedCheck(number: number, locks: readonly Lock[]): ScriptCheck {
  const txid = numberedHash(number);
  const spendables = locks.map((lock, index) => ({ txid, index, value: VALUE, lock }));
  return { tx: payOn(spendables, VALUE / 2, { lock: BARE_LOCK }), coins: coinsOf(locks) };
}

function coinsOf(locks: readonly Lock[]): ScriptCheck['coins'] {
  return locks.map(({ scriptPubKey }) => ({
    output: { value: VALUE, scriptPubKey },
    height: 1,
    isCoinbase: false,
  }));
}

/** The transaction with its outputs changed after it was signed. */
export function tamperedWith({ tx, coins }: ScriptCheck): ScriptCheck {
  const fields: Transaction = { ...tx, outputs: [] };
  return {
    tx: makeTransaction({ ...fields, outputs: [{ value: 1, scriptPubKey: BARE_LOCK.scriptPubKey }] }),
    coins,
  };
}
