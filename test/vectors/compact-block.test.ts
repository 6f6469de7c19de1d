import { describe, expect, it } from 'vitest';
import {
  decodeCompactBlock,
  makeCompactBlock,
  serializeCompactBlock,
} from '../../src/consensus/compact-block.ts';
import { blockMerkleRoot } from '../../src/consensus/merkle.ts';
import { openCompactBlock } from '../../src/consensus/partial-block.ts';
import { type Block, decodeBlock } from '../../src/primitives/block.ts';
import type { Transaction } from '../../src/primitives/tx.ts';
import { toHex } from '../../src/util/bytes.ts';
import type { Verdict } from '../../src/util/verdict.ts';
import { countVectors, hasVectors, readVectorFile } from '../helpers/vectors.ts';

/** A real `cmpctblock` message of Bitcoin's main network, against the block that it is of. */

function accepted<T>(verdict: Verdict<T>): T {
  if (!verdict.ok) throw new Error(`${verdict.code}: ${verdict.debug}`);
  return verdict.value;
}

const readBlock = (): Block => accepted(decodeBlock(readVectorFile('blocks/block426884.raw')));
const readCompact = () => accepted(decodeCompactBlock(readVectorFile('blocks/compact426884.raw')));

describe.skipIf(!hasVectors('blocks'))('the compact block of block 426884', () => {
  it('names every transaction of the block, and no other', (context) => {
    const block = readBlock();
    const partial = accepted(openCompactBlock(readCompact()));
    const known = partial.transactions.filter((tx) => tx !== undefined);
    expect(known.length + partial.missing().length).toBe(block.transactions.length);
    for (const tx of [...block.transactions].reverse()) {
      const cameAlong = known.some(({ wtxid }) => toHex(wtxid) === toHex(tx.wtxid));
      expect(partial.offer(tx)).toBe(!cameAlong);
    }
    expect(partial.missing()).toEqual([]);
    const transactions = partial.transactions as readonly Transaction[];
    expect(blockMerkleRoot({ transactions }).root).toEqual(block.header.merkleRoot);
    const other = accepted(decodeBlock(readVectorFile('blocks/block482683.raw')));
    expect(other.transactions.map((tx) => partial.offer(tx))).not.toContain(true);
    countVectors(context, block.transactions.length);
  });

  it('is, byte for byte, what we make of the block with its nonce', (context) => {
    const made = makeCompactBlock(readBlock(), readCompact().nonce);
    expect(toHex(serializeCompactBlock(made))).toBe(toHex(readVectorFile('blocks/compact426884.raw')));
    countVectors(context, 1);
  });
});
