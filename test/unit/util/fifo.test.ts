import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFifo } from '../../../src/util/fifo.ts';

describe('createFifo', () => {
  it('gives back what an array would', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat())), (steps) => {
        const fifo = createFifo<number>();
        const model: number[] = [];
        for (const step of steps) {
          if (step === null) expect(fifo.shift()).toBe(model.shift());
          else {
            fifo.push(step);
            model.push(step);
          }
          expect(fifo.size).toBe(model.length);
        }
      }),
    );
  });

  it('is empty once cleared', () => {
    const fifo = createFifo<number>();
    for (const item of [1, 2, 3]) fifo.push(item);
    fifo.shift();
    fifo.push(4);
    fifo.clear();
    expect(fifo.size).toBe(0);
    expect(fifo.shift()).toBeUndefined();
  });
});
