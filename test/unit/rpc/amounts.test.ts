import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_MONEY } from '../../../src/primitives/amount.ts';
import { parseAmount, parseFeeRate } from '../../../src/rpc/amounts.ts';
import { amount } from '../../../src/rpc/json.ts';

describe('parseAmount', () => {
  it.each([
    [0, 0],
    ['0', 0],
    ['0.00000000', 0],
    [-0, 0],
    [0.1, 10_000_000],
    ['0.10', 10_000_000],
    [1e-8, 1],
    ['1e-8', 1],
    ['0.00000001', 1],
    ['0.000000010', 1],
    ['1E+2', 10_000_000_000],
    [20999999.99999999, MAX_MONEY - 1],
    ['21000000.00000000', MAX_MONEY],
    [21000000, MAX_MONEY],
  ])('reads %j as %d satoshis', (value, satoshis) => {
    expect(parseAmount(value)).toBe(satoshis);
  });

  it.each([
    '',
    '-',
    '+1',
    ' 1',
    '1 ',
    '01',
    '1.',
    '.1',
    '1e',
    '0x10',
    '1,5',
    'NaN',
    'Infinity',
    '0.000000001',
    '1e-9',
    '0.123456789',
    '1e10',
    '1e999999999999999999999',
    `1${'0'.repeat(120)}`,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e-9,
    1e30,
  ])('refuses %j', (value) => {
    expect(() => parseAmount(value)).toThrow('Invalid amount');
  });

  it.each([-1, '-0.00000001', 21000000.00000001, '21000000.00000001', '1e9'])(
    'finds %j out of range',
    (value) => {
      expect(() => parseAmount(value)).toThrow('Amount out of range');
    },
  );

  it.each([null, true, [], {}, undefined])('takes no %j', (value) => {
    expect(() => parseAmount(value)).toThrow('Amount is not a number or string');
  });

  it('reads what the node writes, as a number and as a string', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_MONEY }), (satoshis) => {
        const { text } = amount(satoshis);
        expect(parseAmount(text)).toBe(satoshis);
        expect(parseAmount(JSON.parse(text))).toBe(satoshis);
      }),
    );
  });

  it('answers at once for long texts', () => {
    const before = process.cpuUsage();
    for (const text of [`0.${'0'.repeat(1_000_000)}1`, '1'.repeat(1_000_000)]) {
      expect(() => parseAmount(text)).toThrow('Invalid amount');
    }
    // Of this process alone: others may have the CPU for longer.
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });
});

describe('parseFeeRate', () => {
  it('takes rates below 1 BTC/kvB', () => {
    expect(parseFeeRate('0.99999999')).toBe(99_999_999);
    expect(() => parseFeeRate(1)).toThrow('Fee rates larger than or equal to 1BTC/kvB are not accepted');
  });
});
