import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OptionSpec } from '../../../../src/node/options/option-spec.ts';
import { formatAmount } from '../../../../src/node/options/option-text.ts';
import { parseOptionValue } from '../../../../src/node/options/parse-value.ts';
import { COIN, MAX_MONEY } from '../../../../src/primitives/amount.ts';

const common = { category: 'general', help: '' } as const;
const bool: OptionSpec = { ...common, kind: 'bool', default: false };
const amount: OptionSpec = { ...common, kind: 'amount' };

describe('parseOptionValue', () => {
  it.each(['1', 'true', 'yes', 'on', 'TRUE', ''])('reads "%s" as on', (text) => {
    expect(parseOptionValue(bool, text)).toEqual({ ok: true, value: true });
  });

  it.each(['0', 'false', 'no', 'off', 'False'])('reads "%s" as off', (text) => {
    expect(parseOptionValue(bool, text)).toEqual({ ok: true, value: false });
  });

  it('reads the word that an option has of its own as on', () => {
    expect(parseOptionValue({ ...bool, word: 'basic' }, 'basic')).toEqual({ ok: true, value: true });
    expect(parseOptionValue(bool, 'basic').ok).toBe(false);
  });

  it('says what a number should be', () => {
    const spec: OptionSpec = { ...common, kind: 'int', unit: 'MiB', min: 4, max: 9 };
    expect(parseOptionValue(spec, '+7')).toEqual({ ok: true, value: 7 });
    expect(parseOptionValue(spec, '10')).toEqual({
      ok: false,
      code: 'bad-value',
      debug: 'a whole number of MiB from 4 to 9',
    });
  });

  it('names the nearest choice', () => {
    const spec: OptionSpec = { ...common, kind: 'choice', choices: ['text', 'json'] };
    expect(parseOptionValue(spec, 'jsno')).toMatchObject({ debug: 'one of text, json; did you mean json?' });
  });

  it('refuses a path that no system can have', () => {
    const spec: OptionSpec = { ...common, kind: 'path', relativeTo: 'datadir' };
    expect(parseOptionValue(spec, 'a\0b')).toMatchObject({ ok: false });
  });

  it.each([
    ['1.25', 125_000_000],
    ['0', 0],
    ['0.00000001', 1],
    ['50', 50 * COIN],
    ['21000000', MAX_MONEY],
    ['20999999.99999999', MAX_MONEY - 1],
  ])('reads %s coins', (text, satoshis) => {
    expect(parseOptionValue(amount, text)).toEqual({ ok: true, value: satoshis });
  });

  it.each(['21000000.00000001', '1.000000001', '-1', '', '.5', '1.', '1e2', '1,5', '100000000'])(
    'refuses %j coins',
    (text) => {
      expect(parseOptionValue(amount, text)).toMatchObject({
        debug: 'an amount in coins from 0 to 21000000 with up to 8 decimals',
      });
    },
  );

  it('reads back every amount as it is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_MONEY }), (satoshis) => {
        expect(parseOptionValue(amount, formatAmount(satoshis))).toEqual({ ok: true, value: satoshis });
      }),
    );
  });
});
