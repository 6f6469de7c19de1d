import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namedParams, positionalParams, wordToJson } from '../../../src/cli/call-params.ts';

describe('wordToJson', () => {
  it.each([
    '30',
    '-1',
    '0',
    '0.00000001',
    '1.00000000',
    '1e-8',
    '9007199254740993',
    'true',
    'false',
    'null',
    '[1,"a"]',
    '{"a":1}',
    '"123"',
  ])('%s stays as it is', (word) => {
    expect(wordToJson(word)).toBe(word);
  });

  it.each([
    'abc',
    '',
    '007',
    '0x10',
    '1.',
    '.5',
    '+1',
    'True',
    'NaN',
    '[1',
    '{a}',
    '"half',
    '00ff',
    '- 1',
    'tb1qaddress',
    'a b',
  ])('%s is a string', (word) => {
    expect(wordToJson(word)).toBe(JSON.stringify(word));
  });

  it('never takes a hash for a number', () => {
    for (const hash of ['1'.repeat(64), `1e${'2'.repeat(62)}`]) expect(wordToJson(hash)).toBe(`"${hash}"`);
    expect(wordToJson('1'.repeat(63))).toBe('1'.repeat(63));
  });

  it('makes JSON of any word', () => {
    fc.assert(
      fc.property(fc.string(), (word) => {
        expect(() => JSON.parse(wordToJson(word))).not.toThrow();
      }),
    );
  });
});

describe('positionalParams', () => {
  it('is an array', () => {
    expect(positionalParams([])).toBe('[]');
    expect(positionalParams(['30', 'abc', '1.00000000'])).toBe('[30,"abc",1.00000000]');
  });

  it('makes a string of what can be nothing else', () => {
    const known = [
      { name: 'text', isText: true },
      { name: 'any', isText: false },
    ];
    expect(positionalParams(['30', '30', '30'], known)).toBe('["30",30,30]');
    expect(positionalParams(['"30"', '{}'], known)).toBe('["30",{}]');
    expect(namedParams(['any=30', 'text=true', '5'], known)).toBe('{"any":30,"text":"true","args":["5"]}');
  });
});

describe('namedParams', () => {
  it('is an object of name=value words', () => {
    expect(namedParams(['height=30', 'text=a=b', 'empty='])).toBe('{"height":30,"text":"a=b","empty":""}');
    expect(namedParams([])).toBe('{}');
  });

  it('puts words without a name into args', () => {
    expect(namedParams(['7', 'verbosity=1', 'x'])).toBe('{"verbosity":1,"args":[7,"x"]}');
  });

  it('takes the last of two values, and any name', () => {
    expect(namedParams(['a=1', 'a=2', '__proto__=3'])).toBe('{"a":2,"__proto__":3}');
  });
});
