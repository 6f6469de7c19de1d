import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { hasDefinedHashType, isValidSignatureEncoding } from '../../../src/script/signature-encoding.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { hex } from '../../helpers/script.ts';
import { countVectors } from '../../helpers/vectors.ts';

const load = createRequire(import.meta.url);

/** A signature of two integers of these bytes, and ALL. */
function signature(r: string, s: string): string {
  const integer = (bytes: string): string => `02${toHex(Uint8Array.of(bytes.length / 2))}${bytes}`;
  const body = integer(r) + integer(s);
  return `30${toHex(Uint8Array.of(body.length / 2))}${body}01`;
}

describe('isValidSignatureEncoding', () => {
  it('agrees with the canonical signatures that bitcore-lib ships', (context) => {
    const rows = load('bitcore-lib/test/data/bitcoind/sig_canonical.json') as string[];
    for (const row of rows) expect(isValidSignatureEncoding(hex(row))).toBe(true);
    countVectors(context, rows.length);
  });

  it('agrees with the non-canonical ones, but for those with an unknown hash type alone', (context) => {
    const rows = load('bitcore-lib/test/data/bitcoind/sig_noncanonical.json') as string[];
    const signatures = rows
      .map((row) => /^(?:[0-9a-f]{2})+$/.exec(row)?.[0])
      .filter((row) => row !== undefined);
    for (const row of signatures) {
      const bytes = hex(row);
      expect(isValidSignatureEncoding(bytes) && hasDefinedHashType(bytes)).toBe(false);
    }
    countVectors(context, signatures.length);
  });

  it.each([
    ['the shortest', signature('01', '01'), true],
    ['the longest', signature(`00${'ff'.repeat(32)}`, `00${'ff'.repeat(32)}`), true],
    ['one byte longer', signature(`00${'ff'.repeat(33)}`, `00${'ff'.repeat(32)}`), false],
    ['an empty R', signature('', '0101'), false],
    ['an empty S', signature('0101', ''), false],
    ['a negative R', signature('80', '01'), false],
    ['a negative S', signature('01', '80'), false],
    ['a padded R', signature('0001', '01'), false],
    ['a padded S', signature('01', '0001'), false],
    ['an R that needs its zero', signature('0080', '01'), true],
    ['an S that needs its zero', signature('01', '0080'), true],
    ['R and S of zero', signature('00', '00'), true],
    ['no hash type', signature('0080', '01').slice(0, -2), false],
    ['a byte more', `${signature('01', '01')}01`, false],
    ['another tag', signature('01', '01').replace(/^30/, '31'), false],
    ['nothing', '', false],
  ])('of %s', (_name, bytes, expected) => {
    expect(isValidSignatureEncoding(hex(bytes))).toBe(expected);
  });
});

describe('hasDefinedHashType', () => {
  it('knows ALL, NONE and SINGLE, with ANYONECANPAY or without', () => {
    const defined = Array.from({ length: 256 }, (_, type) => type).filter((type) =>
      hasDefinedHashType(Uint8Array.of(0x30, type)),
    );
    expect(defined).toEqual([0x01, 0x02, 0x03, 0x81, 0x82, 0x83]);
  });
});
