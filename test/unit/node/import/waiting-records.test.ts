import { describe, expect, it } from 'vitest';
import { createWaitingRecords, type RecordPlace } from '../../../../src/node/import/waiting-records.ts';
import { numberedHash } from '../../../helpers/transactions.ts';

const placeAt = (offset: number, path = 'a'): RecordPlace => ({ path, offset, length: 80 });

describe('createWaitingRecords', () => {
  it('gives all that waited for a block, once, in the order in which they came', () => {
    const waiting = createWaitingRecords(10);
    waiting.add(numberedHash(1), placeAt(5));
    waiting.add(numberedHash(2), placeAt(6));
    waiting.add(numberedHash(1), placeAt(4));
    expect(waiting.count()).toBe(3);
    expect(waiting.take(numberedHash(1))).toEqual([placeAt(5), placeAt(4)]);
    expect(waiting.take(numberedHash(1))).toEqual([]);
    expect(waiting.count()).toBe(1);
  });

  it('notes a place once', () => {
    const waiting = createWaitingRecords(10);
    for (const path of ['a', 'a', 'b']) waiting.add(numberedHash(1), placeAt(5, path));
    expect(waiting.take(numberedHash(1))).toEqual([placeAt(5, 'a'), placeAt(5, 'b')]);
  });

  it('forgets what waits longest where there are too many', () => {
    const waiting = createWaitingRecords(2);
    for (const number of [1, 2]) waiting.add(numberedHash(number), placeAt(number));
    expect(waiting.forgotten()).toBe(0);
    waiting.add(numberedHash(3), placeAt(3));
    expect([waiting.count(), waiting.forgotten()]).toEqual([2, 1]);
    expect(waiting.take(numberedHash(1))).toEqual([]);
    expect(waiting.take(numberedHash(3))).toEqual([placeAt(3)]);
  });
});
