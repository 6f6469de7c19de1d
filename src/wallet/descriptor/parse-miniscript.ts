import { miniscriptFromText } from '../../script/miniscript/from-text.ts';
import { describeInsanity } from '../../script/miniscript/sanity.ts';
import { toHex } from '../../util/bytes.ts';
import { expectDefined } from '../../util/invariant.ts';
import { type Choices, choose } from './choices.ts';
import { createKeyDeriver } from './derive-key.ts';
import type { Descriptor, KeyExpression } from './model.ts';
import { type ParseContext, type Place, parseKey } from './parse-key.ts';
import { DescriptorProblem } from './problem.ts';
import { keyText } from './text.ts';

const NO_SECRETS = new Map<string, Uint8Array>();

/**
 * The descriptors that a miniscript stands for; undefined where the text is none.
 * @throws DescriptorProblem where the miniscript has no place here, or is not sane
 * @source BIP379; Bitcoin Core src/script/descriptor.cpp ParseScript, KeyParser
 */
export function parseMiniscript(
  text: string,
  place: Place,
  context: ParseContext,
): Choices<Descriptor> | undefined {
  const inWitness = place === 'wsh';
  const choices: Choices<KeyExpression>[] = [];
  const miniscript = miniscriptFromText(text, inWitness ? 'wsh' : 'tapscript', (key) => {
    return choices.push(parseKey(key, inWitness ? 'wsh' : 'tr', context)) - 1;
  });
  if (!miniscript) return undefined;
  if (place !== 'wsh' && place !== 'tr') {
    throw new DescriptorProblem('Miniscript expressions can only be used in wsh or tr.');
  }
  const firstOf = (key: number) => expectDefined(choices[key]?.[0], 'a key stands for one at least');
  const insanity = describeInsanity(miniscript, {
    // Keys that can't be derived without a secret are alike to Core, too.
    identity: (key) => toHex(createKeyDeriver(firstOf(key), NO_SECRETS)(0)?.pubkey ?? new Uint8Array()),
    keyText: (key) => keyText(firstOf(key)),
  });
  if (insanity !== undefined) throw new DescriptorProblem(insanity);
  const count = Math.max(...choices.map(({ length }) => length));
  if (choices.some(({ length }) => length !== 1 && length !== count)) {
    throw new DescriptorProblem('Miniscript: Multipath derivation paths have mismatched lengths');
  }
  return Array.from({ length: count }, (_, i) => ({
    kind: 'miniscript',
    ...miniscript,
    keys: choices.map((keys) => choose(keys, i)),
  }));
}
