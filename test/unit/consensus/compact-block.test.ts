import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeCompactBlock,
  makeCompactBlock,
  serializeCompactBlock,
  shortIdsOf,
} from '../../../src/consensus/compact-block.ts';
import { makeBlock } from '../../../src/primitives/block.ts';
import { encode, writeCompactSize, writeUint32 } from '../../../src/primitives/writer.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { accept, reject } from '../../../src/util/verdict.ts';
import { anyHeader, anyTransaction } from '../../helpers/arbitraries.ts';
import { buildBlock, GENESIS } from '../../helpers/chain-builder.ts';
import { inputOf, numberedHash, transactionOf } from '../../helpers/transactions.ts';

const uint64 = fc.bigInt(0n, 2n ** 64n - 1n);

const anyCompactBlock = fc.record({
  header: anyHeader,
  nonce: uint64,
  shortIds: fc.array(fc.nat(2 ** 48 - 1), { maxLength: 4 }),
  prefilled: fc.array(fc.tuple(fc.nat(300), anyTransaction), { maxLength: 3 }).map((gaps) => {
    let next = 0;
    return gaps.map(([gap, tx]) => {
      const index = next + gap;
      next = index + 1;
      return { index, tx };
    });
  }),
});

const BLOCK = buildBlock(GENESIS, {
  transactions: Array.from({ length: 5 }, (_, i) => transactionOf({ inputs: [inputOf(i)] })),
});

describe('decodeCompactBlock', () => {
  it('reads back what serializeCompactBlock wrote', () => {
    fc.assert(
      fc.property(anyCompactBlock, (compact) => {
        expect(decodeCompactBlock(serializeCompactBlock(compact))).toEqual(accept(compact));
      }),
    );
  });

  it('rejects a compact block cut off at any byte, and with a byte more', () => {
    const bytes = serializeCompactBlock(makeCompactBlock(BLOCK, 7n));
    for (let length = 0; length < bytes.length; length++) {
      expect(decodeCompactBlock(bytes.subarray(0, length))).toMatchObject(reject('decode-failed'));
    }
    expect(decodeCompactBlock(Uint8Array.of(...bytes, 0))).toEqual(
      reject('decode-failed', '1 bytes left over'),
    );
  });

  it('rejects a place that 16 bits do not hold, and more places than they do', () => {
    const [coinbase] = BLOCK.transactions;
    const compact = makeCompactBlock(makeBlock(BLOCK.header, coinbase ? [coinbase] : []), 0n);
    const withIndex = (index: number) =>
      serializeCompactBlock({ ...compact, prefilled: compact.prefilled.map(({ tx }) => ({ index, tx })) });
    expect(decodeCompactBlock(withIndex(0xffff))).toMatchObject({ ok: true });
    expect(decodeCompactBlock(withIndex(0x10000))).toEqual(
      reject('decode-failed', 'CompactSize exceeds limit of type'),
    );
    const withIds = (count: number) => {
      const start = serializeCompactBlock({ ...compact, prefilled: [] }).subarray(0, 88);
      const ids = encode((writer) => {
        writeCompactSize(writer, count);
        for (let i = 0; i < (count * 6) / 4; i++) writeUint32(writer, i);
      });
      return concatBytes(start, ids.subarray(0, (count >= 0xfd ? 3 : 1) + 6 * count), Uint8Array.of(0));
    };
    expect(decodeCompactBlock(withIds(0xffff))).toMatchObject({ ok: true });
    expect(
      decodeCompactBlock(
        concatBytes(withIds(0xffff).subarray(0, -1), serializeCompactBlock(compact).subarray(89)),
      ),
    ).toEqual(reject('decode-failed', 'indexes overflowed 16 bits'));
  });
});

describe('shortIdsOf', () => {
  it('differ with the header, the nonce and the wtxid', () => {
    const { header } = BLOCK;
    const ids = [
      shortIdsOf({ header, nonce: 0n })(numberedHash(1)),
      shortIdsOf({ header, nonce: 1n })(numberedHash(1)),
      shortIdsOf({ header, nonce: 2n ** 32n })(numberedHash(1)),
      shortIdsOf({ header: { ...header, nonce: header.nonce + 1 }, nonce: 0n })(numberedHash(1)),
      shortIdsOf({ header, nonce: 0n })(numberedHash(2)),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toBeLessThan(2 ** 48);
  });
});

describe('makeCompactBlock', () => {
  it('sends the coinbase along and names the others', () => {
    const compact = makeCompactBlock(BLOCK, 7n);
    expect(compact.prefilled).toEqual([{ index: 0, tx: BLOCK.transactions[0] }]);
    expect(compact.shortIds).toEqual(
      BLOCK.transactions.slice(1).map(({ wtxid }) => shortIdsOf(compact)(wtxid)),
    );
  });
});
