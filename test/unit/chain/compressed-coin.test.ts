import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compressAmount, writeCompressedCoin, writeVarInt } from '../../../src/chain/compressed-coin.ts';
import { MAX_MONEY } from '../../../src/primitives/amount.ts';
import { encode } from '../../../src/primitives/writer.ts';
import { fromHex, toHex } from '../../../src/util/bytes.ts';
import { expectDefined } from '../../../src/util/invariant.ts';

const varInt = (value: number | bigint) => toHex(encode((writer) => writeVarInt(writer, value)));

describe('writeVarInt', () => {
  it.each([
    [0, '00'],
    [0x7f, '7f'],
    [0x80, '8000'],
    [0x1234, 'a334'],
    [0xffff, '82fe7f'],
    [0x123456, 'c7e756'],
    [0x80123456, '86ffc7e756'],
    [0xffffffff, '8efefefe7f'],
    [0x7fffffffffffffffn, 'fefefefefefefefe7f'],
    [0xffffffffffffffffn, '80fefefefefefefefe7f'],
  ])("writes %s as Bitcoin Core's serialize_tests do", (value, hex) => {
    expect(varInt(value)).toBe(hex);
  });
});

/** The inverse, written by the rule that the amount's last digits say what follows. */
function decompressed(compressed: bigint): bigint {
  if (compressed === 0n) return 0n;
  const rest = compressed - 1n;
  const [zeros, digits] = [rest % 10n, rest / 10n];
  const value = zeros === 9n ? digits + 1n : (digits / 9n) * 10n + (digits % 9n) + 1n;
  return value * 10n ** zeros;
}

describe('compressAmount', () => {
  it.each([
    [0, 0x0n],
    [1, 0x1n],
    [1_000_000, 0x7n],
    [100_000_000, 0x9n],
    [50 * 100_000_000, 0x32n],
    [21_000_000 * 100_000_000, 0x1406f40n],
  ])("gives %i the number that Bitcoin Core's compress_tests have", (value, compressed) => {
    expect(compressAmount(value)).toBe(compressed);
  });

  it('loses nothing of any amount', () => {
    const amount = fc.oneof(
      fc.nat({ max: 100_000 }),
      fc.integer({ min: 0, max: MAX_MONEY }),
      fc.constant(MAX_MONEY - 1),
    );
    fc.assert(fc.property(amount, (value) => decompressed(compressAmount(value)) === BigInt(value)));
  });
});

/** The generator of the curve. */
const X = '79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';
const Y = '483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8';
const HASH = 'ab'.repeat(20);

describe('writeCompressedCoin', () => {
  it.each([
    ['a hash of a key', `76a914${HASH}88ac`, `00${HASH}`],
    ['a hash of a script', `a914${HASH}87`, `01${HASH}`],
    ['a key in 33 bytes, y even', `2102${X}ac`, `02${X}`],
    ['one that is none, as long as its form is right', `2103${'ff'.repeat(32)}ac`, `03${'ff'.repeat(32)}`],
    ['a key in 65 bytes, y even', `4104${X}${Y}ac`, `04${X}`],
    ['a key of its form alone', `4104${X}${X}ac`, `494104${X}${X}ac`],
    ['a hybrid key', `4106${X}${Y}ac`, `494106${X}${Y}ac`],
    ['a witness program', `0014${HASH}`, `1c0014${HASH}`],
    ['an empty script', '', '06'],
    ['a long script', '51'.repeat(200), `804e${'51'.repeat(200)}`],
  ])('has the form of Bitcoin Core of %s', (_, script, short) => {
    const output = { value: 100_000_000, scriptPubKey: expectDefined(fromHex(script), 'hex') };
    const coin = { height: 100, isCoinbase: true, output };
    // 201, and one coin.
    expect(toHex(encode((writer) => writeCompressedCoin(writer, coin)))).toBe(`804909${short}`);
  });
});
