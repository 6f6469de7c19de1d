import { fromHex } from '../../util/bytes.ts';
import { MAX_PUBKEYS_PER_MULTI_A, MAX_PUBKEYS_PER_MULTISIG } from '../limits.ts';
import { argumentsOf, skip, type TextCursor, takeExpression } from '../text-cursor.ts';
import type { Fragment, HashFragment, Miniscript, MiniscriptContext, MiniscriptNode } from './model.ts';
import { createNode } from './node.ts';
import { MAX_SIZES } from './sanity.ts';

/**
 * Reads an expression. Whether its parts fit together is told by its type, whether it is to be used by `sanity.ts`.
 * @param parseKey - the number under which the key is kept; undefined where the text is none
 * @returns undefined where the text is no miniscript, or its script would be too long
 * @source BIP379; Bitcoin Core src/script/miniscript.h Parse
 */
export function miniscriptFromText(
  text: string,
  context: MiniscriptContext,
  parseKey: ParseKey,
): Miniscript | undefined {
  // Expressions nest deeper than functions can call each other: what is to be read next is a list.
  const parser: Parser = { cursor: { text }, todo: [], built: [], least: 1, context, parseKey };
  parser.todo.push(readWrapped);
  for (let step = parser.todo.pop(); step; step = parser.todo.pop()) {
    if (!step(parser) || parser.least > MAX_SIZES[context]) return undefined;
  }
  const [root] = parser.built;
  return root && parser.cursor.text === '' && root.size <= MAX_SIZES[context] ? { root, context } : undefined;
}

type ParseKey = (text: string) => number | undefined;

/** Reads on; false where the text is no miniscript. */
type Step = (parser: Parser) => boolean;

interface Parser {
  readonly cursor: TextCursor;
  /** What is to be read, last first. */
  readonly todo: Step[];
  /** Expressions that were read and belong to what is being read. */
  readonly built: MiniscriptNode[];
  /** Bytes that the script has at least, so that what can't be short enough is not read to its end. */
  least: number;
  readonly context: MiniscriptContext;
  readonly parseKey: ParseKey;
}

/** Wrappers, a colon, and an expression; or the expression alone. */
const readWrapped: Step = (parser) => {
  const { cursor, todo } = parser;
  const [, letters = ''] = /^([a-z]+):/.exec(cursor.text) ?? [];
  if (letters.includes('vv')) return false;
  for (const letter of letters) {
    const wrap = WRAPPERS[letter];
    if (!wrap) return false;
    // v: makes another opcode of the last one, mostly.
    if (letter !== 'v') parser.least++;
    todo.push(wrap);
  }
  todo.push(readExpression);
  return letters === '' || skip(cursor, `${letters}:`);
};

const around = (fragment: Fragment): Step => {
  return ({ built, context }) => {
    const inner = built.pop();
    return inner !== undefined && built.push(createNode(context, fragment, { subs: [inner] })) > 0;
  };
};

/** Wrappers that stand for more than themselves: t:X for and_v(X,1), l:X for or_i(0,X), u:X for or_i(X,0). */
const beside = (fragment: 'and_v' | 'or_i', constant: '0' | '1', isFirst = false): Step => {
  return ({ built, context }) => {
    const inner = built.pop();
    if (!inner) return false;
    const leaf = createNode(context, constant);
    const subs = isFirst ? [leaf, inner] : [inner, leaf];
    return built.push(createNode(context, fragment, { subs })) > 0;
  };
};

const WRAPPERS: Readonly<Record<string, Step>> = {
  a: around('a'),
  s: around('s'),
  c: around('c'),
  d: around('d'),
  v: around('v'),
  j: around('j'),
  n: around('n'),
  t: beside('and_v', '1'),
  l: beside('or_i', '0', true),
  u: beside('or_i', '0'),
};

