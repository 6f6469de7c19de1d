import { describe, expect, it } from 'vitest';
import { keepHash } from '../../../src/chain/hash-slab.ts';
import { numberedHash } from '../../helpers/transactions.ts';

describe('keepHash', () => {
  it('copies each hash to a place of its own', () => {
    const given = Array.from({ length: 600 }, (_, i) => numberedHash(i));
    const kept = given.map(keepHash);
    for (const hash of given) hash.fill(0xff);
    expect(kept).toEqual(Array.from({ length: 600 }, (_, i) => numberedHash(i)));
  });

  it('keeps little memory beside them', () => {
    const kept = Array.from({ length: 600 }, (_, i) => keepHash(numberedHash(i)));
    expect(new Set(kept.map(({ buffer }) => buffer)).size).toBeLessThanOrEqual(4);
    for (const { buffer } of kept) expect(buffer.byteLength).toBeLessThanOrEqual(8192);
  });
});
