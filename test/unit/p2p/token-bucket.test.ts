import { describe, expect, it } from 'vitest';
import { createTokenBucket } from '../../../src/p2p/token-bucket.ts';

describe('createTokenBucket', () => {
  it('fills from its first refill on, up to its size', () => {
    const bucket = createTokenBucket({ perSecond: 2, tokens: 3, max: 10 });
    bucket.refill(50_000);
    expect(bucket.tokens()).toBe(3);
    bucket.refill(51_500);
    expect(bucket.tokens()).toBe(6);
    bucket.refill(60_000);
    expect(bucket.tokens()).toBe(10);
  });

  it('has no more than it holds at first', () => {
    expect(createTokenBucket({ perSecond: 1, tokens: 5, max: 4 }).tokens()).toBe(4);
  });

  it('can be overdrawn, and gets nothing while the clock goes back', () => {
    const bucket = createTokenBucket({ perSecond: 1, tokens: 2, max: 4 });
    bucket.refill(10_000);
    bucket.take(5);
    expect(bucket.tokens()).toBe(-3);
    bucket.refill(9000);
    expect(bucket.tokens()).toBe(-3);
    bucket.refill(10_000);
    expect(bucket.tokens()).toBe(-2);
  });
});
