import { type Hash256, hash256 } from '../primitives/hash256.ts';
import { type Reader, readHash256, readUint32, readVarBytes, readVector } from '../primitives/reader.ts';
import { type Writer, writeBytes, writeUint32, writeVarBytes, writeVector } from '../primitives/writer.ts';
import { concatBytes, equalBytes } from '../util/bytes.ts';
import { expectDefined } from '../util/invariant.ts';
import { accept, reject, type Verdict } from '../util/verdict.ts';
import { MAX_BLOCK_WEIGHT, WITNESS_SCALE_FACTOR } from './weight.ts';

/**
 * The part of a block's merkle tree that proves some of its txids (BIP37). The tree is walked from the root, left
 * before right. A node gets a flag: whether any of the proven txids is below it. A node without, and every leaf, also
 * gives its hash; of the others the children follow.
 */
export interface PartialMerkleTree {
  /** Transactions of the whole block. */
  readonly txCount: number;
  readonly hashes: readonly Hash256[];
  /** Eight flags to a byte, the first in the lowest bit; those behind the last are 0. */
  readonly flags: Uint8Array;
}

/** A txid that the tree proves, and the place of its transaction in the block. */
export interface MerkleMatch {
  readonly txid: Hash256;
  readonly index: number;
}

export interface MerkleProof {
  /** The root that the tree leads to; the proof is one of the block whose header has it. */
  readonly root: Hash256;
  /** In block order. */
  readonly matches: readonly MerkleMatch[];
}

/** No transaction is smaller. @source Bitcoin Core src/consensus/consensus.h MIN_TRANSACTION_WEIGHT */
export const MIN_TRANSACTION_WEIGHT = 60 * WITNESS_SCALE_FACTOR;

/**
 * The tree that proves those txids for which `isMatch` is true.
 * @param txids - of all transactions of the block, at least one
 * @source Bitcoin Core src/merkleblock.cpp CPartialMerkleTree::TraverseAndBuild
 */
export function buildPartialMerkleTree(
  txids: readonly Hash256[],
  isMatch: (txid: Hash256) => boolean,
): PartialMerkleTree {
  const levels = nodeLevels(txids, isMatch);
  const hashes: Hash256[] = [];
  const flags: boolean[] = [];
  const walk = (level: number, position: number): void => {
    const node = levels[level]?.[position];
    if (!node) return;
    flags.push(node.leadsToMatch);
    if (level === 0 || !node.leadsToMatch) {
      hashes.push(node.hash);
      return;
    }
    walk(level - 1, 2 * position);
    walk(level - 1, 2 * position + 1);
  };
  walk(levels.length - 1, 0);
  return { txCount: txids.length, hashes, flags: packFlags(flags) };
}

interface Node {
  readonly hash: Hash256;
  readonly leadsToMatch: boolean;
}

/** All nodes of the tree, leaves first, the root alone in the last level. */
function nodeLevels(txids: readonly Hash256[], isMatch: (txid: Hash256) => boolean): readonly Node[][] {
  let level: Node[] = txids.map((txid) => ({ hash: txid, leadsToMatch: isMatch(txid) }));
  const levels = [level];
  while (level.length > 1) {
    const above: Node[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const left = expectDefined(level[i], 'a node in range');
      const right = level[i + 1] ?? left;
      above.push({
        hash: parentHash(left.hash, right.hash),
        leadsToMatch: left.leadsToMatch || right.leadsToMatch,
      });
    }
    levels.push(above);
    level = above;
  }
  return levels;
}

/**
 * What the tree proves.
 * @rejects bad-partial-merkle-tree where no block's tree can look so
 * @source Bitcoin Core src/merkleblock.cpp CPartialMerkleTree::ExtractMatches
 */
