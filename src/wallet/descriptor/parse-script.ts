import { decodeAddress } from '../../script/address.ts';
import {
  MAX_PUBKEYS_PER_MULTI_A,
  MAX_PUBKEYS_PER_MULTISIG,
  MAX_SCRIPT_ELEMENT_SIZE,
} from '../../script/limits.ts';
import { argumentsOf, parseUint32, skip, type TextCursor, takeExpression } from '../../script/text-cursor.ts';
import { fromHex } from '../../util/bytes.ts';
import { type Choices, choose } from './choices.ts';
import {
  type Descriptor,
  isRangedKey,
  type KeyExpression,
  type KeyFunction,
  type MultiFunction,
} from './model.ts';
import { type ParseContext, type Place, parseKey } from './parse-key.ts';
import { parseMiniscript } from './parse-miniscript.ts';
import { parseTaproot } from './parse-taproot.ts';
import { DescriptorProblem, withLabel } from './problem.ts';

const MAX_KEYS_OF_BARE_MULTISIG = 3;

type Parse = (text: string, place: Place, context: ParseContext) => Choices<Descriptor>;

/**
 * The descriptors that an expression stands for: one, or one for each number of its `<a;b>`.
 * @throws DescriptorProblem
 * @source Bitcoin Core src/script/descriptor.cpp ParseScript
 */
export const parseScript: Parse = (text, place, context) => {
  const cursor = { text };
  const expression = takeExpression(cursor);
  const descriptors = parseFunction(expression, place, context);
  // Core has no words for what stands behind an expression.
  if (cursor.text !== '') throw new DescriptorProblem('');
  return descriptors;
};

const parseFunction: Parse = (text, place, context) => {
  for (const [name, rule] of Object.entries(FUNCTIONS)) {
    const content = argumentsOf(name, text);
    if (content === undefined) continue;
    if (rule.places.includes(place)) return rule.parse(content, place, context);
    if (rule.elsewhere !== undefined) throw new DescriptorProblem(rule.elsewhere);
  }
  const descriptors = parseMiniscript(text, place, context);
  if (descriptors) return descriptors;
  if (place === 'sh') throw new DescriptorProblem('A function is needed within P2SH');
  if (place === 'wsh') throw new DescriptorProblem('A function is needed within P2WSH');
  throw new DescriptorProblem(`'${text}' is not a valid descriptor function`);
};

interface FunctionRule {
  readonly places: readonly Place[];
  readonly parse: Parse;
  /** What is said of the function in any other place; undefined: it is looked for among others. */
  readonly elsewhere?: string;
}

const ONLY_MULTI = 'Can only have multi/sortedmulti at top level, in sh(), or in wsh()';
const ONLY_MULTI_A = 'Can only have multi_a/sortedmulti_a inside tr()';

const FUNCTIONS: Readonly<Record<string, FunctionRule>> = {
  pk: { places: ['top', 'sh', 'wsh', 'tr'], parse: ofKey('pk') },
  // In tr() it is miniscript.
  pkh: { places: ['top', 'sh', 'wsh'], parse: ofKey('pkh') },
  combo: { places: ['top'], parse: ofKey('combo'), elsewhere: 'Can only have combo() at top level' },
  multi: { places: ['top', 'sh', 'wsh'], parse: ofKeys('multi'), elsewhere: ONLY_MULTI },
  sortedmulti: { places: ['top', 'sh', 'wsh'], parse: ofKeys('sortedmulti'), elsewhere: ONLY_MULTI },
  multi_a: { places: ['tr'], parse: ofKeys('multi_a'), elsewhere: ONLY_MULTI_A },
  sortedmulti_a: { places: ['tr'], parse: ofKeys('sortedmulti_a'), elsewhere: ONLY_MULTI_A },
  wpkh: {
    places: ['top', 'sh'],
    parse: ofKey('wpkh'),
    elsewhere: 'Can only have wpkh() at top level or inside sh()',
  },
  sh: { places: ['top'], parse: wrapper('sh'), elsewhere: 'Can only have sh() at top level' },
  wsh: {
    places: ['top', 'sh'],
    parse: wrapper('wsh'),
    elsewhere: 'Can only have wsh() at top level or inside sh()',
  },
  addr: { places: ['top'], parse: parseAddr, elsewhere: 'Can only have addr() at top level' },
  tr: {
    places: ['top'],
    parse: (text, _, context) => parseTaproot(text, context, parseScript),
    elsewhere: 'Can only have tr at top level',
  },
  rawtr: { places: ['top'], parse: parseRawTaproot, elsewhere: 'Can only have rawtr at top level' },
  unused: { places: ['top'], parse: parseUnused, elsewhere: 'Can only have unused at top level' },
  raw: { places: ['top'], parse: parseRaw, elsewhere: 'Can only have raw() at top level' },
};

