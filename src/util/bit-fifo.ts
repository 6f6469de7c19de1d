/** A queue of bits that takes about one byte for eight of them. */
export interface BitFifo {
  push(bit: boolean): void;
  /** The oldest bit, which leaves; undefined where there is none. */
  shift(): boolean | undefined;
  readonly size: number;
}

const FIRST_BYTES = 64;

/** An empty queue. What has left gives its memory back with the queue alone. */
export function createBitFifo(): BitFifo {
  let bytes = new Uint8Array(FIRST_BYTES);
  let start = 0;
  let end = 0;

  function grow(): void {
    const larger = new Uint8Array(2 * bytes.length);
    larger.set(bytes);
    bytes = larger;
  }

  return {
    push(bit) {
      if (end === 8 * bytes.length) grow();
      if (bit) bytes[end >>> 3] = byteOf(end) | (1 << (end & 7));
      end++;
    },
    shift() {
      if (start === end) return undefined;
      const bit = ((byteOf(start) >>> (start & 7)) & 1) === 1;
      start++;
      return bit;
    },
    get size() {
      return end - start;
    },
  };

  function byteOf(place: number): number {
    return bytes[place >>> 3] as number;
  }
}
