import { describe, expect, it } from 'vitest';
import { checkBlock } from '../../src/consensus/check-block.ts';
import { blockMerkleRoot } from '../../src/consensus/merkle.ts';
import { checkWitnessCommitment } from '../../src/consensus/witness-commitment.ts';
import { readShippedNetwork } from '../../src/node/network-file-reader.ts';
import { type Block, decodeBlock, serializeBlock } from '../../src/primitives/block.ts';
import { decodeHeader, HEADER_SIZE, serializeHeader } from '../../src/primitives/block-header.ts';
import { displayHash } from '../../src/primitives/hash256.ts';
import { hasWitness } from '../../src/primitives/tx.ts';
import { toHex } from '../../src/util/bytes.ts';
import { ACCEPTED, reject, type Verdict } from '../../src/util/verdict.ts';
import { readBitcoreFile, readBitcoreJson } from '../helpers/bitcore-vectors.ts';
import { hex } from '../helpers/script.ts';
import { countVectors, hasVectors, readVectorFile } from '../helpers/vectors.ts';

/** Real blocks of Bitcoin's networks: what they decode to is proved by their work, roots and commitments. */

const MAIN = readShippedNetwork('main').consensus;

/** File, hash, transactions, those of them with a witness. */
const MAIN_BLOCKS = [
  ['block300025', '0000000000000000821c4e0acc40f88bedbce3b73ba2358b5ade58a9022cc78c', 461, 0],
  ['block426884', '00000000000000000431d0ead6e0bd9f90ff0d469e9b05d51e3d04971f472973', 409, 0],
  ['block482683', '000000000000000000c238240ef6dcb26c37e75e16514e6ffc0aef7eee73e747', 12, 2],
] as const;

interface BitcoreBlock {
  readonly comment: string;
  readonly transactions: number;
  readonly data: string;
}

function accepted<T>(verdict: Verdict<T>): T {
  if (!verdict.ok) throw new Error(`${verdict.code}: ${verdict.debug}`);
  return verdict.value;
}

/** Decodes, encodes to the same bytes, and has the work and the merkle root that its header claims. */
function expectRealBlock(bytes: Uint8Array, params = MAIN): Block {
  const block = accepted(decodeBlock(bytes));
  expect(toHex(serializeBlock(block)) === toHex(bytes)).toBe(true);
  expect(blockMerkleRoot(block)).toEqual({ root: block.header.merkleRoot, mutated: false });
  expect(checkBlock(block, params)).toEqual(ACCEPTED);
  return block;
}

describe('real blocks', () => {
  it.skipIf(!hasVectors('blocks')).for(MAIN_BLOCKS)('%s', ([name, hash, count, segwit], context) => {
    const block = expectRealBlock(readVectorFile(`blocks/${name}.raw`));
    expect(displayHash(block.hash)).toBe(hash);
    expect(block.transactions).toHaveLength(count);
    expect(block.transactions.filter(hasWitness)).toHaveLength(segwit);
    countVectors(context, 1);
  });

  it('that bitcore-lib ships', (context) => {
    const blocks = readBitcoreJson<readonly BitcoreBlock[]>('bitcoind/blocks.json');
    for (const { comment, transactions, data } of blocks) {
      const block = expectRealBlock(hex(data));
      expect(comment).toContain(displayHash(block.hash));
      expect(block.transactions).toHaveLength(transactions);
    }
    // As in a blk file: the network's magic and the block's size come first.
    const file = readBitcoreFile('blk86756-testnet.dat');
    const testnet = expectRealBlock(file.subarray(8, 8 + file.readUInt32LE(4)));
    expect(testnet.header.nonce).toBe(3_594_009_557);
    countVectors(context, blocks.length + 1);
  });
});

describe('checkWitnessCommitment', () => {
  it.skipIf(!hasVectors('blocks'))('proves the witnesses of block 482683', (context) => {
    const block = accepted(decodeBlock(readVectorFile('blocks/block482683.raw')));
    expect(checkWitnessCommitment(block, true)).toEqual(ACCEPTED);
    expect(checkWitnessCommitment(block, false)).toMatchObject(reject('unexpected-witness'));
    countVectors(context, 1);
  });
});

describe('serializeHeader', () => {
  it.skipIf(!hasVectors('blocks'))(
    'writes the first header after the genesis block as it came',
    (context) => {
      // As in a `headers` message: behind the header a count of transactions, always 0.
      const bytes = readVectorFile('blocks/headers1.raw').subarray(0, HEADER_SIZE);
      const header = accepted(decodeHeader(bytes));
      expect(displayHash(header.prevBlockHash)).toBe(displayHash(readShippedNetwork('main').genesis.hash));
      expect(toHex(serializeHeader(header))).toBe(toHex(bytes));
      countVectors(context, 1);
    },
  );
});
