import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BlockUndo, decodeUndo, serializeUndo } from '../../../src/chain/undo.ts';
import { accept, reject } from '../../../src/util/verdict.ts';
import { anyUndo } from '../../helpers/arbitraries.ts';
import { outputOf } from '../../helpers/transactions.ts';

const undoAt = (height: number): BlockUndo => [
  [
    { output: outputOf(50_0000_0000), height, isCoinbase: true },
    { output: outputOf(0, new Uint8Array()), height, isCoinbase: false },
  ],
  [],
];

describe('decodeUndo', () => {
  it('reads back what serializeUndo wrote', () => {
    fc.assert(
      fc.property(anyUndo, (undo) => {
        expect(decodeUndo(serializeUndo(undo))).toEqual(accept(undo));
      }),
    );
  });

  it.each([0, 1, 2 ** 23, 2 ** 24, 2 ** 31 - 1])('reads coins of height %d back', (height) => {
    expect(decodeUndo(serializeUndo(undoAt(height)))).toEqual(accept(undoAt(height)));
  });

  it('rejects undo data cut off at any byte, and with a byte more', () => {
    const bytes = serializeUndo(undoAt(1000));
    for (let length = 0; length < bytes.length; length++) {
      expect(decodeUndo(bytes.subarray(0, length))).toEqual(
        reject('decode-failed', 'DataStream::read(): end of data'),
      );
    }
    expect(decodeUndo(Uint8Array.of(...bytes, 0))).toEqual(reject('decode-failed', '1 bytes left over'));
  });

  it('reads that nothing was spent', () => {
    expect(decodeUndo(serializeUndo([]))).toEqual(accept([]));
  });
});
