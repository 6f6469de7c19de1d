import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memberTexts, prettyJson } from '../../../src/cli/json-text.ts';

describe('prettyJson', () => {
  it('puts every member and item on a line of its own', () => {
    expect(prettyJson('{"a":[1,{"b":null}],"c":{},"d":[]}')).toBe(
      '{\n  "a": [\n    1,\n    {\n      "b": null\n    }\n  ],\n  "c": {},\n  "d": []\n}',
    );
  });

  it('keeps numbers as they were sent', () => {
    expect(prettyJson('[0.10000000,21000000.00000000,1e-8,9007199254740993]')).toBe(
      '[\n  0.10000000,\n  21000000.00000000,\n  1e-8,\n  9007199254740993\n]',
    );
  });

  it('leaves strings alone, whatever is in them', () => {
    const text = '{"a\\"b":"\\\\","c":"{[,:]} \\\\\\" \\u00e9"}';
    expect(JSON.parse(prettyJson(text))).toEqual(JSON.parse(text));
    expect(prettyJson('"a, b"')).toBe('"a, b"');
  });

  it('is JSON.stringify with two spaces for any value, however it was written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t', '\r\n '), (value, space) => {
        expect(prettyJson(JSON.stringify(value, undefined, space))).toBe(JSON.stringify(value, undefined, 2));
      }),
    );
  });

  it('takes a result of some megabytes', () => {
    const text = JSON.stringify(Array.from({ length: 20_000 }, (_, i) => ({ n: i, hex: 'ab'.repeat(50) })));
    expect(prettyJson(text)).toBe(JSON.stringify(JSON.parse(text), undefined, 2));
    const long = JSON.stringify({ hex: 'ab'.repeat(4_000_000) });
    expect(prettyJson(long)).toHaveLength(long.length + 5);
  });
});

describe('memberTexts', () => {
  it('has the text of each value', () => {
    const members = memberTexts(
      ' { "result" : {"fee": 0.10000000, "x":[1,{"y":2}]} ,"error":null, "id": "a:,}" } ',
    );
    expect([...members]).toEqual([
      ['result', '{"fee": 0.10000000, "x":[1,{"y":2}]}'],
      ['error', 'null'],
      ['id', '"a:,}"'],
    ]);
  });

  it('is empty for an empty object', () => {
    expect(memberTexts('{}').size).toBe(0);
  });

  it('gives back the members of any object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const members = memberTexts(JSON.stringify(object));
        const parsed = [...members].map(([key, text]) => [key, JSON.parse(text)]);
        expect(parsed).toEqual(Object.entries(JSON.parse(JSON.stringify(object))));
      }),
    );
  });
});
