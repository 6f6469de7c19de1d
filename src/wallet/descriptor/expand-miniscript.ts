import { hash160 } from '../../crypto/hash160.ts';
import { miniscriptFromScript } from '../../script/miniscript/from-script.ts';
import type { Miniscript } from '../../script/miniscript/model.ts';
import { miniscriptToScript } from '../../script/miniscript/to-script.ts';
import { miniscriptToText } from '../../script/miniscript/to-text.ts';
import { toHex } from '../../util/bytes.ts';
import { expectDefined } from '../../util/invariant.ts';
import type { DerivedKey } from './derive-key.ts';
import { longText, shortText, xOnly } from './derived-key-text.ts';

/**
 * The script of a miniscript with these keys, and the expression as it is found in the script: several expressions
 * have the same script, and one of them is shown for all.
 * @source Bitcoin Core src/script/descriptor.cpp MiniscriptDescriptor::MakeScripts, InferScript
 */
export function expandMiniscript(
  { root, context }: Miniscript,
  keys: readonly DerivedKey[],
): { readonly script: Uint8Array; readonly text: string } {
  const isTapscript = context === 'tapscript';
  const bytesOf = ({ pubkey }: DerivedKey) => (isTapscript ? xOnly(pubkey) : pubkey);
  const script = miniscriptToScript(root, (key) => bytesOf(expectDefined(keys[key], 'a key')));
  const byBytes = new Map(keys.map((key) => [toHex(bytesOf(key)), key]));
  const byHash = new Map(keys.map((key) => [toHex(hash160(bytesOf(key))), bytesOf(key)]));
  const found = miniscriptFromScript(script, context, (hash) => byHash.get(toHex(hash)));
  const { root: shown, keys: bytes } = expectDefined(found, 'an expression in its own script');
  const text = miniscriptToText(shown, (key, isHashed) => {
    const derived = expectDefined(
      byBytes.get(toHex(expectDefined(bytes[key], 'a key'))),
      'a key of the script',
    );
    // Core knows a key by its hash in full, even where scripts have x coordinates.
    return isTapscript && !isHashed ? shortText(derived) : longText(derived);
  });
  return { script, text };
}
