import { describe, expect, it } from 'vitest';
import { isActive } from '../../../src/consensus/deployments.ts';

describe('isActive', () => {
  it('is true from the activation height on', () => {
    const heights = { bip34: 500, bip65: 1351, bip66: 1251, csv: 432, segwit: 0 };
    expect(isActive('bip34', 499, heights)).toBe(false);
    expect(isActive('bip34', 500, heights)).toBe(true);
    expect(isActive('bip34', 501, heights)).toBe(true);
    expect(isActive('segwit', 0, heights)).toBe(true);
  });
});
