import { randomBytes, randomInt } from 'node:crypto';
import { TERMINATOR_SIZE } from './v2-cipher.ts';

/** What a peer sends between its key and its packets: bytes of no meaning, so that no length gives the protocol away. */

/** @source BIP324; Bitcoin Core src/net.h V2Transport::MAX_GARBAGE_LEN */
export const MAX_GARBAGE_SIZE = 4095;

/** Garbage of ours: random bytes of a random number. */
export function createGarbage(): Uint8Array {
  return new Uint8Array(randomBytes(randomInt(MAX_GARBAGE_SIZE + 1)));
}

export interface GarbageReader {
  /** Takes what belongs to the garbage and its terminator of `chunk` from `offset` on; returns how many bytes. */
  take(chunk: Uint8Array, offset: number): number;
  readonly isComplete: boolean;
  /** Whether so much came that the terminator cannot follow any more. */
  readonly isTooLong: boolean;
  /** Without the terminator, once complete. */
  readonly garbage: Uint8Array;
}

/** A reader of the garbage that ends with `terminator`, 16 bytes. */
export function createGarbageReader(terminator: Uint8Array): GarbageReader {
  const bytes = Buffer.alloc(MAX_GARBAGE_SIZE + TERMINATOR_SIZE);
  let filled = 0;
  let end = -1;
  return {
    take(chunk, offset) {
      const count = Math.min(bytes.length - filled, chunk.length - offset);
      bytes.set(chunk.subarray(offset, offset + count), filled);
      const searchFrom = Math.max(0, filled - TERMINATOR_SIZE + 1);
      const found = bytes.subarray(0, filled + count).indexOf(terminator, searchFrom);
      if (found < 0) {
        filled += count;
        return count;
      }
      end = found;
      const taken = end + TERMINATOR_SIZE - filled;
      filled += taken;
      return taken;
    },
    get isComplete() {
      return end >= 0;
    },
    get isTooLong() {
      return end < 0 && filled === bytes.length;
    },
    get garbage() {
      return bytes.subarray(0, end);
    },
  };
}
