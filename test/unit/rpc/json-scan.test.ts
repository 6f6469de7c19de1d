import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../src/rpc/json.ts';
import { countNames, fieldsOf, surveyJson } from '../../../src/rpc/json-scan.ts';

const parse = (json: string): unknown => {
  const parsed = parseJson(Buffer.from(json));
  return parsed.ok ? parsed.value : parsed.code;
};

/** The names of the object that a text's value has under `path`, as the text has them. */
function namesIn(json: string, ...path: readonly (string | number)[]): string[] {
  const value = path.reduce((at, key) => (at as Record<string | number, unknown>)[key], parse(json));
  return fieldsOf(value as object).map(([name]) => name);
}

describe('surveyJson', () => {
  it('finds as many names as values have, and how deep they are', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(surveyJson(JSON.stringify(value)).names).toBe(countNames(value));
        expect(surveyJson(`[{"a":${JSON.stringify(value)}}]`).depth).toBe(
          surveyJson(JSON.stringify(value)).depth + 2,
        );
      }),
    );
  });
});

describe('fieldsOf', () => {
  it('has every field of a text that repeats no name', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const read = parse(JSON.stringify(value)) as object;
        expect(fieldsOf(read)).toEqual(Object.entries(read));
      }),
    );
  });

  it('has each name as often as the text has it, wherever the object stands', () => {
    const member = fc.tuple(fc.constantFrom('a', 'b', '"', ':{', 'é', '__proto__'), fc.jsonValue());
    fc.assert(
      fc.property(fc.array(member), fc.jsonValue(), (members, other) => {
        const inner = members.map(([name, value]) => `${JSON.stringify(name)} : ${JSON.stringify(value)}`);
        const json = `[${JSON.stringify(other)}, {"x":"}","y":[[],{"z":{ ${inner.join(',')} } }]}]`;
        const names = members.map(([name]) => name);
        expect(namesIn(json, 1, 'y', 1, 'z').toSorted()).toEqual(names.toSorted());
        expect(namesIn(json, 1)).toEqual(['x', 'y']);
      }),
    );
  });

  it('tells a name by what it spells', () => {
    expect(namesIn('{"\\u0061":1,"a":2,"a\\\\":3}')).toEqual(['a', 'a\\', 'a']);
  });

  it('has the last value', () => {
    expect(fieldsOf(parse('{"a":{"b":1,"b":2},"a":3,"a":[4]}') as object)).toEqual([
      ['a', [4]],
      ['a', [4]],
      ['a', [4]],
    ]);
  });

  it('changes nothing that others see', () => {
    const value = parse('{"a":1,"a":2}');
    expect(Object.keys(value as object)).toEqual(['a']);
    expect(JSON.stringify(value)).toBe('{"a":2}');
    expect(value).toStrictEqual({ a: 2 });
  });
});
