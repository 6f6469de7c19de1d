import { script as bitcoinScript } from 'bitcoinjs-lib';
import * as ecc from 'tiny-secp256k1';
import { hash160 } from '../../src/crypto/hash160.ts';
import { sha256 } from '../../src/crypto/sha256d.ts';
import type { OutPoint } from '../../src/primitives/outpoint.ts';
import {
  makeTransaction,
  SEQUENCE_FINAL,
  type Transaction,
  type TransactionFields,
  type TxInput,
  type TxOutput,
} from '../../src/primitives/tx.ts';
import { payToPubkeyHash, payToWitnessProgram } from '../../src/script/output-scripts.ts';
import { witnessV0Sighash } from '../../src/script/sighash.ts';
import { createSighashCache } from '../../src/script/sighash-cache.ts';
import { SIGHASH_ALL, SIGHASH_DEFAULT } from '../../src/script/signature-encoding.ts';
import { taprootSighash } from '../../src/script/taproot-sighash.ts';
import { expectDefined } from '../../src/util/invariant.ts';

/** Transactions whose spends hold: with real signatures, or of outputs that ask for none. */

/** How an output is locked, and what opens it. */
export interface Lock {
  readonly scriptPubKey: Uint8Array;
  /** What the input at that index shows; the fields have every input, unsigned, `spent` is what they spend. */
  unlock(
    fields: TransactionFields,
    index: number,
    value: number,
    spent: readonly TxOutput[],
  ): Partial<TxInput>;
}

/** An output that can be spent. */
export interface Spendable extends OutPoint {
  readonly value: number;
  readonly lock: Lock;
}

const OP_TRUE = Uint8Array.of(0x51);

/** P2WSH of OP_TRUE: standard to make and to spend, and nobody signs. */
export const OPEN_LOCK: Lock = {
  scriptPubKey: payToWitnessProgram(0, sha256(OP_TRUE)),
  unlock: () => ({ witness: [OP_TRUE] }),
};

/** OP_TRUE itself, which is valid but not standard. */
export const BARE_LOCK: Lock = { scriptPubKey: OP_TRUE, unlock: () => ({}) };

/** P2WPKH of a key of its own for each number from 1 up. */
export function keyLock(number: number): Lock {
  const privateKey = sha256(new TextEncoder().encode(`key ${number}`));
  const pubkey = expectDefined(ecc.pointFromScalar(privateKey, true), 'a private key');
  const keyHash = hash160(pubkey);
  return {
    scriptPubKey: payToWitnessProgram(0, keyHash),
    unlock(fields, inputIndex, value) {
      const scriptCode = payToPubkeyHash(keyHash);
      const request = { inputIndex, scriptCode, hashType: SIGHASH_ALL };
      const digest = witnessV0Sighash(createSighashCache(fields), request, value);
      const signature = bitcoinScript.signature.encode(ecc.sign(digest, privateKey), SIGHASH_ALL);
      return { witness: [new Uint8Array(signature), pubkey] };
    },
  };
}

/** P2TR of a key of its own for each number from 1 up, which is the output's key itself. */
export function taprootLock(number: number): Lock {
  const privateKey = sha256(new TextEncoder().encode(`taproot key ${number}`));
  const outputKey = expectDefined(ecc.xOnlyPointFromScalar(privateKey), 'a private key');
  return {
    scriptPubKey: payToWitnessProgram(1, outputKey),
    unlock(fields, inputIndex, _value, spent) {
      const request = { inputIndex, hashType: SIGHASH_DEFAULT, annexHash: undefined, leaf: undefined };
      const message = expectDefined(taprootSighash(createSighashCache(fields, spent), request), 'a message');
      return { witness: [ecc.signSchnorr(message, privateKey, new Uint8Array(32))] };
    },
  };
}

/** Pays that value to that lock. */
export function payTo(lock: Lock, value: number): TxOutput {
  return { value, scriptPubKey: lock.scriptPubKey };
}

/** An output of the transaction as what a later one may spend. */
export function outputAt({ txid, outputs }: Transaction, index: number, lock: Lock = OPEN_LOCK): Spendable {
  return { txid, index, value: expectDefined(outputs[index], 'an output').value, lock };
}

export interface SpendOptions {
  readonly version?: number;
  readonly lockTime?: number;
  /** Of every input. */
  readonly sequence?: number;
}

/** A transaction that spends these, every input opened as its lock asks. */
export function spend(
  coins: readonly Spendable[],
  outputs: readonly TxOutput[],
  { version = 2, lockTime = 0, sequence = SEQUENCE_FINAL }: SpendOptions = {},
): Transaction {
  const inputs = coins.map(({ txid, index }) => ({
    prevout: { txid, index },
    scriptSig: new Uint8Array(),
    sequence,
    witness: [],
  }));
  const fields: TransactionFields = { version, inputs, outputs, lockTime };
  const spent = coins.map(({ lock, value }) => payTo(lock, value));
  const opened = coins.map(({ lock, value }, index) => ({
    ...expectDefined(inputs[index], 'an input for each coin'),
    ...lock.unlock(fields, index, value, spent),
  }));
  return makeTransaction({ ...fields, inputs: opened });
}

/** A transaction that pays all it spends, less the fee, in equal parts to one lock. */
export function payOn(coins: readonly Spendable[], fee: number, options: PayOptions = {}): Transaction {
  const { parts = 1, lock = OPEN_LOCK, ...rest } = options;
  const value = coins.reduce((sum, coin) => sum + coin.value, 0) - fee;
  const part = Math.floor(value / parts);
  const outputs = Array.from({ length: parts }, (_, i) =>
    payTo(lock, i === 0 ? value - part * (parts - 1) : part),
  );
  return spend(coins, outputs, rest);
}

export interface PayOptions extends SpendOptions {
  /** Outputs to make, 1 unless given. */
  readonly parts?: number;
  readonly lock?: Lock;
}
