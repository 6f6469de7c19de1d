import { describe, expect, it } from 'vitest';
import { ACCEPTED, accept, describeRejection, reject } from '../../../src/util/verdict.ts';

describe('accept and reject', () => {
  it('carry the value, or the code with its details', () => {
    expect(accept(7)).toEqual({ ok: true, value: 7 });
    expect(ACCEPTED).toEqual({ ok: true, value: undefined });
    expect(reject('high-hash')).toStrictEqual({ ok: false, code: 'high-hash' });
    expect(reject('high-hash', 'why')).toStrictEqual({ ok: false, code: 'high-hash', debug: 'why' });
  });
});

describe('describeRejection', () => {
  it('is the code, then the details after a comma', () => {
    expect(describeRejection(reject('high-hash', 'proof of work failed'))).toBe(
      'high-hash, proof of work failed',
    );
    expect(describeRejection(reject('high-hash'))).toBe('high-hash');
    expect(describeRejection(reject('high-hash', ''))).toBe('high-hash');
  });
});
