/**
 * Miniscript: the part of the script language that can be read as what it asks for. An expression is a tree of
 * fragments, each of which stands for a piece of script; this is the tree as data.
 * @source BIP379
 */

/** Where the script is run: behind a P2WSH output, or as a leaf of a taproot output. */
export type MiniscriptContext = 'wsh' | 'tapscript';

/** `X:` before an expression. */
export type Wrapper = 'a' | 's' | 'c' | 'd' | 'v' | 'j' | 'n';

export type HashFragment = 'sha256' | 'hash256' | 'ripemd160' | 'hash160';

/** Fragments of several expressions. */
export type Combinator = 'and_v' | 'and_b' | 'or_b' | 'or_c' | 'or_d' | 'or_i' | 'andor' | 'thresh';

/** Without those that are another way to write some of these: pk, pkh, and_n, t:, l:, u:. */
export type Fragment =
  | '0'
  | '1'
  | 'pk_k'
  | 'pk_h'
  | 'older'
  | 'after'
  | HashFragment
  | Wrapper
  | Combinator
  | 'multi'
  | 'multi_a';

/** What a fragment is made of. */
export interface NodeParts {
  readonly fragment: Fragment;
  /** Expressions in it. */
  readonly subs: readonly MiniscriptNode[];
  /** Numbers of keys; the keys themselves are beside the tree. */
  readonly keys: readonly number[];
  /** A lock time, or how many of the parts are needed; else 0. */
  readonly k: number;
  /** A hash, 20 or 32 bytes; else none. */
  readonly hash: Uint8Array;
}

export interface MiniscriptNode extends NodeParts {
  /** What is known of its script, as a set of bits; empty where its parts don't fit together. */
  readonly type: number;
  /** Bytes of its script. */
  readonly size: number;
}

/** An expression and where its script is run. */
export interface Miniscript {
  readonly root: MiniscriptNode;
  readonly context: MiniscriptContext;
}
