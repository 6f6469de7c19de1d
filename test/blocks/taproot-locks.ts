import * as ecc from 'tiny-secp256k1';
import { sha256 } from '../../src/crypto/sha256d.ts';
import { payToWitnessProgram } from '../../src/script/output-scripts.ts';
import { createSighashCache } from '../../src/script/sighash-cache.ts';
import { SIGHASH_DEFAULT } from '../../src/script/signature-encoding.ts';
import { NO_CODESEPARATOR, taprootSighash } from '../../src/script/taproot-sighash.ts';
import { concatBytes } from '../../src/util/bytes.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import type { Lock } from '../helpers/spending.ts';
import { buildTaproot, type Tree, tweakSecret } from '../helpers/taproot.ts';
import { type Alteration, PUBKEY, SECRET, scriptOf, UNALTERED } from './locks.ts';

/** Locks of taproot; the inner key is that of the table. */

/** What a taproot lock is opened with, beside the script. */
export interface TaprootShown {
  readonly tree?: Tree;
  /** What the script gets; absent on the key path. */
  readonly stack?: readonly Uint8Array[];
  readonly annex?: Uint8Array;
  /** Of a signature, DEFAULT unless given. */
  readonly hashType?: number;
  /** What is done to the signature. */
  readonly alter?: Alteration;
  /** What is done to the control block. */
  readonly alterControl?: Alteration;
}

/** Taproot by the first script of the tree, which gets `stack`. */
export function tapscriptLock(script: string | Uint8Array, shown: TaprootShown = {}): Lock {
  const leaf = { script: scriptOf(script) };
  const { tree = leaf, stack = [], annex, alterControl = UNALTERED } = shown;
  const built = buildTaproot(PUBKEY.subarray(1), tree);
  const { script: shownScript, control } = expectDefined(built.leaves[0], 'a leaf');
  const witness = [...stack, shownScript, alterControl(control), ...(annex ? [annex] : [])];
  return { scriptPubKey: payToWitnessProgram(1, built.outputKey), unlock: () => ({ witness }) };
}

/** Taproot by the key, signed. */
export function taprootKeyLock(shown: TaprootShown = {}): Lock {
  const { tree, annex, hashType = SIGHASH_DEFAULT, alter = UNALTERED } = shown;
  const built = buildTaproot(PUBKEY.subarray(1), tree);
  const scriptPubKey = payToWitnessProgram(1, built.outputKey);
  return {
    scriptPubKey,
    unlock(fields, inputIndex, value) {
      const annexHash = annex && sha256(concatBytes(Uint8Array.of(annex.length), annex));
      const request = { inputIndex, hashType, annexHash, leaf: undefined };
      const digest = taprootSighash(createSighashCache(fields, [{ value, scriptPubKey }]), request);
      const signature = ecc.signSchnorr(expectDefined(digest, 'a digest'), tweakSecret(SECRET, built));
      const typed =
        hashType === SIGHASH_DEFAULT ? signature : concatBytes(signature, Uint8Array.of(hashType));
      return { witness: [alter(typed), ...(annex ? [annex] : [])] };
    },
  };
}

/** The script of a leaf that checks a signature of that key, and the signature. */
export function signedTapscriptLock(script: string, alter: Alteration = UNALTERED): Lock {
  const tapscript = scriptOf(script);
  const built = buildTaproot(PUBKEY.subarray(1), { script: tapscript });
  const { leafHash, control } = expectDefined(built.leaves[0], 'a leaf');
  const scriptPubKey = payToWitnessProgram(1, built.outputKey);
  return {
    scriptPubKey,
    unlock(fields, inputIndex, value) {
      const leaf = { leafHash, codeSeparatorPosition: NO_CODESEPARATOR };
      const request = { inputIndex, hashType: SIGHASH_DEFAULT, annexHash: undefined, leaf };
      const digest = taprootSighash(createSighashCache(fields, [{ value, scriptPubKey }]), request);
      const signature = alter(ecc.signSchnorr(expectDefined(digest, 'a digest'), SECRET));
      return { witness: [signature, tapscript, control] };
    },
  };
}
