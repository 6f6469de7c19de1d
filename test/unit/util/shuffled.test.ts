import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shuffled } from '../../../src/util/shuffled.ts';

describe('shuffled', () => {
  it('has every item once, whatever comes by chance, and leaves the list as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.infiniteStream(fc.nat()), (items, chance) => {
        const before = [...items];
        const mixed = shuffled(items, (limit) => (chance.next().value ?? 0) % limit);
        expect(mixed.toSorted((a, b) => a - b)).toEqual(before.toSorted((a, b) => a - b));
        expect(items).toEqual(before);
      }),
    );
  });

  it('gives each order by one row of draws', () => {
    const orders = [0, 1, 2].flatMap((first) =>
      [0, 1].map((second) => {
        const draws = [first, second, 0];
        return shuffled(['a', 'b', 'c'], () => draws.shift() ?? 0).join('');
      }),
    );
    expect(orders).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
  });
});
