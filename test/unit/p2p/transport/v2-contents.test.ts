import { describe, expect, it } from 'vitest';
import { decodeContents, encodeType } from '../../../../src/p2p/transport/v2-contents.ts';
import { concatBytes } from '../../../../src/util/bytes.ts';

const PAYLOAD = Uint8Array.of(7, 8);

function longForm(...type: readonly number[]): Uint8Array {
  const contents = new Uint8Array(15);
  contents.set(type, 1);
  contents.set(PAYLOAD, 13);
  return contents;
}

describe('encodeType', () => {
  /** @source BIP324, table of message types, from 1 on; BIP434 */
  const NUMBERED = [
    ...['addr', 'block', 'blocktxn', 'cmpctblock', 'feefilter', 'filteradd', 'filterclear', 'filterload'],
    ...['getblocks', 'getblocktxn', 'getdata', 'getheaders', 'headers', 'inv', 'mempool', 'merkleblock'],
    ...['notfound', 'ping', 'pong', 'sendcmpct', 'tx', 'getcfilters', 'cfilter', 'getcfheaders', 'cfheaders'],
    ...['getcfcheckpt', 'cfcheckpt', 'addrv2'],
  ].map((command, i) => [command, i + 1] as const);

  it.each([...NUMBERED, ['feature', 37] as const])('gives %s the byte %d', (command, id) => {
    expect(encodeType(command)).toEqual(Uint8Array.of(id));
    expect(decodeContents(concatBytes(encodeType(command), PAYLOAD))).toEqual({ command, payload: PAYLOAD });
  });

  it.each([
    'version',
    'verack',
    'sendaddrv2',
    'wtxidrelay',
    'sendheaders',
    'sendtxrcncl',
    'alert',
    'a',
    'twelve chars',
  ])('spells %s out', (command) => {
    const type = encodeType(command);
    expect(type).toHaveLength(13);
    expect(decodeContents(concatBytes(type, PAYLOAD))).toEqual({ command, payload: PAYLOAD });
  });
});

describe('decodeContents', () => {
  it.each([
    ['nothing', Uint8Array.of()],
    ['the byte after the table', Uint8Array.of(29, 7)],
    ['the byte before the later entry', Uint8Array.of(36, 7)],
    ['the byte after the later entry', Uint8Array.of(38, 7)],
    ['the last byte', Uint8Array.of(255, 7)],
    ['a type that was cut', longForm(0x61).subarray(0, 12)],
    ['a character below those allowed', longForm(0x1f)],
    ['a character above those allowed', longForm(0x80)],
    ['a character after a zero', longForm(0x61, 0, 0x61)],
  ])('knows no type of %s', (_, contents) => {
    expect(decodeContents(contents)).toBeUndefined();
  });

  it.each([
    [[0x20], ' '],
    [[0x7f], '\u007f'],
    [[], ''],
  ])('takes the characters %j', (type, command) => {
    expect(decodeContents(longForm(...type))).toEqual({ command, payload: PAYLOAD });
  });

  it('needs no payload', () => {
    expect(decodeContents(longForm(0x61).subarray(0, 13))).toEqual({
      command: 'a',
      payload: new Uint8Array(0),
    });
    expect(decodeContents(Uint8Array.of(18))).toEqual({ command: 'ping', payload: new Uint8Array(0) });
  });
});
