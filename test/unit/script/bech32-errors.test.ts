import { bech32, bech32m } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locateBech32Errors } from '../../../src/script/bech32-errors.ts';

const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

describe('locateBech32Errors', () => {
  // Invalid strings of BIP173 and BIP350 and more, with what Core says of them (src/test/bech32_tests.cpp).
  it.each([
    [' 1nwldj5', 'Invalid character or mixed case', [0]],
    ['\x7f1axkwrx', 'Invalid character or mixed case', [0]],
    ['\x801eym55h', 'Invalid character or mixed case', [0]],
    ['de1lg7wt\xff', 'Invalid character or mixed case', [8]],
    ['a12UEL5L', 'Invalid character or mixed case', [3, 4, 5, 7]],
    ['A12uEL5L', 'Invalid character or mixed case', [3]],
    ['BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3t4', 'Invalid character or mixed case', [40]],
    [
      'an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx',
      'Bech32 string too long',
      [90],
    ],
    ['pzry9x0s0muk', 'Missing separator', []],
    ['1pzry9x0s0muk', 'Invalid separator position', [0]],
    ['li1dgmt3', 'Invalid separator position', [2]],
    ['10a06t8', 'Invalid separator position', [0]],
    ['x1b4n0q5v', 'Invalid Base 32 character', [2]],
    ['lt1igcx5c0', 'Invalid Base 32 character', [3]],
    ['bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4', 'Invalid Base 32 character', [59]],
    ['A1G7SGD8', 'Invalid checksum', []],
    ['M1VUXWEZ', 'Invalid checksum', []],
    ['abcdef1qpzrz9x8gf2tvdw0s3jn54khce6mua7lmqqqxw', 'Invalid Bech32 checksum', [11]],
    ['test1zg69w7y6hn0aqy352euf40x77qddq3dc', 'Invalid Bech32 checksum', [9, 16]],
    ['abcdef1l7aum6echk45nj2s0wdvt2fg8x9yrzpqzd3ryx', 'Invalid Bech32m checksum', [21]],
    ['test1zg69v7y60n00qy352euf40x77qcusag6', 'Invalid Bech32m checksum', [13, 32]],
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5', 'Invalid Bech32 checksum', [41]],
  ])('says of %j: %s', (text, message, locations) => {
    expect(locateBech32Errors(text)).toEqual({ message, locations });
  });

  // Of two errors in bech32m, one in a few hundred pairs can as well be two in bech32, which then is told.
  it.each([
    { name: 'bech32', codec: bech32, maxErrors: 2, message: 'Invalid Bech32 checksum' },
    { name: 'bech32m', codec: bech32m, maxErrors: 1, message: 'Invalid Bech32m checksum' },
  ])('finds up to $maxErrors wrong characters of a $name address', ({ codec, maxErrors, message }) => {
    const program = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const places = fc.uniqueArray(fc.nat({ max: 58 }), { minLength: 1, maxLength: maxErrors });
    fc.assert(
      fc.property(program, places, fc.integer({ min: 1, max: 31 }), (bytes, offsets, change) => {
        const address = codec.encode('bcrt', [1, ...codec.toWords(bytes)]);
        const locations = offsets.map((offset) => 'bcrt1'.length + offset).sort((a, b) => a - b);
        const characters = [...address];
        for (const location of locations) {
          const symbol = CHARSET.indexOf(characters[location] ?? '');
          characters[location] = CHARSET[symbol ^ change] ?? '';
        }
        expect(locateBech32Errors(characters.join(''))).toEqual({ message, locations });
      }),
    );
  });
});
