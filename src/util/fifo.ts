/** A queue of any length: what was put in first comes out first, each in constant time on average. */
export interface Fifo<T> {
  push(item: T): void;
  /** The oldest item, which leaves; undefined where there is none. */
  shift(): T | undefined;
  clear(): void;
  readonly size: number;
}

/**
 * An empty queue. New items wait in one stack; it is turned over into the other whenever that is empty, so that each
 * item is moved once. Array.shift moves all the others for each that leaves.
 */
export function createFifo<T>(): Fifo<T> {
  let newest: T[] = [];
  let oldest: T[] = [];
  return {
    push: (item) => void newest.push(item),
    shift() {
      if (oldest.length === 0) {
        oldest = newest.reverse();
        newest = [];
      }
      return oldest.pop();
    },
    clear() {
      newest = [];
      oldest = [];
    },
    get size() {
      return newest.length + oldest.length;
    },
  };
}
