import { type MerkleBlock, makeMerkleBlock } from '../consensus/merkle-block.ts';
import { bloomHash } from '../crypto/murmur-hash3.ts';
import type { Block } from '../primitives/block.ts';
import { type OutPoint, serializeOutPoint } from '../primitives/outpoint.ts';
import type { Transaction, TxOutput } from '../primitives/tx.ts';
import { createCursor, hasMore, pushedData, readInstruction } from '../script/parse.ts';
import { solve } from '../script/solver.ts';

/**
 * The filter that a light client gives us, so that we send it the transactions that it may care about: a set that is
 * sure to have what was put in, and some of what was not.
 * @source BIP37; Bitcoin Core src/common/bloom.cpp CBloomFilter
 */
export interface BloomFilter {
  /** What `filterload` brought, with what has been put in since. */
  readonly data: Uint8Array;
  insert(key: Uint8Array): void;
  contains(key: Uint8Array): boolean;
  /**
   * True for a transaction that the client may care about. Of its outputs, those that matched are put into the filter
   * where its flags say so: what spends them matches then, too.
   */
  isRelevantAndUpdate(tx: Transaction): boolean;
}

/** A filter as `filterload` has it; how large it may be is checked there. */
export interface BloomFilterFields {
  readonly data: Uint8Array;
  readonly hashFunctions: number;
  readonly tweak: number;
  /** The lower two bits say which of the outputs that matched are put in, see BLOOM_UPDATE. */
  readonly flags: number;
}

/** @source Bitcoin Core src/common/bloom.h bloomflags */
export const BLOOM_UPDATE = { none: 0, all: 1, p2pubkeyOnly: 2 } as const;
const UPDATE_MASK = 3;

/** The filter; the data it is given stay as they are. */
export function createBloomFilter(fields: BloomFilterFields): BloomFilter {
  const { hashFunctions, tweak } = fields;
  const data = fields.data.slice();
  const bitCount = 8 * data.length;
  const bitsOf = (key: Uint8Array, use: (byte: number, mask: number) => boolean): boolean => {
    for (let i = 0; i < hashFunctions; i++) {
      const bit = bloomHash(i, tweak, key) % bitCount;
      if (!use(bit >>> 3, 1 << (bit & 7))) return false;
    }
    return true;
  };
  const filter: BloomFilter = {
    data,
    insert(key) {
      // One without bits has everything in it, and nowhere to put more (CVE-2013-5700).
      if (bitCount === 0) return;
      bitsOf(key, (byte, mask) => {
        data[byte] = (data[byte] ?? 0) | mask;
        return true;
      });
    },
    contains: (key) => bitCount === 0 || bitsOf(key, (byte, mask) => ((data[byte] ?? 0) & mask) !== 0),
    isRelevantAndUpdate: (tx) => {
      if (bitCount === 0) return true;
      // Outputs first and all of them, though the txid may have matched: each is to be put in.
      const outputMatches = matchOutputs(filter, tx, fields.flags & UPDATE_MASK);
      return outputMatches || filter.contains(tx.txid) || matchesInputs(filter, tx);
    },
  };
  return filter;
}

function matchOutputs(filter: BloomFilter, tx: Transaction, update: number): boolean {
  let isFound = false;
  for (const [index, output] of tx.outputs.entries()) {
    if (!matchesPushes(filter, output.scriptPubKey)) continue;
    isFound = true;
    if (isPutIn(output, update)) filter.insert(serializeOutPoint({ txid: tx.txid, index }));
  }
  return isFound;
}

/** Outputs that name a hash are found by it; those of bare keys are not, in what spends them. */
function isPutIn({ scriptPubKey }: TxOutput, update: number): boolean {
  if (update !== BLOOM_UPDATE.p2pubkeyOnly) return update === BLOOM_UPDATE.all;
  const { type } = solve(scriptPubKey);
  return type === 'pubkey' || type === 'multisig';
}

function matchesInputs(filter: BloomFilter, tx: Transaction): boolean {
  const isSpent = (prevout: OutPoint) => filter.contains(serializeOutPoint(prevout));
  return tx.inputs.some(({ prevout, scriptSig }) => isSpent(prevout) || matchesPushes(filter, scriptSig));
}

/** True where the filter has any of the bytes that the script pushes, up to where it is malformed. */
function matchesPushes(filter: BloomFilter, script: Uint8Array): boolean {
  const cursor = createCursor(script);
  while (hasMore(cursor) && readInstruction(cursor)) {
    const data = pushedData(cursor);
    if (data.length > 0 && filter.contains(data)) return true;
  }
  return false;
}

/** A block as a client with a filter gets it. */
export interface FilteredBlock {
  readonly merkleBlock: MerkleBlock;
  /** Those that matched, in block order; they are sent behind it. */
  readonly matched: readonly Transaction[];
}

/** What of the block the filter's client may care about. @source BIP37; Bitcoin Core src/merkleblock.cpp CMerkleBlock */
export function filterBlock(filter: BloomFilter, block: Block): FilteredBlock {
  const matched = block.transactions.filter((tx) => filter.isRelevantAndUpdate(tx));
  const txids = matched.map(({ txid }) => txid);
  return { merkleBlock: makeMerkleBlock(block, txids), matched };
}
