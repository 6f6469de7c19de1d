import { expectDefined } from '../../util/invariant.ts';
import { pushInt } from '../push.ts';
import type { Fragment, MiniscriptContext, MiniscriptNode, NodeParts } from './model.ts';
import { has } from './properties.ts';
import { typeOf } from './type-of.ts';

const NO_PARTS = { subs: [], keys: [], k: 0, hash: new Uint8Array() } as const;

/** A fragment of these parts, with what is known of its script. */
export function createNode(
  context: MiniscriptContext,
  fragment: Fragment,
  told: Partial<Omit<NodeParts, 'fragment'>> = {},
): MiniscriptNode {
  const parts = { ...NO_PARTS, ...told, fragment };
  return { ...parts, type: typeOf(parts, context), size: sizeOf(parts, context) };
}

/**
 * What comes of a tree from the leaves up. Expressions nest as deep as scripts are long, hundreds of thousands of
 * levels in tapscript: no function that calls itself gets through them.
 * @param combine - what comes of a node, given what came of its parts
 */
export function foldNodes<T>(
  root: MiniscriptNode,
  combine: (node: MiniscriptNode, subs: readonly T[]) => T,
): T {
  const open: { readonly node: MiniscriptNode; readonly subs: T[] }[] = [{ node: root, subs: [] }];
  for (;;) {
    const { node, subs } = expectDefined(open.at(-1), 'the root is left last');
    const next = node.subs[subs.length];
    if (next) {
      open.push({ node: next, subs: [] });
      continue;
    }
    open.pop();
    const result = combine(node, subs);
    const parent = open.at(-1);
    if (!parent) return result;
    parent.subs.push(result);
  }
}

/** A part of a tree that is still to be written out, in one of two forms. */
export interface Unwritten {
  readonly node: MiniscriptNode;
  readonly form: boolean;
}

/**
 * Writes a tree out from left to right.
 * @param spell - a node as what it is written as, its parts among it
 */
export function writeNodes<Piece extends string | Uint8Array>(
  root: MiniscriptNode,
  spell: (part: Unwritten) => readonly (Piece | Unwritten)[],
): readonly Piece[] {
  const written: Piece[] = [];
  const todo: (Piece | Unwritten)[] = [{ node: root, form: false }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (typeof next === 'string' || next instanceof Uint8Array) {
      written.push(next as Piece);
      continue;
    }
    const pieces = spell(next);
    for (let i = pieces.length - 1; i >= 0; i--) todo.push(pieces[i] as Piece | Unwritten);
  }
  return written;
}

/** Bytes of a fragment's script. @source Bitcoin Core src/script/miniscript.cpp ComputeScriptLen */
function sizeOf({ fragment, subs, keys, k }: NodeParts, context: MiniscriptContext): number {
  const inner = subs.reduce((sum, { size }) => sum + size, 0);
  const keySize = context === 'tapscript' ? 33 : 34;
  switch (fragment) {
    case 'pk_k':
      return keySize;
    case 'pk_h':
      return 24;
    case 'older':
    case 'after':
      return 1 + pushInt(k).length;
    case 'sha256':
    case 'hash256':
      return 39;
    case 'ripemd160':
    case 'hash160':
      return 27;
    case 'multi':
      return 1 + pushInt(keys.length).length + pushInt(k).length + keySize * keys.length;
    case 'multi_a':
      return 1 + pushInt(k).length + (keySize + 1) * keys.length;
    case 'thresh':
      return inner + subs.length + pushInt(k).length;
    case 'v':
      return inner + Number(has(subs[0]?.type ?? 0, 'x'));
    default:
      return inner + OWN_SIZES[fragment];
  }
}

/** What a fragment adds to its parts. */
const OWN_SIZES = {
  0: 1,
  1: 1,
  and_v: 0,
  s: 1,
  c: 1,
  n: 1,
  and_b: 1,
  or_b: 1,
  a: 2,
  or_c: 2,
  d: 3,
  or_d: 3,
  or_i: 3,
  andor: 3,
  j: 4,
} as const;
