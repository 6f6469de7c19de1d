import { describe, expect, it } from 'vitest';
import { sanitizeText } from '../../../src/util/sanitize-text.ts';

describe('sanitizeText', () => {
  it('leaves out what Core does', () => {
    expect(sanitizeText('a\n<b>%"\u00ff 1.,;-_/:?@()')).toBe('ab 1.,;-_/:?@()');
  });
});
