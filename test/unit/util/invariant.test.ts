import { describe, expect, it } from 'vitest';
import { expectDefined, InvariantError, invariant } from '../../../src/util/invariant.ts';

describe('invariant', () => {
  it('throws an InvariantError where the condition fails', () => {
    expect(() => invariant(false, 'broken')).toThrow(new InvariantError('broken'));
    expect(() => invariant(true, 'broken')).not.toThrow();
  });
});

describe('expectDefined', () => {
  it('lets every value pass but undefined and null', () => {
    for (const value of [0, '', false, Number.NaN]) expect(expectDefined(value, 'gone')).toBe(value);
    for (const value of [undefined, null])
      expect(() => expectDefined(value, 'gone')).toThrow(new InvariantError('gone'));
  });
});
