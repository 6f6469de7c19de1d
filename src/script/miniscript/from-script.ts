import { Opcode } from '../opcodes.ts';
import { readLeaf } from './decode-leaves.ts';
import { type Decoder, type KeyOfHash, numberAt, opcodeAt, type Step, take } from './decoder.ts';
import { decompose } from './decompose.ts';
import type { Fragment, Miniscript, MiniscriptContext, MiniscriptNode } from './model.ts';
import { createNode } from './node.ts';
import { has } from './properties.ts';
import { isValid, MAX_SIZES } from './sanity.ts';

/** An expression that was found in a script, with its keys. */
export interface InferredMiniscript extends Miniscript {
  /** By their numbers; 33 bytes, in tapscript 32. */
  readonly keys: readonly Uint8Array[];
}

/**
 * The expression that a script stands for; undefined where it is no miniscript.
 * @source Bitcoin Core src/script/miniscript.h DecodeScript
 */
export function miniscriptFromScript(
  script: Uint8Array,
  context: MiniscriptContext,
  keyOfHash: KeyOfHash = () => undefined,
): InferredMiniscript | undefined {
  const operations = script.length <= MAX_SIZES[context] ? decompose(script) : undefined;
  if (!operations) return undefined;
  // From the end of the script: the last opcode of a fragment tells which it is.
  const decoder: Decoder = { operations, at: 0, todo: [], built: [], keys: [], context, keyOfHash };
  decoder.todo.push(...SEQUENCE);
  for (let step = decoder.todo.pop(); step; step = decoder.todo.pop()) {
    const last = decoder.built.at(-1);
    if ((last && !isValid(last, context)) || !step(decoder)) return undefined;
  }
  const [root] = decoder.built;
  const isWhole = decoder.built.length === 1 && decoder.at === operations.length;
  if (!root || !isWhole || !isValid(root, context) || !has(root.type, 'B')) return undefined;
  return { root, context, keys: decoder.keys };
}

/** An expression of type B, K or V that is no and_v. */
const readSingle: Step = (decoder) => {
  if (readLeaf(decoder)) return true;
  return ENDINGS.get(opcodeAt(decoder, 0))?.(decoder) ?? false;
};

/**
 * and_v has no opcode of its own: before an expression there may be a V that is part of it, unless what stands there
 * can't end an expression.
 */
const readBefore: Step = ({ todo, operations, at }) => {
  const before = operations[at]?.opcode;
  if (before !== undefined && !CANNOT_END.has(before)) todo.push(build('and_v', 2), ...SEQUENCE);
  return true;
};

const CANNOT_END = new Set<number>([
  Opcode.OP_IF,
  Opcode.OP_NOTIF,
  Opcode.OP_ELSE,
  Opcode.OP_TOALTSTACK,
  Opcode.OP_SWAP,
]);

/** An expression of type B, K or V, and_v included; to be put on the list as it stands. */
const SEQUENCE: readonly Step[] = [readBefore, readSingle];

/** An expression of type W: a: or s: before another one. */
const readAside: Step = (decoder) => {
  const { todo } = decoder;
  if (take(decoder, Opcode.OP_FROMALTSTACK)) todo.push(wrapBehind('a', Opcode.OP_TOALTSTACK), ...SEQUENCE);
  else todo.push(wrapBehind('s', Opcode.OP_SWAP), ...SEQUENCE);
  return true;
};

function wrapBehind(fragment: 'a' | 's', opcode: number): Step {
  return (decoder) => take(decoder, opcode) && build(fragment, 1)(decoder);
}

/** Makes a fragment of the parts that were read last, the first part last. */
function build(fragment: Fragment, count: number): Step {
  return ({ built, context }) => {
    if (built.length < count) return false;
    const subs = built.splice(-count).reverse();
    return built.push(createNode(context, fragment, { subs })) > 0;
  };
}

/**
 * and_v commutes with these: `c:and_v(X,Y)` has the script of `and_v(X,c:Y)`. The latter is found, so that X is left
 * to what stands around.
 */
const wrapSingle =
  (fragment: 'c' | 'v' | 'n'): Step =>
  (decoder) => {
    decoder.at++;
    return decoder.todo.push(build(fragment, 1), readSingle) > 0;
  };

/** The same with the first part: `or_b(and_v(X,Y),Z)` is no miniscript, `and_v(X,or_b(Y,Z))` with its script is. */
const readBoth =
  (fragment: 'and_b' | 'or_b'): Step =>
  (decoder) => {
    decoder.at++;
    return decoder.todo.push(build(fragment, 2), readSingle, readAside) > 0;
  };

const readThreshold: Step = (decoder) => {
  const k = numberAt(decoder, 1);
  if (k === undefined || k < 1) return false;
  decoder.at += 2;
  return decoder.todo.push(readPartOf(k, 0)) > 0;
};

/** The parts of a threshold but the first end in OP_ADD. */
function readPartOf(k: number, count: number): Step {
  return (decoder) => {
    const { todo, context, built } = decoder;
    if (take(decoder, Opcode.OP_ADD)) return todo.push(readPartOf(k, count + 1), readAside) > 0;
    const all = count + 1;
    const finish: Step = () => {
      if (k > all || built.length < all) return false;
      return built.push(createNode(context, 'thresh', { k, subs: built.splice(-all).reverse() })) > 0;
    };
    return todo.push(finish, readSingle) > 0;
  };
}

const readBranches: Step = (decoder) => {
  decoder.at++;
  return decoder.todo.push(readBranchStart, ...SEQUENCE) > 0;
};

/** What stands before the part that ends in OP_ENDIF tells which fragment it is. */
const readBranchStart: Step = (decoder) => {
  const { todo } = decoder;
  if (take(decoder, Opcode.OP_ELSE)) return todo.push(readElseStart, ...SEQUENCE) > 0;
  if (take(decoder, Opcode.OP_IF, Opcode.OP_DUP)) return todo.push(build('d', 1)) > 0;
  if (take(decoder, Opcode.OP_IF, Opcode.OP_0NOTEQUAL, Opcode.OP_SIZE)) return todo.push(build('j', 1)) > 0;
  if (!take(decoder, Opcode.OP_NOTIF)) return false;
  const fragment = take(decoder, Opcode.OP_IFDUP) ? 'or_d' : 'or_c';
  return todo.push(build(fragment, 2), readSingle) > 0;
};

const readElseStart: Step = (decoder) => {
  if (take(decoder, Opcode.OP_IF)) return build('or_i', 2)(decoder);
  if (!take(decoder, Opcode.OP_NOTIF)) return false;
  return decoder.todo.push(buildAndor, readSingle) > 0;
};

/** X runs first, then Z if it failed, else Y: they were read as Y, Z, X. */
const buildAndor: Step = ({ built, context }) => {
  if (built.length < 3) return false;
  const [y, z, x] = built.splice(-3) as [MiniscriptNode, MiniscriptNode, MiniscriptNode];
  return built.push(createNode(context, 'andor', { subs: [x, y, z] })) > 0;
};

/** Other fragments by their last opcode. */
const ENDINGS = new Map<number, Step>([
  [Opcode.OP_CHECKSIG, wrapSingle('c')],
  [Opcode.OP_VERIFY, wrapSingle('v')],
  [Opcode.OP_0NOTEQUAL, wrapSingle('n')],
  [Opcode.OP_EQUAL, readThreshold],
  [Opcode.OP_ENDIF, readBranches],
  [Opcode.OP_BOOLAND, readBoth('and_b')],
  [Opcode.OP_BOOLOR, readBoth('or_b')],
]);
