import { tweakXOnlyPubkey } from '../../crypto/x-only-pubkey.ts';
import { TAPSCRIPT_LEAF_VERSION, tapBranchHash, tapLeafHash, tapTweak } from '../../script/taproot.ts';
import { concatBytes } from '../../util/bytes.ts';
import type { DerivedKey } from './derive-key.ts';

/** A tree of scripts with the keys that are in them. */
export type TapTree = TapScript | readonly [TapTree, TapTree];

interface TapScript {
  readonly script: Uint8Array;
  readonly keys: readonly DerivedKey[];
}

/** How a taproot output is spent. @source BIP341 */
export interface TaprootSpend {
  /** 32 bytes. */
  readonly outputKey: Uint8Array;
  /** 32 bytes. */
  readonly innerKey: Uint8Array;
  /** 32 bytes; empty where there are no scripts. */
  readonly merkleRoot: Uint8Array;
  /** From left to right. */
  readonly leaves: readonly TaprootLeaf[];
}

export interface TaprootLeaf extends TapScript {
  readonly depth: number;
  readonly hash: Uint8Array;
  /** What shows that the script is in the tree. */
  readonly control: Uint8Array;
}

const NO_SCRIPTS = new Uint8Array();

/**
 * The output of an inner key and a tree of scripts; undefined where the key can't be tweaked.
 * @param innerKey - 32 bytes
 * @source BIP341; Bitcoin Core src/script/signingprovider.cpp TaprootBuilder
 */
export function buildTaproot(innerKey: Uint8Array, tree: TapTree | undefined): TaprootSpend | undefined {
  const hashed = tree && hashTree(tree);
  const merkleRoot = hashed?.hash ?? NO_SCRIPTS;
  const output = tweakXOnlyPubkey(innerKey, tapTweak(innerKey, merkleRoot));
  if (!output) return undefined;
  const head = concatBytes(Uint8Array.of(TAPSCRIPT_LEAF_VERSION | Number(output.yIsOdd)), innerKey);
  const leaves = (hashed?.leaves ?? []).map(({ path, ...leaf }) => ({
    ...leaf,
    depth: path.length,
    control: concatBytes(head, ...path),
  }));
  return { outputKey: output.x, innerKey, merkleRoot, leaves };
}

interface HashedTree {
  readonly hash: Uint8Array;
  readonly leaves: readonly (Pick<TaprootLeaf, 'script' | 'keys' | 'hash'> & {
    /** The hashes beside the way up, from the leaf. */
    readonly path: readonly Uint8Array[];
  })[];
}

function hashTree(tree: TapTree): HashedTree {
  if ('script' in tree) {
    const hash = tapLeafHash(TAPSCRIPT_LEAF_VERSION, tree.script);
    return { hash, leaves: [{ ...tree, hash, path: [] }] };
  }
  const left = hashTree(tree[0]);
  const right = hashTree(tree[1]);
  const beside = ({ leaves }: HashedTree, sibling: HashedTree) =>
    leaves.map((leaf) => ({ ...leaf, path: [...leaf.path, sibling.hash] }));
  return {
    hash: tapBranchHash(left.hash, right.hash),
    leaves: [...beside(left, right), ...beside(right, left)],
  };
}
