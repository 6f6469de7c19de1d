/** Bytes of a known number, put together from pieces of any size. */
export interface ByteCollector {
  /** Takes what is still missing of `chunk` from `offset` on; returns how many bytes that was. */
  take(chunk: Uint8Array, offset: number): number;
  readonly isComplete: boolean;
  /** All of them, once complete. */
  readonly bytes: Uint8Array;
}

/** Room that is made at first where little has come yet. */
const FIRST_CAPACITY = 4096;

/**
 * A collector of `size` bytes. A peer may announce much and send nothing: there is never more room than for twice
 * what came, or {@link FIRST_CAPACITY}; and each byte is moved but a few times, in however small pieces it comes.
 */
export function createByteCollector(size: number): ByteCollector {
  let bytes = new Uint8Array(0);
  let filled = 0;

  function makeRoom(needed: number): void {
    if (needed <= bytes.length) return;
    const grown = new Uint8Array(Math.min(size, Math.max(needed, 2 * bytes.length, FIRST_CAPACITY)));
    grown.set(bytes.subarray(0, filled));
    bytes = grown;
  }

  return {
    take(chunk, offset) {
      const count = Math.min(size - filled, chunk.length - offset);
      makeRoom(filled + count);
      bytes.set(chunk.subarray(offset, offset + count), filled);
      filled += count;
      return count;
    },
    get isComplete() {
      return filled === size;
    },
    get bytes() {
      return bytes;
    },
  };
}
