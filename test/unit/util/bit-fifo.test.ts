import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBitFifo } from '../../../src/util/bit-fifo.ts';

describe('createBitFifo', () => {
  it('gives back what it got, in order, as an array would', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.boolean(), { nil: undefined }), { maxLength: 3000 }), (steps) => {
        const fifo = createBitFifo();
        const model: boolean[] = [];
        for (const step of steps) {
          if (step === undefined) expect(fifo.shift()).toBe(model.shift());
          else {
            fifo.push(step);
            model.push(step);
          }
          expect(fifo.size).toBe(model.length);
        }
        for (const bit of model) expect(fifo.shift()).toBe(bit);
        expect(fifo.shift()).toBeUndefined();
      }),
    );
  });
});
