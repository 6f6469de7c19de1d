import { withChecksum } from '../../script/descriptor-checksum.ts';
import { miniscriptToText } from '../../script/miniscript/to-text.ts';
import { toHex } from '../../util/bytes.ts';
import { expectDefined } from '../../util/invariant.ts';
import {
  type Descriptor,
  HARDENED,
  isBranch,
  type KeyExpression,
  type KeyOrigin,
  type KeyPath,
  type ScriptTree,
} from './model.ts';

/** The descriptor in its canonical form, with its checksum and without secrets. @source Bitcoin Core ToString */
export function descriptorText(descriptor: Descriptor): string {
  return withChecksum(bodyText(descriptor));
}

function bodyText(descriptor: Descriptor): string {
  switch (descriptor.kind) {
    case 'addr':
      return `addr(${descriptor.address})`;
    case 'raw':
      return `raw(${toHex(descriptor.script)})`;
    case 'sh':
    case 'wsh':
      return `${descriptor.kind}(${bodyText(descriptor.inner)})`;
    case 'tr':
      return `tr(${[keyText(descriptor.key), ...treeTexts(descriptor.tree)].join(',')})`;
    case 'miniscript':
      return miniscriptToText(descriptor.root, (i) => keyText(expectDefined(descriptor.keys[i], 'a key')));
    default:
      return 'keys' in descriptor
        ? `${descriptor.kind}(${[descriptor.required, ...descriptor.keys.map(keyText)].join(',')})`
        : `${descriptor.kind}(${keyText(descriptor.key)})`;
  }
}

function treeTexts(tree: ScriptTree | undefined): readonly string[] {
  return tree === undefined ? [] : [treeText(tree)];
}

function treeText(tree: ScriptTree): string {
  return isBranch(tree) ? `{${tree.map(treeText).join(',')}}` : bodyText(tree);
}

/** The key in its canonical form, without its secret. */
export function keyText(key: KeyExpression): string {
  const origin = key.origin ? originText(key.origin, key.usesApostrophe) : '';
  if (key.kind === 'constant') return origin + toHex(key.isXOnly ? key.pubkey.subarray(1) : key.pubkey);
  const last = key.wildcard === 'none' ? '' : '/*';
  if (key.kind === 'musig') {
    return `musig(${key.participants.map(keyText).join(',')})${pathText(key.path)}${last}`;
  }
  const mark = key.wildcard === 'hardened' ? markOf(key.usesApostrophe) : '';
  return origin + key.root.publicExtendedKey + pathText(key.path, key.usesApostrophe) + last + mark;
}

/** `[fingerprint/path]` */
export function originText({ fingerprint, path }: KeyOrigin, usesApostrophe = false): string {
  return `[${toHex(fingerprint)}${pathText(path, usesApostrophe)}]`;
}

/** The steps, each behind a slash. @source Bitcoin Core src/util/bip32.cpp FormatHDKeypath */
export function pathText(path: KeyPath, usesApostrophe = false): string {
  return path
    .map((step) => (step < HARDENED ? `/${step}` : `/${step - HARDENED}${markOf(usesApostrophe)}`))
    .join('');
}

function markOf(usesApostrophe: boolean): string {
  return usesApostrophe ? "'" : 'h';
}
