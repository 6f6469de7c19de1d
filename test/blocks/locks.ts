import { script as bitcoinScript } from 'bitcoinjs-lib';
import * as ecc from 'tiny-secp256k1';
import { hash160 } from '../../src/crypto/hash160.ts';
import { sha256 } from '../../src/crypto/sha256d.ts';
import type { Transaction, TransactionFields, TxInput } from '../../src/primitives/tx.ts';
import { payToPubkeyHash, payToScriptHash, payToWitnessProgram } from '../../src/script/output-scripts.ts';
import { pushData } from '../../src/script/push.ts';
import { legacySighash, witnessV0Sighash } from '../../src/script/sighash.ts';
import { createSighashCache } from '../../src/script/sighash-cache.ts';
import { SIGHASH_ALL } from '../../src/script/signature-encoding.ts';
import { concatBytes } from '../../src/util/bytes.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { parseScript } from '../helpers/script.ts';
import { type Lock, outputAt, payOn, type Spendable, type SpendOptions, spend } from '../helpers/spending.ts';

/** Locks of every kind, and what opens them or fails to. Scripts are in the notation of Core's vectors. */

const NO_BYTES = new Uint8Array();

/** A bare script, opened by that scriptSig and witness. */
export function bareLock(scriptPubKey: string | Uint8Array, shown: Shown = {}): Lock {
  return { scriptPubKey: scriptOf(scriptPubKey), unlock: () => shownInput(shown) };
}

export interface Shown {
  readonly scriptSig?: string | Uint8Array;
  readonly witness?: readonly Uint8Array[];
}

/** P2A, which anyone can spend. @source Bitcoin Core src/script/script.h IsPayToAnchor */
export const ANCHOR_LOCK: Lock = bareLock('1 0x024e73');

/** P2SH of the redeem script; the scriptSig is `pushes` and the redeem script, unless another is shown. */
export function p2shLock(redeemScript: string | Uint8Array, pushes = '', shown: Shown = {}): Lock {
  const redeem = scriptOf(redeemScript);
  const scriptSig = concatBytes(parseScript(pushes), pushData(redeem));
  return {
    scriptPubKey: payToScriptHash(hash160(redeem)),
    unlock: () => shownInput({ scriptSig, ...shown }),
  };
}

/** P2WSH of the script; the witness is `stack` and the script, unless another is shown. */
export function p2wshLock(
  witnessScript: string | Uint8Array,
  stack: readonly Uint8Array[] = [],
  shown: Shown = {},
): Lock {
  const script = scriptOf(witnessScript);
  return {
    scriptPubKey: payToWitnessProgram(0, sha256(script)),
    unlock: () => shownInput({ witness: [...stack, script], ...shown }),
  };
}

/** A segwit lock behind P2SH. */
export function nested(inner: Lock): Lock {
  return {
    scriptPubKey: payToScriptHash(hash160(inner.scriptPubKey)),
    unlock: (...place) => ({ ...inner.unlock(...place), scriptSig: pushData(inner.scriptPubKey) }),
  };
}

/** What is done to a signature before it is shown. */
export type Alteration = (signature: Uint8Array) => Uint8Array;
export const UNALTERED: Alteration = (signature) => signature;

export const SECRET = sha256(new TextEncoder().encode('the key of the table'));
export const PUBKEY = expectDefined(ecc.pointFromScalar(SECRET, true), 'a private key');

/** OP_CHECKSIG of a key, signed. @param hashType - of the signature */
export function pubkeyLock(alter: Alteration = UNALTERED, hashType = SIGHASH_ALL): Lock {
  const scriptPubKey = concatBytes(pushData(PUBKEY), parseScript('CHECKSIG'));
  return signedLock(scriptPubKey, (signature) => pushData(alter(signature)), hashType);
}

/** P2PKH of the same key, signed. */
export function pubkeyHashLock(alter: Alteration = UNALTERED): Lock {
  return signedLock(payToPubkeyHash(hash160(PUBKEY)), (signature) =>
    concatBytes(pushData(alter(signature)), pushData(PUBKEY)),
  );
}

/** A bare script that checks a signature of that key. @param show - the scriptSig of a signature */
export function signedLock(
  scriptPubKey: Uint8Array,
  show: (signature: Uint8Array) => Uint8Array,
  hashType = SIGHASH_ALL,
): Lock {
  return {
    scriptPubKey,
    unlock(fields, inputIndex) {
      const request = { inputIndex, scriptCode: scriptPubKey, hashType };
      return { scriptSig: show(sign(legacySighash(createSighashCache(fields), request), hashType)) };
    },
  };
}

/** P2WPKH of the same key, signed. @param options.amount - the value that is signed, where that is another */
export function witnessKeyLock(
  alter: Alteration = UNALTERED,
  options: { readonly amount?: number; readonly pubkey?: Uint8Array } = {},
): Lock {
  const { pubkey = PUBKEY } = options;
  const keyHash = hash160(pubkey);
  return {
    scriptPubKey: payToWitnessProgram(0, keyHash),
    unlock(fields, inputIndex, value) {
      const request = { inputIndex, scriptCode: payToPubkeyHash(keyHash), hashType: SIGHASH_ALL };
      const digest = witnessV0Sighash(createSighashCache(fields), request, options.amount ?? value);
      return { witness: [alter(sign(digest, SIGHASH_ALL)), pubkey] };
    },
  };
}

/** The same key, uncompressed. */
export const LONG_PUBKEY = ecc.pointCompress(PUBKEY, false);

function sign(digest: Uint8Array, hashType: number): Uint8Array {
  return new Uint8Array(bitcoinScript.signature.encode(ecc.sign(digest, SECRET), hashType));
}

/** A transaction that pays the coin to the lock, and one that spends it there. */
export function through(
  coin: Spendable,
  lock: Lock,
  options: SpendOptions = {},
): readonly [Transaction, Transaction] {
  const fund = payOn([coin], 0, { lock });
  return [fund, payOn([outputAt(fund, 0, lock)], 0, options)];
}

/** A transaction that spends the coins to an output of that script. */
export function payToScript(coins: readonly Spendable[], scriptPubKey: string | Uint8Array): Transaction {
  const value = coins.reduce((sum, coin) => sum + coin.value, 0);
  return spend(coins, [{ value, scriptPubKey: scriptOf(scriptPubKey) }]);
}

export function scriptOf(script: string | Uint8Array): Uint8Array {
  return typeof script === 'string' ? parseScript(script) : script;
}

/** The same words so many times. */
export function times(count: number, words: string): string {
  return `${words} `.repeat(count);
}

function shownInput({ scriptSig = NO_BYTES, witness = [] }: Shown): Partial<TxInput> {
  return { scriptSig: scriptOf(scriptSig), witness };
}

/** The fields of a transaction with its first input changed. */
export function withFirstInput(tx: TransactionFields, changes: Partial<TxInput>): TransactionFields {
  const inputs = tx.inputs.map((input, i) => (i === 0 ? { ...input, ...changes } : input));
  return { ...tx, inputs };
}