const readExpression: Step = (parser) => {
  const { cursor, context } = parser;
  for (const constant of ['0', '1'] as const) {
    if (skip(cursor, constant)) return keepLeaf(parser, createNode(context, constant));
  }
  const [, name = ''] = /^([a-z0-9_]+)\(/.exec(cursor.text) ?? [];
  const count = COMBINED[name];
  if (count !== undefined) return readCombined(parser, name, count);
  if (name === 'thresh') return readThreshold(parser);
  if (name === 'multi' || name === 'multi_a') return readMulti(parser, name);
  const node = leafOf(name, takeExpression(cursor), parser);
  return node !== undefined && keepLeaf(parser, node);
};

/** Keeps a leaf; a byte of it was counted where its place was made. */
function keepLeaf(parser: Parser, leaf: MiniscriptNode): boolean {
  parser.least += leaf.size - 1;
  return parser.built.push(leaf) > 0;
}

function leafOf(name: string, text: string, { context, parseKey }: Parser): MiniscriptNode | undefined {
  const content = argumentsOf(name, text);
  if (content === undefined) return undefined;
  switch (name) {
    case 'pk':
    case 'pkh': {
      const key = parseKey(content);
      if (key === undefined) return undefined;
      const inner = createNode(context, name === 'pk' ? 'pk_k' : 'pk_h', { keys: [key] });
      return createNode(context, 'c', { subs: [inner] });
    }
    case 'pk_k':
    case 'pk_h': {
      const key = parseKey(content);
      return key === undefined ? undefined : createNode(context, name, { keys: [key] });
    }
    case 'older':
    case 'after': {
      const k = parseCount(content);
      return k === undefined ? undefined : createNode(context, name, { k });
    }
    case 'sha256':
    case 'hash256':
    case 'ripemd160':
    case 'hash160': {
      const hash = fromHex(content);
      return hash?.length === HASH_SIZES[name] ? createNode(context, name, { hash }) : undefined;
    }
    default:
      return undefined;
  }
}

const HASH_SIZES: Readonly<Record<HashFragment, number>> = {
  sha256: 32,
  hash256: 32,
  ripemd160: 20,
  hash160: 20,
};

/** Lock times and thresholds are below 2^31. */
const COUNT_LIMIT = 2 ** 31;

function parseCount(text: string): number | undefined {
  if (!/^\d+$/.test(text)) return undefined;
  const count = Number(text);
  return count >= 1 && count < COUNT_LIMIT ? count : undefined;
}

/** Expressions that these have in parentheses. */
const COMBINED: Readonly<Record<string, number>> = {
  and_v: 2,
  and_b: 2,
  and_n: 2,
  or_b: 2,
  or_c: 2,
  or_d: 2,
  or_i: 2,
  andor: 3,
};

function readCombined(parser: Parser, name: string, count: number): boolean {
  const { todo } = parser;
  todo.push(combine(name, count), ({ cursor }) => skip(cursor, ')'));
  for (let i = 1; i < count; i++) todo.push(readWrapped, ({ cursor }) => skip(cursor, ','));
  todo.push(readWrapped);
  parser.least += count - 1;
  return skip(parser.cursor, `${name}(`);
}

function combine(name: string, count: number): Step {
  return ({ built, context }) => {
    const subs = built.splice(-count);
    // and_n(X,Y) is andor(X,Y,0).
    const node =
      name === 'and_n'
        ? createNode(context, 'andor', { subs: [...subs, createNode(context, '0')] })
        : createNode(context, name as Fragment, { subs });
    return built.push(node) > 0;
  };
}

function readThreshold(parser: Parser): boolean {
  const { cursor, todo } = parser;
  const [call = '', digits = ''] = /^thresh\((\d+),/.exec(cursor.text) ?? [];
  const k = parseCount(digits);
  if (k === undefined) return false;
  todo.push(readNextOf(k, 1), readWrapped);
  return skip(cursor, call);
}

/** Behind the parts that were read of a threshold: one more, or its end. */
function readNextOf(k: number, count: number): Step {
  return (parser) => {
    const { cursor, todo, built, context } = parser;
    if (skip(cursor, ',')) {
      todo.push(readNextOf(k, count + 1), readWrapped);
      parser.least += 2;
      return true;
    }
    if (!skip(cursor, ')') || k > count) return false;
    return built.push(createNode(context, 'thresh', { k, subs: built.splice(-count) })) > 0;
  };
}

function readMulti(parser: Parser, name: 'multi' | 'multi_a'): boolean {
  const { cursor, context, parseKey } = parser;
  if ((context === 'wsh') !== (name === 'multi')) return false;
  const [call, digits = '', list = ''] = /^multi(?:_a)?\(([^,)]*),([^)]*)\)/.exec(cursor.text) ?? [];
  const k = parseCount(digits);
  if (call === undefined || k === undefined) return false;
  const keys: number[] = [];
  for (const text of list.split(',')) {
    const key = text === '' ? undefined : parseKey(text);
    if (key === undefined) return false;
    keys.push(key);
  }
  if (k > keys.length || keys.length > MAX_KEYS[name]) return false;
  skip(cursor, call);
  return keepLeaf(parser, createNode(context, name, { k, keys }));
}

const MAX_KEYS = { multi: MAX_PUBKEYS_PER_MULTISIG, multi_a: MAX_PUBKEYS_PER_MULTI_A } as const;
