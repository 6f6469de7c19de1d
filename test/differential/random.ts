import { seededRandom } from '../helpers/seeded-random.ts';

/** Choices that repeat for the same seed. */
export interface Random {
  /** A whole number from 0 up to `below`. */
  int(below: number): number;
  /** True with that probability. */
  chance(probability: number): boolean;
  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T;
  bytes(count: number): Uint8Array;
  /** So many of what `make` makes. */
  list<T>(count: number, make: (index: number) => T): T[];
}

/** Choices of that seed. */
export function createRandom(seed: number): Random {
  const next = seededRandom(seed);
  const int = (below: number): number => Math.floor(next() * below);
  return {
    int,
    chance: (probability) => next() < probability,
    pick<T>(items: readonly T[]): T {
      if (items.length === 0) throw new Error('nothing to pick from');
      return items[int(items.length)] as T;
    },
    bytes: (count) => Uint8Array.from({ length: count }, () => int(256)),
    list: (count, make) => Array.from({ length: count }, (_, i) => make(i)),
  };
}
