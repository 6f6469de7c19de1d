import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BATCH_INPUTS,
  type BatchPlace,
  batchInputsOf,
  createScriptBoard,
  openScriptBoard,
} from '../../../src/pool/script-board.ts';

const PLACE: BatchPlace = { start: 0, end: 1, skippedInputs: 0, inputs: BATCH_INPUTS };

function boardWith(batches: number): ReturnType<typeof createScriptBoard> {
  const board = createScriptBoard(batches * BATCH_INPUTS);
  for (let i = 0; i < batches; i++) board.publish(PLACE);
  return board;
}

describe('batchInputsOf', () => {
  it.each([
    [1, 2, 4],
    [16, 2, 4],
    [17, 2, 5],
    [128, 2, BATCH_INPUTS],
    [5000, 16, BATCH_INPUTS],
  ])('cuts a run of %i inputs for %i threads into batches of %i', (maxInputs, threads, expected) => {
    expect(batchInputsOf(maxInputs, threads)).toBe(expected);
  });
});

describe('take', () => {
  it('hands out every batch once, in order, whoever asks', () => {
    const board = boardWith(3);
    const other = openScriptBoard(board.buffer);
    expect([board.take(), other.take(), board.take(), other.take()]).toEqual([0, 1, 2, undefined]);
  });
  it('hands out a batch in which the first failure is, and none behind it', () => {
    const board = boardWith(3);
    board.take();
    board.fail(BATCH_INPUTS);
    expect([board.take(), board.take()]).toEqual([1, undefined]);
    const other = boardWith(3);
    other.take();
    other.fail(BATCH_INPUTS - 1);
    expect(other.take()).toBeUndefined();
  });
  it('counts inputs by the size of its batches', () => {
    const board = createScriptBoard(12, 4);
    for (let i = 0; i < 3; i++) board.publish({ ...PLACE, inputs: 4 });
    const other = openScriptBoard(board.buffer);
    expect(other.batchInputs).toBe(4);
    other.fail(7);
    expect([other.take(), board.take(), other.take()]).toEqual([0, 1, undefined]);
  });
  it('hands out nothing of what was dropped', () => {
    const board = boardWith(1);
    board.drop();
    expect(board.take()).toBeUndefined();
  });
});

describe('waitAndTake', () => {
  it('ends with what was published before the end', () => {
    const board = boardWith(2);
    board.end();
    expect([board.waitAndTake(), board.waitAndTake(), board.waitAndTake()]).toEqual([0, 1, undefined]);
  });
});

describe('place', () => {
  it('is what was published', () => {
    const board = createScriptBoard(2 * BATCH_INPUTS);
    const places = [PLACE, { start: 5, end: 2 ** 28, skippedInputs: 7, inputs: 1 }];
    for (const place of places) board.publish(place);
    const other = openScriptBoard(board.buffer);
    expect([other.place(0), other.place(1)]).toEqual(places);
  });
});

describe('firstFailure', () => {
  it('is the lowest of all, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20_000 }), { minLength: 1 }), (failures) => {
        const board = boardWith(1);
        expect(board.firstFailure()).toBeUndefined();
        for (const failure of failures) board.fail(failure);
        expect(board.firstFailure()).toBe(Math.min(...failures));
      }),
    );
  });
});

describe('unfinished', () => {
  it('is what was taken and is not finished', () => {
    const board = boardWith(4);
    board.take();
    board.take();
    board.take();
    board.finish(1);
    expect(board.unfinished()).toEqual([0, 2]);
  });
});