export function extractMatches(tree: PartialMerkleTree): Verdict<MerkleProof, 'bad-partial-merkle-tree'> {
  const { txCount, hashes, flags } = tree;
  if (txCount === 0) return bad('no transactions');
  if (txCount > MAX_BLOCK_WEIGHT / MIN_TRANSACTION_WEIGHT) return bad('more transactions than fit a block');
  if (hashes.length > txCount) return bad('more hashes than transactions');
  if (8 * flags.length < hashes.length) return bad('fewer flags than hashes');
  const walked = walkTree(tree);
  if (!walked.root) return bad(walked.problem ?? 'no root');
  if (Math.ceil(walked.flagsUsed / 8) !== flags.length) return bad('flags left over');
  if (walked.hashesUsed !== hashes.length) return bad('hashes left over');
  return accept({ root: walked.root, matches: walked.matches });
}

function bad(debug: string) {
  return reject('bad-partial-merkle-tree', debug);
}

/** What a walk from the root finds; without a root there is a problem. */
interface Walked {
  readonly root: Hash256 | undefined;
  readonly problem: string | undefined;
  readonly matches: readonly MerkleMatch[];
  readonly flagsUsed: number;
  readonly hashesUsed: number;
}

/** Walks the tree as it was walked to build it; flags and hashes are taken as they come. */
function walkTree({ txCount, hashes, flags }: PartialMerkleTree): Walked {
  const matches: MerkleMatch[] = [];
  let flagsUsed = 0;
  let hashesUsed = 0;
  let problem: string | undefined;
  const fail = (text: string): undefined => {
    problem = text;
  };
  const walk = (level: number, position: number): Hash256 | undefined => {
    const byte = flags[flagsUsed >> 3];
    if (byte === undefined) return fail('too few flags');
    const leadsToMatch = ((byte >> (flagsUsed & 7)) & 1) === 1;
    flagsUsed++;
    if (level > 0 && leadsToMatch) return walkChildren(level - 1, 2 * position);
    const hash = hashes[hashesUsed];
    if (!hash) return fail('too few hashes');
    hashesUsed++;
    if (leadsToMatch) matches.push({ txid: hash, index: position });
    return hash;
  };
  const walkChildren = (level: number, position: number): Hash256 | undefined => {
    const left = walk(level, position);
    if (!left || position + 1 >= levelWidth(txCount, level)) return left && parentHash(left, left);
    const right = walk(level, position + 1);
    // Txids are unique, so branches differ but where leaves were repeated to fake a tree (CVE-2012-2459).
    if (right && equalBytes(left, right)) return fail('two branches are equal');
    return right && parentHash(left, right);
  };
  const root = walk(topLevel(txCount), 0);
  return { root, problem, matches, flagsUsed, hashesUsed };
}

/** Nodes of a level, the leaves' being 0. */
function levelWidth(txCount: number, level: number): number {
  return Math.ceil(txCount / 2 ** level);
}

/** The level of the root. */
function topLevel(txCount: number): number {
  return 32 - Math.clz32(txCount - 1);
}

function parentHash(left: Hash256, right: Hash256): Hash256 {
  return hash256(concatBytes(left, right));
}

function packFlags(flags: readonly boolean[]): Uint8Array {
  const packed = new Uint8Array(Math.ceil(flags.length / 8));
  for (const [i, flag] of flags.entries()) packed[i >> 3] = (packed[i >> 3] ?? 0) | (Number(flag) << (i & 7));
  return packed;
}

/** @source Bitcoin Core src/merkleblock.h CPartialMerkleTree SERIALIZE_METHODS; BIP37 */
export function writePartialMerkleTree(writer: Writer, { txCount, hashes, flags }: PartialMerkleTree): void {
  writeUint32(writer, txCount);
  writeVector(writer, hashes, writeBytes);
  writeVarBytes(writer, flags);
}

/** The inverse of writePartialMerkleTree. */
export function readPartialMerkleTree(reader: Reader): PartialMerkleTree {
  return {
    txCount: readUint32(reader),
    hashes: readVector(reader, readHash256),
    flags: readVarBytes(reader),
  };
}
