import type { SignatureChecker } from '../script/machine.ts';
import { miniscriptFromScript } from '../script/miniscript/from-script.ts';
import type { MiniscriptContext } from '../script/miniscript/model.ts';
import { type SpendConditions, satisfyMiniscript } from '../script/miniscript/satisfy.ts';
import { expectDefined } from '../util/invariant.ts';

/** Puts together what a witness script or a script of a taproot tree asks for, where it is miniscript. */

/** Where the parts of a witness come from. */
export interface ScriptMeans {
  /** The key of that hash160 as scripts have it; undefined where it isn't known. */
  pubkeyOf(hash: Uint8Array): Uint8Array | undefined;
  /** The key's signature, hash type included; undefined where it can't be had. */
  signatureOf(pubkey: Uint8Array): Uint8Array | undefined;
  readonly conditions: SpendConditions;
}

/**
 * The items for the script, bottom first; undefined where they can't be had, or the script is no miniscript.
 * @source Bitcoin Core src/script/sign.cpp WshSatisfier, TapSatisfier
 */
export function satisfyScript(
  script: Uint8Array,
  context: MiniscriptContext,
  { pubkeyOf, signatureOf, conditions }: ScriptMeans,
): readonly Uint8Array[] | undefined {
  const found = miniscriptFromScript(script, context, pubkeyOf);
  if (!found) return undefined;
  const keyBytes = (key: number) => expectDefined(found.keys[key], 'a key that was found');
  return satisfyMiniscript(found.root, {
    ...conditions,
    keyBytes,
    signatureOf: (key) => signatureOf(keyBytes(key)),
  });
}

/** The locks that the spending transaction meets, where no preimage is known. */
export function locksOf({ checkLockTime, checkSequence }: SignatureChecker): SpendConditions {
  return { preimageOf: () => undefined, isAfter: checkLockTime, isOlder: checkSequence };
}
