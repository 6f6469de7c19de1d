import * as ecc from 'tiny-secp256k1';
import { tweakXOnlyPubkey } from '../../src/crypto/x-only-pubkey.ts';
import { TAPSCRIPT_LEAF_VERSION, tapBranchHash, tapLeafHash, tapTweak } from '../../src/script/taproot.ts';
import { concatBytes } from '../../src/util/bytes.ts';
import { expectDefined } from '../../src/util/invariant.ts';

/** Makes taproot outputs from trees of scripts: nothing of the product does, it only checks them. @source BIP341 */

export interface Leaf {
  readonly script: Uint8Array;
  /** Tapscript's unless given. */
  readonly leafVersion?: number;
}

export type Tree = Leaf | readonly [Tree, Tree];

/** A leaf with what shows that the output commits to it. */
export interface BuiltLeaf {
  readonly script: Uint8Array;
  readonly leafHash: Uint8Array;
  readonly control: Uint8Array;
}

export interface BuiltTaproot {
  readonly outputKey: Uint8Array;
  /** Empty where there are no scripts. */
  readonly root: Uint8Array;
  readonly tweak: Uint8Array;
  /** From left to right. */
  readonly leaves: readonly BuiltLeaf[];
}

interface PlacedLeaf extends Required<Leaf> {
  readonly leafHash: Uint8Array;
  /** From the leaf's neighbour up. */
  readonly path: readonly Uint8Array[];
}

interface Node {
  readonly hash: Uint8Array;
  readonly leaves: readonly PlacedLeaf[];
}

/** The output of the inner key and the tree. @param innerKey - 32 bytes */
export function buildTaproot(innerKey: Uint8Array, tree?: Tree): BuiltTaproot {
  const { hash: root, leaves } = tree ? hashTree(tree) : { hash: new Uint8Array(), leaves: [] };
  const tweak = tapTweak(innerKey, root);
  const { x: outputKey, yIsOdd } = expectDefined(tweakXOnlyPubkey(innerKey, tweak), 'a key to tweak');
  const controlOf = ({ leafVersion, path }: PlacedLeaf): Uint8Array =>
    concatBytes(Uint8Array.of(leafVersion | (yIsOdd ? 1 : 0)), innerKey, ...path);
  return {
    outputKey,
    root,
    tweak,
    leaves: leaves.map((leaf) => ({
      script: leaf.script,
      leafHash: leaf.leafHash,
      control: controlOf(leaf),
    })),
  };
}

/** The private key of the output's key. @param secret - of the inner key */
export function tweakSecret(secret: Uint8Array, { tweak }: BuiltTaproot): Uint8Array {
  const [sign] = expectDefined(ecc.pointFromScalar(secret, true), 'a private key');
  // Keys of 32 bytes stand for the point whose y is even.
  const even = sign === 2 ? secret : ecc.privateNegate(secret);
  return expectDefined(ecc.privateAdd(even, tweak) ?? undefined, 'a key');
}

function hashTree(tree: Tree): Node {
  if (!('script' in tree)) {
    const [left, right] = [hashTree(tree[0]), hashTree(tree[1])];
    return {
      hash: tapBranchHash(left.hash, right.hash),
      leaves: [...below(left, right.hash), ...below(right, left.hash)],
    };
  }
  const { script, leafVersion = TAPSCRIPT_LEAF_VERSION } = tree;
  const hash = tapLeafHash(leafVersion, script);
  return { hash, leaves: [{ script, leafVersion, leafHash: hash, path: [] }] };
}

function below(node: Node, neighbour: Uint8Array): readonly PlacedLeaf[] {
  return node.leaves.map((leaf) => ({ ...leaf, path: [...leaf.path, neighbour] }));
}
