import { describe, expect, it } from 'vitest';
import {
  decodeMerkleBlock,
  makeMerkleBlock,
  provenTransactions,
  serializeMerkleBlock,
} from '../../src/consensus/merkle-block.ts';
import { type Block, decodeBlock } from '../../src/primitives/block.ts';
import { toHex } from '../../src/util/bytes.ts';
import type { Verdict } from '../../src/util/verdict.ts';
import { countVectors, hasVectors, readVectorFile } from '../helpers/vectors.ts';

/** A real `merkleblock` message of Bitcoin's main network, against the block that it is of. */

function accepted<T>(verdict: Verdict<T>): T {
  if (!verdict.ok) throw new Error(`${verdict.code}: ${verdict.debug}`);
  return verdict.value;
}

const readBlock = (): Block => accepted(decodeBlock(readVectorFile('blocks/block300025.raw')));

describe.skipIf(!hasVectors('blocks'))('the merkle block of block 300025', () => {
  it('proves transactions of the block, at their places', (context) => {
    const bytes = readVectorFile('blocks/merkle300025.raw');
    const merkleBlock = accepted(decodeMerkleBlock(bytes));
    const block = readBlock();
    expect(merkleBlock.header).toEqual(block.header);
    expect(merkleBlock.tree.txCount).toBe(block.transactions.length);
    const proven = accepted(provenTransactions(merkleBlock));
    expect(proven.length).toBeGreaterThan(0);
    for (const { txid, index } of proven) expect(block.transactions[index]?.txid).toEqual(txid);
    countVectors(context, 1);
  });

  it('is, byte for byte, what we make for the transactions that it proves', (context) => {
    const bytes = readVectorFile('blocks/merkle300025.raw');
    const proven = accepted(provenTransactions(accepted(decodeMerkleBlock(bytes))));
    const made = makeMerkleBlock(
      readBlock(),
      proven.map(({ txid }) => txid),
    );
    expect(toHex(serializeMerkleBlock(made))).toBe(toHex(bytes));
    countVectors(context, 1);
  });

  it('proves each one transaction of the block', (context) => {
    const block = readBlock();
    for (const [index, { txid }] of block.transactions.entries()) {
      const bytes = serializeMerkleBlock(makeMerkleBlock(block, [txid]));
      expect(accepted(provenTransactions(accepted(decodeMerkleBlock(bytes))))).toEqual([{ txid, index }]);
    }
    countVectors(context, block.transactions.length);
  });
});
