import { sha256d } from '../crypto/sha256d.ts';
import type { Block } from '../primitives/block.ts';
import { type Hash256, toHash256 } from '../primitives/hash256.ts';
import { Opcode } from '../script/opcodes.ts';
import { concatBytes } from '../util/bytes.ts';
import type { Coin } from './coin.ts';
import { encodeGolombSet, matchesAny } from './golomb-set.ts';

/** Compact filters of blocks: every script that a block pays to or spends from. @source BIP158 */

const KEY_SIZE = 16;

/**
 * The basic filter of a block.
 * @param spent - the coins that its inputs spend, in any order
 * @source BIP158; Bitcoin Core src/blockfilter.cpp BasicFilterElements
 */
export function basicBlockFilter(block: Block, spent: readonly Coin[]): Uint8Array {
  const paid = block.transactions.flatMap(({ outputs }) => outputs.map(({ scriptPubKey }) => scriptPubKey));
  const scripts = [
    ...paid.filter((script) => script[0] !== Opcode.OP_RETURN),
    ...spent.map(({ output }) => output.scriptPubKey),
  ].filter(({ length }) => length > 0);
  return encodeGolombSet(block.hash.subarray(0, KEY_SIZE), scripts);
}

/** True where the block may pay to, or spend from, any of the scripts. */
export function filterMatches(
  filter: Uint8Array,
  blockHash: Hash256,
  scripts: Iterable<Uint8Array>,
): boolean {
  return matchesAny(blockHash.subarray(0, KEY_SIZE), filter, scripts);
}

/** What chains the filters together. @param previous - of the block below; zeros below the genesis block @source BIP157 */
export function filterHeader(filter: Uint8Array, previous: Hash256): Hash256 {
  return toHash256(sha256d(concatBytes(sha256d(filter), previous)));
}
