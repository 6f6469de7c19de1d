import { getBlockProof } from '../consensus/chainwork.ts';
import { MEDIAN_TIME_SPAN, medianTimePast } from '../consensus/median-time.ts';
import type { BlockHeader } from '../primitives/block-header.ts';
import type { Hash256 } from '../primitives/hash256.ts';
import { keepHash } from './hash-slab.ts';
import type { BlockFailure, BlockRecord } from './ports.ts';

/**
 * A header in its place in the tree of headers. What follows from the header is fixed when it is made; what
 * is known of the block changes, but only inside this folder.
 */
export interface BlockIndexEntry extends BlockRecord {
  readonly parent: BlockIndexEntry | undefined;
  /** An ancestor far back, so that getAncestor need not walk every step; see skipHeight. */
  readonly skip: BlockIndexEntry | undefined;
  /** Expected hashes to make the chain up to and with this block. */
  readonly chainwork: bigint;
  /** Median of the times of this block and the ten before it, seconds. */
  readonly medianTimePast: number;
  /** Transactions of this block and all below it; 0 while data of any of them are missing. */
  readonly chainTxCount: number;
}

/** The same entry for the code that keeps the tree. */
export interface MutableEntry extends BlockIndexEntry {
  readonly parent: MutableEntry | undefined;
  txCount: number;
  sequence: number;
  failure: BlockFailure;
  chainTxCount: number;
}

/** The entry of a header whose parent is known (or of the genesis block), with nothing known of its data. */
export function createEntry(
  header: BlockHeader,
  hash: Hash256,
  parent: MutableEntry | undefined,
): MutableEntry {
  const height = parent ? parent.height + 1 : 0;
  const { version, time, bits, nonce } = header;
  // One array for the hash and all that name it: there are millions of entries.
  const prevBlockHash = parent ? parent.hash : header.prevBlockHash;
  return {
    hash: keepHash(hash),
    header: { version, prevBlockHash, merkleRoot: keepHash(header.merkleRoot), time, bits, nonce },
    height,
    parent,
    skip: parent && getAncestor(parent, skipHeight(height)),
    chainwork: (parent?.chainwork ?? 0n) + proofOf(header, parent),
    medianTimePast: medianTimePast(lastTimes(header, parent)),
    txCount: 0,
    sequence: 0,
    failure: 'none',
    chainTxCount: 0,
  };
}

/** The block's own work; mostly it is its parent's. */
function proofOf({ bits }: BlockHeader, parent: BlockIndexEntry | undefined): bigint {
  return parent?.parent && parent.header.bits === bits
    ? parent.chainwork - parent.parent.chainwork
    : getBlockProof(bits);
}

/** True where the block itself, not just its header, came; its data may be pruned since. */
export function wasReceived(entry: BlockIndexEntry): boolean {
  return entry.txCount > 0;
}

/** The ancestor of that height (the entry itself at its own), or undefined above it or below 0. */
export function getAncestor<E extends BlockIndexEntry>(entry: E, height: number): E | undefined {
  if (height > entry.height || height < 0) return undefined;
  let walk: BlockIndexEntry | undefined = entry;
  while (walk && walk.height > height) {
    walk = walk.skip && walk.skip.height >= height ? walk.skip : walk.parent;
  }
  // The ancestors of an entry are of its own kind: createEntry links like to like.
  return walk as E | undefined;
}

/** The highest block that both chains have. */
export function findFork<E extends BlockIndexEntry>(a: E, b: E): E | undefined {
  let left: BlockIndexEntry | undefined = getAncestor(a, Math.min(a.height, b.height));
  let right: BlockIndexEntry | undefined = getAncestor(b, Math.min(a.height, b.height));
  while (left !== right) {
    left = left?.parent;
    right = right?.parent;
  }
  return left as E | undefined;
}

/**
 * Where an entry's skip pointer goes: heights with their lowest set bits cleared, which makes any ancestor
 * reachable in a logarithmic number of steps.
 * @source the idea: Bitcoin Core src/chain.cpp GetSkipHeight
 */
function skipHeight(height: number): number {
  if (height < 2) return 0;
  const clearLowestBit = (n: number): number => n & (n - 1);
  // Odd heights skip less far, so that a walk can always approach its goal from above.
  return height % 2 === 1 ? clearLowestBit(clearLowestBit(height - 1)) + 1 : clearLowestBit(height);
}

function lastTimes(header: BlockHeader, parent: BlockIndexEntry | undefined): number[] {
  const times = [header.time];
  for (let walk = parent; walk && times.length < MEDIAN_TIME_SPAN; walk = walk.parent)
    times.push(walk.header.time);
  return times;
}
