import { toHex } from '../../util/bytes.ts';
import { expectDefined } from '../../util/invariant.ts';
import type { MiniscriptNode } from './model.ts';
import { type Unwritten, writeNodes } from './node.ts';

/** A key as the text has it. @param key - its number @param isHashed - the script has its hash alone */
export type KeyText = (key: number, isHashed: boolean) => string;

/** The expression as text, in its shortest form. @source BIP379 */
export function miniscriptToText(root: MiniscriptNode, keyText: KeyText): string {
  return writeNodes<string>(root, (part) => spell(part, keyText)).join('');
}

type Piece = string | Unwritten;

/** @param part - its form: wrappers stand before it, so that what is no wrapper begins with a colon */
function spell({ node, form: isWrapped }: Unwritten, keyText: KeyText): readonly Piece[] {
  const wrapper = wrapperOf(node);
  if (wrapper) return [wrapper.letter, { node: wrapper.inner, form: true }];
  const { name, content } = callOf(node, keyText);
  const colon = isWrapped ? ':' : '';
  return content.length === 0 ? [`${colon}${name}`] : [`${colon}${name}(`, ...content, ')'];
}

/** The letter and what it stands before, where the node is written so. */
function wrapperOf({ fragment, subs: [x, y] }: MiniscriptNode) {
  switch (fragment) {
    case 'c':
      return x && !isKey(x) ? { letter: fragment, inner: x } : undefined;
    case 'a':
    case 's':
    case 'd':
    case 'v':
    case 'j':
    case 'n':
      return x && { letter: fragment, inner: x };
    case 'and_v':
      return x && y?.fragment === '1' ? { letter: 't', inner: x } : undefined;
    case 'or_i':
      if (x?.fragment === '0') return y && { letter: 'l', inner: y };
      return x && y?.fragment === '0' ? { letter: 'u', inner: x } : undefined;
    default:
      return undefined;
  }
}

function isKey({ fragment }: MiniscriptNode): boolean {
  return fragment === 'pk_k' || fragment === 'pk_h';
}

interface Call {
  readonly name: string;
  /** What stands in parentheses. */
  readonly content: readonly Piece[];
}

function callOf(node: MiniscriptNode, keyText: KeyText): Call {
  const { fragment, subs, keys, k, hash } = node;
  switch (fragment) {
    case '0':
    case '1':
      return { name: fragment, content: [] };
    case 'c': {
      const inner = expectDefined(subs[0], 'a wrapped key');
      return {
        name: inner.fragment === 'pk_k' ? 'pk' : 'pkh',
        content: callOf(inner, keyText).content,
      };
    }
    case 'older':
    case 'after':
      return { name: fragment, content: [`${k}`] };
    case 'sha256':
    case 'hash256':
    case 'ripemd160':
    case 'hash160':
      return { name: fragment, content: [toHex(hash)] };
    case 'pk_k':
    case 'pk_h':
    case 'multi':
    case 'multi_a':
      return {
        name: fragment,
        content: [[...(k > 0 ? [k] : []), ...keys.map((key) => keyText(key, fragment === 'pk_h'))].join(',')],
      };
    case 'thresh':
      return { name: fragment, content: [`${k}`, ...subs.flatMap((sub) => [',', part(sub)])] };
    case 'andor':
      if (subs[2]?.fragment === '0') return { name: 'and_n', content: listed(subs.slice(0, 2)) };
      return { name: fragment, content: listed(subs) };
    default:
      return { name: fragment, content: listed(subs) };
  }
}

function listed(subs: readonly MiniscriptNode[]): readonly Piece[] {
  return subs.flatMap((sub, i) => (i === 0 ? [part(sub)] : [',', part(sub)]));
}

function part(node: MiniscriptNode): Unwritten {
  return { node, form: false };
}
