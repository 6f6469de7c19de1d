import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage } from '../../../../src/p2p/codec/codec.ts';
import { INV_TYPE, type Message } from '../../../../src/p2p/codec/message.ts';
import { HEADER_SIZE } from '../../../../src/primitives/block-header.ts';
import { ZERO_HASH } from '../../../../src/primitives/hash256.ts';
import { concatBytes, fromHex, toHex } from '../../../../src/util/bytes.ts';
import { expectDefined } from '../../../../src/util/invariant.ts';
import { accept, reject } from '../../../../src/util/verdict.ts';
import { numberedHash } from '../../../helpers/transactions.ts';

const hex = (...parts: readonly string[]) => expectDefined(fromHex(parts.join('')), 'hex');
const END = reject('malformed', 'DataStream::read(): end of data');

describe.for(['inv', 'getdata', 'notfound'] as const)('%s', (command) => {
  const item = { type: INV_TYPE.witnessBlock, hash: numberedHash(1) };
  const of = (length: number) => encodeMessage({ command, items: new Array(length).fill(item) });

  it('has a number and a hash for each entry', () => {
    expect(toHex(of(1))).toBe(`01${'02000040'}${toHex(numberedHash(1))}`);
  });

  it('holds at most 50,000 entries; in notfound they are not counted', () => {
    expect(decodeMessage(command, of(50_000)).ok).toBe(true);
    const decoded = decodeMessage(command, of(50_001));
    if (command === 'notfound') expect(decoded.ok).toBe(true);
    else expect(decoded).toEqual(reject('misbehaving', `${command} message size = 50001`));
  });

  it('is malformed where it claims more than there is', () => {
    expect(decodeMessage(command, of(50_001).subarray(0, -1))).toEqual(END);
    expect(decodeMessage(command, hex('fe01000002'))).toEqual(
      reject('malformed', 'ReadCompactSize(): size too large'),
    );
  });
});

describe.for(['getheaders', 'getblocks'] as const)('%s', (command) => {
  const of = (length: number): Message => ({
    command,
    locator: Array.from({ length }, (_, i) => numberedHash(i)),
    stopHash: ZERO_HASH,
  });

  it('has a version that is not looked at, hashes, and where to stop', () => {
    expect(toHex(encodeMessage(of(1)))).toBe(`80110100${'01'}${toHex(numberedHash(0))}${toHex(ZERO_HASH)}`);
    const bytes = encodeMessage(of(1));
    bytes.fill(0xff, 0, 4);
    expect(decodeMessage(command, bytes)).toEqual(accept(of(1)));
  });

  it('has a locator of at most 101 hashes', () => {
    expect(decodeMessage(command, encodeMessage(of(101)))).toEqual(accept(of(101)));
    expect(decodeMessage(command, encodeMessage(of(102)))).toEqual(
      reject('unacceptable', `${command} locator size 102 > 101`),
    );
  });
});

describe('headers', () => {
  const header = {
    version: 1,
    prevBlockHash: numberedHash(1),
    merkleRoot: numberedHash(2),
    time: 3,
    bits: 4,
    nonce: 5,
  };
  const of = (length: number): Message => ({ command: 'headers', headers: new Array(length).fill(header) });

  it('has a zero behind each header', () => {
    const bytes = encodeMessage(of(2));
    expect(bytes.length).toBe(1 + 2 * (HEADER_SIZE + 1));
    expect([bytes[1 + HEADER_SIZE], bytes[2 + 2 * HEADER_SIZE]]).toEqual([0, 0]);
  });

  it('may claim transactions behind a header', () => {
    const bytes = encodeMessage(of(1));
    expect(decodeMessage('headers', concatBytes(bytes.subarray(0, -1), hex('fe00000100')))).toEqual(
      accept(of(1)),
    );
    expect(decodeMessage('headers', concatBytes(bytes.subarray(0, -1), hex('fd0100')))).toEqual(
      reject('malformed', 'non-canonical ReadCompactSize()'),
    );
  });

  it('are at most 2000, whether they are there or not', () => {
    expect(decodeMessage('headers', encodeMessage(of(2000)))).toEqual(accept(of(2000)));
    expect(decodeMessage('headers', encodeMessage(of(2000)).subarray(0, -1))).toEqual(END);
    expect(decodeMessage('headers', hex('fdd107'))).toEqual(
      reject('misbehaving', 'headers message size = 2001'),
    );
  });
});
