import { base58 } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkedPayload,
  decodeBase58,
  decodeBase58Check,
  encodeBase58Check,
} from '../../../src/script/base58check.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { readCoreVectors } from '../../helpers/core-vectors.ts';
import { hex } from '../../helpers/script.ts';
import { countVectors } from '../../helpers/vectors.ts';

describe("Core's base58 vectors", () => {
  it('are decoded, up to 100 bytes', (context) => {
    const vectors = readCoreVectors<[string, string]>('base58_encode_decode.json');
    const rows = vectors.rows.filter(([bytes]) => bytes.length <= 2 * 100);
    for (const [bytes, text] of rows)
      expect(toHex(decodeBase58(text) ?? hex('ff'))).toBe(bytes.toLowerCase());
    countVectors(context, rows.length);
  });
});

describe('decodeBase58Check', () => {
  it('gives back what was encoded', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 96 }), (payload) => {
        expect(decodeBase58Check(encodeBase58Check(payload))).toEqual(payload);
      }),
    );
  });

  it('refuses any other last byte', () => {
    const bytes = base58.decode(encodeBase58Check(Uint8Array.of(1, 2, 3)));
    for (let last = 0; last < 256; last++) {
      const changed = Uint8Array.from([...bytes.slice(0, -1), last]);
      expect(decodeBase58Check(base58.encode(changed)) !== undefined).toBe(last === bytes.at(-1));
    }
  });

  it('takes 100 bytes, no more', () => {
    expect(decodeBase58Check(encodeBase58Check(new Uint8Array(96).fill(255)))).toBeDefined();
    expect(decodeBase58Check(encodeBase58Check(new Uint8Array(97).fill(255)))).toBeUndefined();
    expect(decodeBase58Check('1'.repeat(138))).toBeUndefined();
  });

  it.each(['', '1', '0OIl', 'a b'])('refuses %j', (text) => {
    expect(decodeBase58Check(text)).toBeUndefined();
  });

  it('skips white space at both ends', () => {
    const text = encodeBase58Check(Uint8Array.of(7));
    expect(decodeBase58Check(` \t\n${text}\r\n `)).toEqual(Uint8Array.of(7));
  });
});

describe('checkedPayload', () => {
  it('needs a whole checksum', () => {
    expect(checkedPayload(hex('5df6e0e2'))).toEqual(new Uint8Array(0));
    expect(checkedPayload(hex('5df6e0'))).toBeUndefined();
    expect(checkedPayload(hex('5df6e0e3'))).toBeUndefined();
  });
});
