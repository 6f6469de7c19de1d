import type { HDKey } from '@scure/bip32';
import type { Miniscript } from '../../script/miniscript/model.ts';

/** Output descriptors as data: what a text says, before any key is derived. @source BIP379 to BIP390 */

/** Steps of a derivation; hardened ones are `HARDENED` and more. */
export type KeyPath = readonly number[];

/** The first hardened step. @source BIP32 */
export const HARDENED = 2 ** 31;

/** From which key of which wallet a key comes. */
export interface KeyOrigin {
  /** The first 4 bytes of the hash160 of that wallet's public key. */
  readonly fingerprint: Uint8Array;
  readonly path: KeyPath;
}

interface KeyBase {
  /** What stands before the key in brackets. */
  readonly origin: KeyOrigin | undefined;
  /** Hardened steps were marked by `'`, not by `h`. */
  readonly usesApostrophe: boolean;
}

/** One key, the same at every position. */
export interface ConstantKey extends KeyBase {
  readonly kind: 'constant';
  /** 33 or 65 bytes. */
  readonly pubkey: Uint8Array;
  /** It is shown by its x coordinate alone. */
  readonly isXOnly: boolean;
}

/** The children of an extended key. */
export interface ExtendedKey extends KeyBase {
  readonly kind: 'extended';
  /** Without its secret. */
  readonly root: HDKey;
  readonly path: KeyPath;
  /** Whether the last step is the position, and of which sort. */
  readonly wildcard: 'none' | 'normal' | 'hardened';
}

/** The one key that several together sign for, or its children. @source BIP390 */
export interface MusigKey extends KeyBase {
  readonly kind: 'musig';
  readonly participants: readonly KeyExpression[];
  readonly path: KeyPath;
  /** Whether the last step is the position; the participants' own steps are not, then. */
  readonly wildcard: 'none' | 'normal';
}

export type KeyExpression = ConstantKey | ExtendedKey | MusigKey;

/** The scripts of a taproot output: one, or two branches. */
export type ScriptTree = Descriptor | readonly [ScriptTree, ScriptTree];

/** `unused` holds a key without an output. */
export type KeyFunction = 'pk' | 'pkh' | 'wpkh' | 'combo' | 'rawtr' | 'unused';
export type MultiFunction = 'multi' | 'sortedmulti' | 'multi_a' | 'sortedmulti_a';

export type Descriptor =
  | { readonly kind: 'addr'; readonly address: string; readonly script: Uint8Array }
  | { readonly kind: 'raw'; readonly script: Uint8Array }
  | { readonly kind: KeyFunction; readonly key: KeyExpression }
  | { readonly kind: MultiFunction; readonly required: number; readonly keys: readonly KeyExpression[] }
  | { readonly kind: 'sh' | 'wsh'; readonly inner: Descriptor }
  | ({ readonly kind: 'miniscript'; readonly keys: readonly KeyExpression[] } & Miniscript)
  | { readonly kind: 'tr'; readonly key: KeyExpression; readonly tree: ScriptTree | undefined };

/** The secrets that a descriptor's text gave away, by the hex of their public keys. */
export type Secrets = ReadonlyMap<string, Uint8Array>;

/** All keys of the descriptor. */
function keysOf(descriptor: Descriptor): readonly KeyExpression[] {
  switch (descriptor.kind) {
    case 'addr':
    case 'raw':
      return [];
    case 'sh':
    case 'wsh':
      return keysOf(descriptor.inner);
    case 'tr':
      return [descriptor.key, ...leavesOf(descriptor.tree).flatMap(keysOf)];
    default:
      return 'keys' in descriptor ? descriptor.keys : [descriptor.key];
  }
}

/** The scripts of the tree, from left to right. */
function leavesOf(tree: ScriptTree | undefined): readonly Descriptor[] {
  if (tree === undefined) return [];
  return isBranch(tree) ? tree.flatMap(leavesOf) : [tree];
}

export function isBranch(tree: ScriptTree): tree is readonly [ScriptTree, ScriptTree] {
  return Array.isArray(tree);
}

/** True where the descriptor stands for other scripts at other positions. @source Bitcoin Core IsRange */
export function isRanged(descriptor: Descriptor): boolean {
  return keysOf(descriptor).some(isRangedKey);
}

/** True where the key is another one at other positions. */
export function isRangedKey(key: KeyExpression): boolean {
  if (key.kind === 'constant') return false;
  return key.wildcard !== 'none' || (key.kind === 'musig' && key.participants.some(isRangedKey));
}

/** True where the descriptor tells how its outputs are spent. @source Bitcoin Core IsSolvable */
export function isSolvable({ kind }: Descriptor): boolean {
  return kind !== 'addr' && kind !== 'raw';
}
