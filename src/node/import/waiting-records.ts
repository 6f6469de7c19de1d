import { type Hash256, hashKey } from '../../primitives/hash256.ts';

/** Where the bytes of a block are. */
export interface RecordPlace {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
}

/** Blocks in files that came before their parents: where they are, not what they hold. */
export interface WaitingRecords {
  /** Notes a block that waits for its parent. Where there are too many the one that waits longest is forgotten. */
  add(parent: Hash256, place: RecordPlace): void;
  /** Those that waited for the block, which wait no more. */
  take(parent: Hash256): readonly RecordPlace[];
  count(): number;
  /** How many were forgotten so far. */
  forgotten(): number;
}

/** None so far. @param maxCount - each takes some 300 bytes of memory */
export function createWaitingRecords(maxCount: number): WaitingRecords {
  const byParent = new Map<string, readonly RecordPlace[]>();
  let count = 0;
  let forgotten = 0;

  function take(key: string): readonly RecordPlace[] {
    const places = byParent.get(key) ?? [];
    byParent.delete(key);
    count -= places.length;
    return places;
  }

  return {
    add(parent, place) {
      const key = hashKey(parent);
      const siblings = byParent.get(key) ?? [];
      if (siblings.some(({ path, offset }) => path === place.path && offset === place.offset)) return;
      byParent.set(key, [...siblings, place]);
      count++;
      const [oldest = key] = byParent.keys();
      if (count > maxCount) forgotten += take(oldest).length;
    },
    take: (parent) => take(hashKey(parent)),
    count: () => count,
    forgotten: () => forgotten,
  };
}
