import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blockSize,
  decodeBlock,
  makeBlock,
  serializeBlock,
  strippedBlockSize,
} from '../../../src/primitives/block.ts';
import { hashHeader } from '../../../src/primitives/block-header.ts';
import { serializeWithoutWitness } from '../../../src/primitives/tx.ts';
import { accept, reject } from '../../../src/util/verdict.ts';
import { anyBlock } from '../../helpers/arbitraries.ts';
import { buildBlock, GENESIS } from '../../helpers/chain-builder.ts';
import { transactionOf } from '../../helpers/transactions.ts';

describe('decodeBlock', () => {
  it('reads back what serializeBlock wrote', () => {
    fc.assert(
      fc.property(anyBlock, (block) => {
        expect(decodeBlock(serializeBlock(block))).toEqual(accept(block));
      }),
    );
  });

  it('rejects a block cut off at any byte, and one with a byte more', () => {
    const bytes = serializeBlock(buildBlock(GENESIS, { transactions: [transactionOf()] }));
    for (let length = 0; length < bytes.length; length++) {
      expect(decodeBlock(bytes.subarray(0, length)), `${length} bytes`).toMatchObject({
        ok: false,
        code: 'decode-failed',
      });
    }
    expect(decodeBlock(Uint8Array.of(...bytes, 0))).toEqual(reject('decode-failed', '1 bytes left over'));
  });

  it('reads out of a Buffer as out of any array', () => {
    const block = makeBlock(buildBlock(GENESIS).header, buildBlock(GENESIS).transactions);
    expect(decodeBlock(Buffer.from(serializeBlock(block)))).toStrictEqual(accept(block));
  });
});

describe('makeBlock', () => {
  it('hashes the header', () => {
    const { header, transactions } = buildBlock(GENESIS);
    expect(makeBlock(header, transactions).hash).toEqual(hashHeader(header));
  });
});

describe('blockSize and strippedBlockSize', () => {
  it('are the bytes with and without witnesses', () => {
    fc.assert(
      fc.property(anyBlock, (block) => {
        expect(blockSize(block)).toBe(serializeBlock(block).length);
        const stripped = block.transactions.reduce((sum, tx) => sum + serializeWithoutWitness(tx).length, 81);
        expect(strippedBlockSize(block)).toBe(stripped);
      }),
    );
  });

  it.each([
    [0xfc, 1],
    [0xfd, 3],
  ])('count the bytes that say there are %d transactions: %d', (count, width) => {
    const tx = transactionOf();
    const block = makeBlock(
      GENESIS.header,
      Array.from({ length: count }, () => tx),
    );
    expect(blockSize(block)).toBe(80 + width + count * tx.size);
    expect(serializeBlock(block)).toHaveLength(blockSize(block));
  });
});
