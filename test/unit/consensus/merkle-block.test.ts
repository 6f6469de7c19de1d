import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeMerkleBlock,
  makeMerkleBlock,
  provenTransactions,
  serializeMerkleBlock,
} from '../../../src/consensus/merkle-block.ts';
import { accept, reject } from '../../../src/util/verdict.ts';
import { buildBlock, GENESIS } from '../../helpers/chain-builder.ts';
import { inputOf, numberedHash, transactionOf } from '../../helpers/transactions.ts';

const block = buildBlock(GENESIS, {
  transactions: Array.from({ length: 12 }, (_, i) => transactionOf({ inputs: [inputOf(i)] })),
});
const txids = block.transactions.map((tx) => tx.txid);

const anyPlaces = fc.subarray(txids.map((_, i) => i));

describe('decodeMerkleBlock', () => {
  it('reads back what serializeMerkleBlock wrote', () => {
    fc.assert(
      fc.property(anyPlaces, (places) => {
        const merkleBlock = makeMerkleBlock(
          block,
          places.map((i) => txids[i] ?? numberedHash(0)),
        );
        expect(decodeMerkleBlock(serializeMerkleBlock(merkleBlock))).toEqual(accept(merkleBlock));
      }),
    );
  });

  it('rejects a merkle block cut off at any byte, and with a byte more', () => {
    const bytes = serializeMerkleBlock(makeMerkleBlock(block, txids.slice(3, 5)));
    for (let length = 0; length < bytes.length; length++) {
      expect(decodeMerkleBlock(bytes.subarray(0, length))).toEqual(
        reject('decode-failed', 'DataStream::read(): end of data'),
      );
    }
    expect(decodeMerkleBlock(Uint8Array.of(...bytes, 0))).toEqual(
      reject('decode-failed', '1 bytes left over'),
    );
  });
});

describe('provenTransactions', () => {
  it('are those asked for that the block has, in its order', () => {
    fc.assert(
      fc.property(anyPlaces, (places) => {
        const asked = [...places.map((i) => txids[i] ?? numberedHash(0)).reverse(), numberedHash(99)];
        const matches = places.map((index) => ({ txid: txids[index], index }));
        expect(provenTransactions(makeMerkleBlock(block, asked))).toEqual(accept(matches));
      }),
    );
  });

  it('bad-txnmrklroot', () => {
    const other = buildBlock(GENESIS, { tag: 1 });
    const { tree } = makeMerkleBlock(block, []);
    expect(provenTransactions({ header: other.header, tree })).toMatchObject(reject('bad-txnmrklroot'));
  });

  it('bad-partial-merkle-tree', () => {
    const { header, tree } = makeMerkleBlock(block, []);
    expect(provenTransactions({ header, tree: { ...tree, txCount: 0 } })).toMatchObject(
      reject('bad-partial-merkle-tree'),
    );
  });
});
