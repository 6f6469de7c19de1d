import { describe, expect, it } from 'vitest';
import type { Priority } from '../../../src/mempool/ports.ts';
import { createPriorities } from '../../../src/mempool/priorities.ts';
import { numberedHash } from '../../helpers/transactions.ts';

const [A, B] = [numberedHash(1), numberedHash(2)];

function setUp() {
  const told: Priority[] = [];
  return { told, ...createPriorities((priority) => told.push(priority)) };
}

describe('createPriorities', () => {
  it('adds up, and tells of each sum', () => {
    const { add, deltaOf, told, all } = setUp();
    expect(deltaOf(A)).toBe(0);
    expect(add(A, 100)).toBe(100);
    expect(add(A, -30)).toBe(70);
    expect([deltaOf(A), deltaOf(B)]).toEqual([70, 0]);
    expect([...all()]).toEqual([{ txid: A, delta: 70 }]);
    expect(told).toEqual([
      { txid: A, delta: 100 },
      { txid: A, delta: 70 },
    ]);
  });

  it('knows nothing of what comes to 0', () => {
    const { add, all, told } = setUp();
    add(A, 5);
    add(A, -5);
    add(B, 0);
    expect([...all()]).toEqual([]);
    expect(told.slice(1)).toEqual([
      { txid: A, delta: 0 },
      { txid: B, delta: 0 },
    ]);
  });

  it('goes up to a million coins either way', () => {
    const { add } = setUp();
    expect(add(A, 1e14 - 1)).toBe(1e14 - 1);
    expect(add(A, 2)).toBe(1e14);
    expect(add(A, Number.MIN_SAFE_INTEGER)).toBe(-1e14);
  });

  it('forgets, and tells of it once', () => {
    const { add, forget, deltaOf, told } = setUp();
    add(A, 5);
    forget(A);
    forget(A);
    forget(B);
    expect(deltaOf(A)).toBe(0);
    expect(told).toEqual([
      { txid: A, delta: 5 },
      { txid: A, delta: 0 },
    ]);
  });

  it('restores without a word', () => {
    const { restore, deltaOf, told } = setUp();
    restore([{ txid: A, delta: 9 }]);
    expect(deltaOf(A)).toBe(9);
    expect(told).toEqual([]);
  });
});
