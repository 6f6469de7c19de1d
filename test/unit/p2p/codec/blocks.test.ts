import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage } from '../../../../src/p2p/codec/codec.ts';
import { fromHex, toHex } from '../../../../src/util/bytes.ts';
import { expectDefined } from '../../../../src/util/invariant.ts';
import { accept, reject } from '../../../../src/util/verdict.ts';
import { numberedHash, transactionOf } from '../../../helpers/transactions.ts';

const hex = (...parts: readonly string[]) => expectDefined(fromHex(parts.join('')), 'hex');
const blockHash = numberedHash(7);
const getBlockTxn = (...indexes: readonly string[]) =>
  decodeMessage('getblocktxn', hex(toHex(blockHash), ...indexes));

describe('getblocktxn', () => {
  /** @source Bitcoin Core src/test/blockencodings_tests.cpp TransactionsRequestSerializationTest */
  it('has the differences between its indexes less one', () => {
    const message = { command: 'getblocktxn', blockHash, indexes: [0, 1, 3, 4] } as const;
    expect(toHex(encodeMessage(message))).toBe(`${toHex(blockHash)}0400000100`);
    expect(getBlockTxn('0400000100')).toEqual(accept(message));
  });

  /** @source Bitcoin Core src/test/blockencodings_tests.cpp TransactionsRequestDeserializationMaxTest */
  it('goes up to 65535', () => {
    expect(getBlockTxn('01fdffff')).toEqual(accept({ command: 'getblocktxn', blockHash, indexes: [0xffff] }));
  });

  it.for([
    ['01fe00000100', 'one above'],
    // As TransactionsRequestDeserializationOverflowTest of Core.
    ['03fdfd7ffdfd7f05', 'a sum above'],
    ['02fdffff00', 'one behind the last'],
  ])('refuses %s: %s', ([indexes]) => {
    expect(getBlockTxn(indexes ?? '')).toEqual(reject('malformed', 'differential value overflow'));
  });

  it('asks for something', () => {
    expect(getBlockTxn('00')).toEqual(
      reject('unacceptable', 'getblocktxn received with no transaction indexes'),
    );
  });
});

describe('blocktxn', () => {
  it('has the hash of the block and whole transactions', () => {
    const message = { command: 'blocktxn', blockHash, txs: [transactionOf(), transactionOf()] } as const;
    expect(decodeMessage('blocktxn', encodeMessage(message))).toEqual(accept(message));
  });
});

describe('transactions of a block', () => {
  const emptyTx = '01000000' + '0000' + '00000000';
  const least = 10;
  /** @source Bitcoin Core src/consensus/consensus.h: 4,000,000 / (4 * 60) */
  const MOST = 16_666;

  it.for([
    ['block', '00'.repeat(80), 'bad-blk-length, size limits failed'],
    ['blocktxn', '00'.repeat(32), 'invalid compact block/non-matching block transactions'],
  ])('of %s are no more than a block can hold', ([command = '', before = '', why = '']) => {
    const decoded = (count: string, txs: number) =>
      decodeMessage(command, hex(before, count, emptyTx.repeat(txs)));
    expect(emptyTx).toHaveLength(2 * least);
    expect(decoded('fd1a41', MOST).ok).toBe(true);
    expect(decoded('fd1b41', MOST + 1)).toEqual(reject('misbehaving', why));
    expect(decoded('fd1b41', MOST)).toEqual(reject('malformed', 'DataStream::read(): end of data'));
    expect(decoded('', 0)).toEqual(reject('malformed', 'DataStream::read(): end of data'));
  });
});

describe('cmpctblock', () => {
  it('has at most 65535 transactions', () => {
    const header = '00'.repeat(80 + 8);
    const decoded = decodeMessage('cmpctblock', hex(header, 'fe00000100', '00'.repeat(6 * 65_536), '00'));
    expect(decoded).toEqual(reject('malformed', 'indexes overflowed 16 bits'));
    expect(decodeMessage('cmpctblock', hex(header, 'fdffff', '00'.repeat(6 * 65_535), '00')).ok).toBe(true);
  });
});

describe('tx', () => {
  it('is refused with the words of Core’s serializer', () => {
    expect(decodeMessage('tx', hex('01000000', '0001', '00', '00', '00000000'))).toEqual(
      reject('malformed', 'Superfluous witness record'),
    );
  });
});
