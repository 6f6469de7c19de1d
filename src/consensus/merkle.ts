import { sha256d } from '../crypto/sha256d.ts';
import type { Block } from '../primitives/block.ts';
import { HASH256_SIZE, type Hash256, hash256, ZERO_HASH } from '../primitives/hash256.ts';
import { concatBytes, equalBytes } from '../util/bytes.ts';

export interface MerkleRoot {
  readonly root: Hash256;
  /**
   * True where two equal neighbours were hashed together: the same root then belongs to a list with those
   * leaves repeated, so a block with it may be a malleated form of a valid one (CVE-2012-2459).
   */
  readonly mutated: boolean;
}

/**
 * The root over leaves in order; a level of odd length repeats its last node. No leaves: zero.
 * @source Bitcoin Core src/consensus/merkle.cpp ComputeMerkleRoot
 */
export function computeMerkleRoot(leaves: readonly Hash256[]): MerkleRoot {
  let level: readonly Hash256[] = leaves;
  let mutated = false;
  while (level.length > 1) {
    const above: Hash256[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const left = level[i] as Hash256;
      const right = level[i + 1];
      if (right && equalBytes(left, right)) mutated = true;
      above.push(hashPair(left, right ?? left));
    }
    level = above;
  }
  return { root: level[0] ?? ZERO_HASH, mutated };
}

/** Where two nodes are put next to each other to be hashed. */
const pair = new Uint8Array(2 * HASH256_SIZE);

function hashPair(left: Hash256, right: Hash256): Hash256 {
  pair.set(left);
  pair.set(right, HASH256_SIZE);
  return hash256(pair);
}

/** The root over the txids, which the header commits to. @source Bitcoin Core BlockMerkleRoot */
export function blockMerkleRoot(block: Pick<Block, 'transactions'>): MerkleRoot {
  return computeMerkleRoot(block.transactions.map((tx) => tx.txid));
}

/** The root over the wtxids, with zero in the coinbase's place (BIP141). @source Bitcoin Core BlockWitnessMerkleRoot */
export function blockWitnessMerkleRoot(block: Pick<Block, 'transactions'>): Hash256 {
  return computeMerkleRoot(block.transactions.map((tx, i) => (i === 0 ? ZERO_HASH : tx.wtxid))).root;
}

/** What the coinbase commits to: SHA-256d of the witness root and the 32-byte reserved value (BIP141). */
export function witnessCommitment(witnessRoot: Hash256, reservedValue: Uint8Array): Uint8Array {
  return sha256d(concatBytes(witnessRoot, reservedValue));
}
