import {
  type BlockHeader,
  decodeHeader,
  HEADER_SIZE,
  serializeHeader,
} from '../../primitives/block-header.ts';
import { createFifo } from '../../util/fifo.ts';
import { invariant } from '../../util/invariant.ts';

/** A queue of headers as their 80 bytes: as an object each would take five times as much memory. */
export interface HeaderBuffer {
  /** Adds headers that came together. */
  push(headers: readonly BlockHeader[]): void;
  /** The oldest headers, which leave. */
  take(count: number): BlockHeader[];
  readonly size: number;
}

export function createHeaderBuffer(): HeaderBuffer {
  const batches = createFifo<Uint8Array>();
  /** The rest of the oldest batch. */
  let oldest: Uint8Array = new Uint8Array(0);
  let size = 0;

  function shift(): BlockHeader {
    if (oldest.length === 0) oldest = batches.shift() ?? oldest;
    const header = decodeHeader(oldest.subarray(0, HEADER_SIZE));
    invariant(header.ok, 'a buffer has as many headers as it says');
    oldest = oldest.subarray(HEADER_SIZE);
    size--;
    return header.value;
  }

  return {
    push(headers) {
      const batch = new Uint8Array(headers.length * HEADER_SIZE);
      headers.forEach((header, i) => {
        batch.set(serializeHeader(header), i * HEADER_SIZE);
      });
      batches.push(batch);
      size += headers.length;
    },
    take: (count) => Array.from({ length: count }, shift),
    get size() {
      return size;
    },
  };
}
