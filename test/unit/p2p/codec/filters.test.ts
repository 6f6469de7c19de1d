import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage } from '../../../../src/p2p/codec/codec.ts';
import type { MessageOf } from '../../../../src/p2p/codec/message.ts';
import { toHex } from '../../../../src/util/bytes.ts';
import { accept, reject } from '../../../../src/util/verdict.ts';
import { numberedHash } from '../../../helpers/transactions.ts';

describe('filterload', () => {
  const TOO_LARGE = reject('misbehaving', 'too-large bloom filter');
  const filterOf = (size: number, hashFunctions: number): MessageOf<'filterload'> => ({
    command: 'filterload',
    data: new Uint8Array(size),
    hashFunctions,
    tweak: 3,
    flags: 4,
  });

  it('has data, hash functions, tweak and flags', () => {
    expect(toHex(encodeMessage(filterOf(2, 1)))).toBe('02000001000000' + '03000000' + '04');
  });

  it('has at most 36,000 bytes', () => {
    expect(decodeMessage('filterload', encodeMessage(filterOf(36_000, 1)))).toEqual(
      accept(filterOf(36_000, 1)),
    );
    expect(decodeMessage('filterload', encodeMessage(filterOf(36_001, 1)))).toEqual(TOO_LARGE);
  });

  it('has at most 50 hash functions', () => {
    expect(decodeMessage('filterload', encodeMessage(filterOf(1, 50)))).toEqual(accept(filterOf(1, 50)));
    expect(decodeMessage('filterload', encodeMessage(filterOf(1, 51)))).toEqual(TOO_LARGE);
  });
});

describe('filteradd', () => {
  it('has at most 520 bytes', () => {
    const of = (size: number) => ({ command: 'filteradd', data: new Uint8Array(size) }) as const;
    expect(decodeMessage('filteradd', encodeMessage(of(520)))).toEqual(accept(of(520)));
    expect(decodeMessage('filteradd', encodeMessage(of(521)))).toEqual(
      reject('misbehaving', 'bad filteradd message'),
    );
  });
});

/** @source BIP157 */
describe('messages of block filters', () => {
  const hash = numberedHash(1);
  const [filterType, hashHex] = [0, toHex(hash)];

  it.for(['getcfilters', 'getcfheaders'] as const)('%s has a type, a height and a hash', (command) => {
    const bytes = encodeMessage({ command, filterType, startHeight: 0x01020304, stopHash: hash });
    expect(toHex(bytes)).toBe(`0004030201${hashHex}`);
  });

  it('cfilter has a type, a hash and the filter', () => {
    const filter = Uint8Array.of(1, 2);
    const bytes = encodeMessage({ command: 'cfilter', filterType, blockHash: hash, filter });
    expect(toHex(bytes)).toBe(`00${hashHex}020102`);
  });

  it('cfheaders has a type, a hash, the header before and hashes', () => {
    const message = { command: 'cfheaders', filterType, stopHash: hash, filterHashes: [hash] } as const;
    const bytes = encodeMessage({ ...message, previousHeader: numberedHash(2) });
    expect(toHex(bytes)).toBe(`00${hashHex}${toHex(numberedHash(2))}01${hashHex}`);
  });

  it('cfcheckpt has a type, a hash and headers', () => {
    const bytes = encodeMessage({ command: 'cfcheckpt', filterType, stopHash: hash, headers: [hash, hash] });
    expect(toHex(bytes)).toBe(`00${hashHex}02${hashHex}${hashHex}`);
  });
});
