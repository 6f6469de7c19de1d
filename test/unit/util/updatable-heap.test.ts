import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createUpdatableHeap } from '../../../src/util/updatable-heap.ts';

interface Item {
  readonly id: number;
  weight: number;
}

const isLighter = (a: Item, b: Item): boolean => a.weight < b.weight;

const command = fc.record({
  kind: fc.constantFrom('put' as const, 'change' as const, 'remove' as const),
  id: fc.nat(20),
  weight: fc.nat(30),
});

describe('createUpdatableHeap', () => {
  it('has the lightest of its items at hand, whatever was put, changed and removed', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 200 }), (commands) => {
        const heap = createUpdatableHeap(isLighter);
        const model = new Map<number, Item>();
        for (const { kind, id, weight } of commands) {
          const item = model.get(id) ?? { id, weight };
          if (kind === 'remove') {
            heap.remove(item);
            model.delete(id);
          } else if (kind === 'put' || model.has(id)) {
            item.weight = weight;
            heap.put(item);
            model.set(id, item);
          }
          const lightest = Math.min(...[...model.values()].map((one) => one.weight));
          expect(heap.size()).toBe(model.size);
          expect(heap.peek()?.weight ?? Number.POSITIVE_INFINITY).toBe(lightest);
          expect([...heap.inOrder()].map((one) => one.weight)).toEqual(
            [...model.values()].map((one) => one.weight).sort((a, b) => a - b),
          );
        }
      }),
    );
  });

  it('gives items that it starts with in order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100)), (weights) => {
        const heap = createUpdatableHeap(
          isLighter,
          weights.map((weight, id) => ({ id, weight })),
        );
        const taken: number[] = [];
        for (let item = heap.peek(); item; item = heap.peek()) {
          taken.push(item.weight);
          heap.remove(item);
        }
        expect(taken).toEqual([...weights].sort((a, b) => a - b));
      }),
    );
  });
});
