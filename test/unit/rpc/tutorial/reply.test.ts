import { describe, expect, it } from 'vitest';
import { amount } from '../../../../src/rpc/json.ts';
import { done, refuse } from '../../../../src/rpc/tutorial/reply.ts';

describe('done', () => {
  it('is JSON with a line for each field, amounts with 8 decimals', () => {
    const value = { a: [1, { b: null }], c: [], d: {}, fee: amount(141), text: 'a"b\n' };
    expect(done(value)).toEqual({
      outcome: 'done',
      text: [
        '{',
        '  "a": [',
        '    1,',
        '    {',
        '      "b": null',
        '    }',
        '  ],',
        '  "c": [],',
        '  "d": {},',
        '  "fee": 0.00000141,',
        '  "text": "a\\"b\\n"',
        '}',
        '',
      ].join('\n'),
    });
  });
});

describe('refuse', () => {
  const problem = { error: 'e', explanation: 'why', next: 'what', details: { sign: ['00'] } };

  it('puts the details behind what is wrong and what to do', () => {
    const { outcome, text } = refuse(problem);
    expect(outcome).toBe('refused');
    expect(Object.keys(JSON.parse(text))).toEqual(['error', 'explanation', 'next', 'sign']);
  });

  it('says where it may be had later', () => {
    expect(refuse(problem, 'unavailable').outcome).toBe('unavailable');
  });
});