function ofKey(kind: KeyFunction): Parse {
  return (text, place, context) => {
    const keys = withLabel(`${kind}(): `, () => parseKey(text, kind === 'wpkh' ? 'wpkh' : place, context));
    return keys.map((key) => ({ kind, key }));
  };
}

function wrapper(kind: 'sh' | 'wsh'): Parse {
  return (text, _, context) => parseScript(text, kind, context).map((inner) => ({ kind, inner }));
}

function parseAddr(address: string, _: Place, { prefixes }: ParseContext): Choices<Descriptor> {
  const decoded = decodeAddress(address, prefixes);
  if (!decoded.ok) throw new DescriptorProblem('Address is not valid');
  return [{ kind: 'addr', address, script: decoded.value }];
}

function parseRaw(text: string): Choices<Descriptor> {
  const script = text === '' ? undefined : fromHex(text);
  if (!script) throw new DescriptorProblem('Raw script is not hex');
  return [{ kind: 'raw', script }];
}

function parseRawTaproot(text: string, _: Place, context: ParseContext): Choices<Descriptor> {
  const cursor = { text };
  const key = takeExpression(cursor);
  if (cursor.text !== '') throw new DescriptorProblem('rawtr(): only one key expected.');
  const keys = withLabel('rawtr(): ', () => parseKey(key, 'tr', context));
  return keys.map((parsed) => ({ kind: 'rawtr', key: parsed }));
}

function parseUnused(text: string, place: Place, context: ParseContext): Choices<Descriptor> {
  const cursor = { text };
  const keyText = takeExpression(cursor);
  if (cursor.text !== '') throw new DescriptorProblem('unused(): only one key expected');
  return parseKey(keyText, place, context).map((key) => {
    if (isRangedKey(key)) throw new DescriptorProblem('unused(): key cannot be ranged');
    return { kind: 'unused', key };
  });
}

function ofKeys(kind: MultiFunction): Parse {
  return (text, place, context) => {
    const cursor = { text };
    const threshold = takeExpression(cursor);
    const required = parseUint32(threshold);
    if (required === undefined) throw new DescriptorProblem(`Multi threshold '${threshold}' is not valid`);
    const choices = takeKeys(cursor, place, context);
    checkMultisig({ kind, place, required, keys: choices.map(([key]) => key) });
    const count = Math.max(...choices.map(({ length }) => length));
    if (choices.some(({ length }) => length !== 1 && length !== count)) {
      throw new DescriptorProblem('multi(): Multipath derivation paths have mismatched lengths');
    }
    return Array.from({ length: count }, (_, i) => ({
      kind,
      required,
      keys: choices.map((keys) => choose(keys, i)),
    }));
  };
}

function takeKeys(
  cursor: TextCursor,
  place: Place,
  context: ParseContext,
): readonly Choices<KeyExpression>[] {
  const keys: Choices<KeyExpression>[] = [];
  while (cursor.text !== '') {
    if (!skip(cursor, ',')) throw new DescriptorProblem(`Multi: expected ',', got '${cursor.text[0]}'`);
    const text = takeExpression(cursor);
    keys.push(withLabel('Multi: ', () => parseKey(text, place, context)));
  }
  return keys;
}

interface MultisigShape {
  readonly kind: MultiFunction;
  readonly place: Place;
  readonly required: number;
  readonly keys: readonly (KeyExpression | undefined)[];
}

function checkMultisig({ kind, place, required, keys }: MultisigShape): void {
  const count = keys.length;
  const [name, limit] = kind.endsWith('_a')
    ? ['multi_a', MAX_PUBKEYS_PER_MULTI_A]
    : ['multisig', MAX_PUBKEYS_PER_MULTISIG];
  if (count === 0 || count > limit) {
    throw new DescriptorProblem(
      `Cannot have ${count} keys in ${name}; must have between 1 and ${limit} keys, inclusive`,
    );
  }
  if (required < 1) {
    throw new DescriptorProblem(`Multisig threshold cannot be ${required}, must be at least 1`);
  }
  if (required > count) {
    throw new DescriptorProblem(
      `Multisig threshold cannot be larger than the number of keys; threshold is ${required} but only ${count} keys specified`,
    );
  }
  if (place === 'top' && count > MAX_KEYS_OF_BARE_MULTISIG) {
    throw new DescriptorProblem(
      `Cannot have ${count} pubkeys in bare multisig; only at most ${MAX_KEYS_OF_BARE_MULTISIG} pubkeys`,
    );
  }
  const size = keys.reduce((sum, key) => sum + 1 + (key?.kind === 'constant' ? key.pubkey.length : 33), 3);
  if (place === 'sh' && size > MAX_SCRIPT_ELEMENT_SIZE) {
    throw new DescriptorProblem(
      `P2SH script is too large, ${size} bytes is larger than ${MAX_SCRIPT_ELEMENT_SIZE} bytes`,
    );
  }
}
