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
  // The table of BIP324, at its ends and in its middle, and Core's later entry.
  it.each([
    ['addr', 1],
    ['block', 2],
    ['headers', 13],
    ['ping', 18],
    ['tx', 21],
    ['addrv2', 28],
    ['feature', 37],
  ])('gives %s the byte %d', (command, id) => {
    expect(encodeType(command)).toEqual(Uint8Array.of(id));
    expect(decodeContents(concatBytes(encodeType(command), PAYLOAD))).toEqual({ command, payload: PAYLOAD });
  });

  it.each(['version', 'verack', 'sendaddrv2', 'wtxidrelay', 'a', 'twelve chars'])(
    'spells %s out',
    (command) => {
      const type = encodeType(command);
      expect(type).toHaveLength(13);
      expect(decodeContents(concatBytes(type, PAYLOAD))).toEqual({ command, payload: PAYLOAD });
    },
  );
});

describe('decodeContents', () => {
  it.each([
    ['nothing', Uint8Array.of()],
    ['the byte after the table', Uint8Array.of(29, 7)],
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
