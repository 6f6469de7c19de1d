import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  amount,
  eachOf,
  encodeJson,
  hexOf,
  MAX_JSON_DEPTH,
  parseJson,
  preencode,
} from '../../../src/rpc/json.ts';
import { InvariantError } from '../../../src/util/invariant.ts';

const text = (value: unknown) => encodeJson(value).toString('utf8');

describe('encodeJson', () => {
  it('writes what JSON.stringify writes, for any JSON, but a fraction with 16 digits at most', () => {
    const rounded = (_: string, value: unknown) =>
      typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(16)) : value;
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'medium', noUnicodeString: false }), (value) => {
        expect(text(value)).toBe(JSON.stringify(value, rounded));
      }),
    );
    expect(text(4.6565423739069247e-10)).toBe('4.656542373906925e-10');
  });

  it('writes what JSON.stringify writes, for any string of UTF-16 units', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
        const value = String.fromCharCode(...units);
        expect(text({ [value]: value })).toBe(JSON.stringify({ [value]: value }));
      }),
    );
  });

  it('writes long values whole', () => {
    const value = { list: Array.from({ length: 5000 }, (_, i) => `item ${i} é`), long: '€'.repeat(100_000) };
    expect(text(value)).toBe(JSON.stringify(value));
  });

  it.each([
    ['leaves out undefined fields', { a: undefined, b: 1 }, '{"b":1}'],
    ['writes an object of undefined fields as empty', { a: undefined }, '{}'],
    ['writes null for what is not finite', [Number.NaN, Number.POSITIVE_INFINITY], '[null,null]'],
    ['writes null for undefined in a list', [undefined], '[null]'],
    ['writes an integer that fits no number', 2n ** 63n - 1n, '9223372036854775807'],
    ['writes -0 as 0', -0, '0'],
    ['writes bytes as hex in their order', { hex: hexOf(Uint8Array.of(0, 1, 0xfe)) }, '{"hex":"0001fe"}'],
    ['writes no bytes as an empty string', hexOf(new Uint8Array()), '""'],
    ['writes what is made while it is written', { a: eachOf(() => new Set([1, 'x'])) }, '{"a":[1,"x"]}'],
    ['writes nothing of that as an empty list', eachOf(() => []), '[]'],
    ['puts encoded JSON in as it is', [1, preencode({ x: 2 }), 3], '[1,{"x":2},3]'],
  ])('%s', (_name, value, expected) => {
    expect(text(value)).toBe(expected);
  });

  it.each([
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a byte array', new Uint8Array(2)],
    ['a map', new Map()],
    ['a date', new Date(0)],
  ])('refuses %s as a fault of our own', (_name, value) => {
    expect(() => encodeJson({ value })).toThrow(InvariantError);
  });
});

describe('amount', () => {
  it.each([
    [0, '0.00000000'],
    [1, '0.00000001'],
    [-1, '-0.00000001'],
    [10, '0.00000010'],
    [99_999_999, '0.99999999'],
    [100_000_000, '1.00000000'],
    [-150_000_000, '-1.50000000'],
    [125_000_000, '1.25000000'],
    [2_100_000_000_000_000, '21000000.00000000'],
    [Number.MAX_SAFE_INTEGER, '90071992.54740991'],
    [-(2 ** 53), '-90071992.54740992'],
  ])('shows %d satoshis as %s', (satoshis, expected) => {
    expect(text({ value: amount(satoshis) })).toBe(`{"value":${expected}}`);
  });

  it('shows exactly 8 decimals that spell the satoshis, for any amount', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (satoshis) => {
        const shown = amount(satoshis).text;
        expect(shown).toMatch(/^-?\d+\.\d{8}$/);
        expect(BigInt(shown.replace('.', ''))).toBe(BigInt(satoshis));
      }),
    );
  });

  it('refuses part of a satoshi', () => {
    expect(() => amount(0.5)).toThrow(InvariantError);
  });
});

describe('parseJson', () => {
  const parse = (json: string) => parseJson(Buffer.from(json));
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

  it('reads what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify(value);
        expect(parse(json)).toEqual({ ok: true, value: JSON.parse(json) });
      }),
    );
  });

  it('takes the deepest nesting that Core takes', () => {
    expect(parse(nested(MAX_JSON_DEPTH)).ok).toBe(true);
  });

  it.each([MAX_JSON_DEPTH + 1, 15_000, 1_000_000])('rejects json-too-deep at %d levels', (depth) => {
    expect(parse(nested(depth))).toMatchObject({ code: 'json-too-deep' });
    expect(parse('{"a":'.repeat(depth))).toMatchObject({ code: 'json-too-deep' });
  });

  it('counts no brackets inside of strings', () => {
    for (const value of [
      '['.repeat(600),
      '\\"['.repeat(600),
      `\\${'{'.repeat(600)}`,
      `"${'['.repeat(600)}`,
    ]) {
      expect(parse(JSON.stringify({ value }))).toEqual({ ok: true, value: { value } });
    }
  });

  it('counts brackets after a string that ends in a backslash', () => {
    expect(parse(`["\\\\",${nested(MAX_JSON_DEPTH)}]`)).toMatchObject({ code: 'json-too-deep' });
  });

  it.each(['', 'this is bad', '{', '"', '"\\', '[1,]', '\ufeff{}', '{"a":01}'])(
    'rejects json-malformed: %j',
    (json) => {
      expect(parse(json)).toMatchObject({ code: 'json-malformed' });
    },
  );

  it('rejects json-not-utf8', () => {
    expect(parseJson(Uint8Array.of(0x22, 0xff, 0x22))).toMatchObject({ code: 'json-not-utf8' });
  });
});
