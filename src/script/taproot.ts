import { createTaggedHash } from '../crypto/tagged-hash.ts';
import { tweakXOnlyPubkey } from '../crypto/x-only-pubkey.ts';
import { lendEncoded, writeUint8, writeVarBytes } from '../primitives/writer.ts';
import { compareBytes, equalBytes } from '../util/bytes.ts';

/**
 * What a taproot output commits to: its key is an inner key, tweaked by the root of a tree whose leaves are scripts.
 * Who spends by a script shows it, the inner key and the path from the leaf up.
 * @source BIP341
 */

/** The leaf version whose scripts BIP342 gives a meaning. */
export const TAPSCRIPT_LEAF_VERSION = 0xc0;

/** A control block: leaf version and parity, the inner key, and one hash for each level of the tree. */
const CONTROL_BASE_SIZE = 33;
const CONTROL_NODE_SIZE = 32;
const MAX_CONTROL_NODES = 128;

const LEAF_VERSION_MASK = 0xfe;
const PARITY_MASK = 1;

const leafHash = createTaggedHash('TapLeaf');
const branchHash = createTaggedHash('TapBranch');
const tweakHash = createTaggedHash('TapTweak');

/** True where the bytes can be a control block. */
export function isControlBlock({ length }: Uint8Array): boolean {
  const nodes = (length - CONTROL_BASE_SIZE) / CONTROL_NODE_SIZE;
  return Number.isInteger(nodes) && nodes >= 0 && nodes <= MAX_CONTROL_NODES;
}

/** The even number that says by which rules the script runs. @param control - a control block */
export function leafVersionOf(control: Uint8Array): number {
  return (control[0] ?? 0) & LEAF_VERSION_MASK;
}

/** @source Bitcoin Core src/script/interpreter.cpp ComputeTapleafHash */
export function tapLeafHash(leafVersion: number, script: Uint8Array): Uint8Array {
  return lendEncoded((writer) => {
    writeUint8(writer, leafVersion);
    writeVarBytes(writer, script);
  }, leafHash);
}

/** The hash above two others, whichever comes first. @source Bitcoin Core src/script/interpreter.cpp ComputeTapbranchHash */
export function tapBranchHash(a: Uint8Array, b: Uint8Array): Uint8Array {
  return compareBytes(a, b) < 0 ? branchHash(a, b) : branchHash(b, a);
}

/** By how much the inner key is tweaked. @param root - empty where there are no scripts */
export function tapTweak(innerKey: Uint8Array, root: Uint8Array): Uint8Array {
  return tweakHash(innerKey, root);
}

/**
 * True where the output key commits to the leaf, by the path that the control block shows.
 * @source Bitcoin Core src/script/interpreter.cpp VerifyTaprootCommitment
 */
export function isCommittedLeaf(outputKey: Uint8Array, control: Uint8Array, leaf: Uint8Array): boolean {
  const innerKey = control.subarray(1, CONTROL_BASE_SIZE);
  const output = tweakXOnlyPubkey(innerKey, tapTweak(innerKey, rootOf(leaf, control)));
  if (output === undefined) return false;
  const yIsOdd = ((control[0] ?? 0) & PARITY_MASK) === 1;
  return output.yIsOdd === yIsOdd && equalBytes(output.x, outputKey);
}

function rootOf(leaf: Uint8Array, control: Uint8Array): Uint8Array {
  let hash = leaf;
  for (let at = CONTROL_BASE_SIZE; at < control.length; at += CONTROL_NODE_SIZE) {
    hash = tapBranchHash(hash, control.subarray(at, at + CONTROL_NODE_SIZE));
  }
  return hash;
}
