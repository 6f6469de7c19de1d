import { describe, expect, it } from 'vitest';
import { createByteCollector } from '../../../../src/p2p/transport/byte-collector.ts';

describe('createByteCollector', () => {
  it('takes no more than is missing', () => {
    const collector = createByteCollector(5);
    expect(collector.take(Uint8Array.of(9, 1, 2, 3), 1)).toBe(3);
    expect(collector.isComplete).toBe(false);
    expect(collector.take(Uint8Array.of(4, 5, 6), 0)).toBe(2);
    expect(collector.isComplete).toBe(true);
    expect(collector.bytes).toEqual(Uint8Array.of(1, 2, 3, 4, 5));
  });

  it('of no bytes is complete at once', () => {
    expect(createByteCollector(0).isComplete).toBe(true);
  });

  it('keeps nothing of the chunk', () => {
    const chunk = Uint8Array.of(1, 2);
    const collector = createByteCollector(2);
    collector.take(chunk, 0);
    chunk.fill(9);
    expect(collector.bytes).toEqual(Uint8Array.of(1, 2));
  });

  it('makes little room for what was only announced', () => {
    const collector = createByteCollector(4_000_000);
    collector.take(new Uint8Array(10), 0);
    expect(collector.bytes.length).toBe(4096);
    collector.take(new Uint8Array(100_000), 0);
    expect(collector.bytes.length).toBeLessThanOrEqual(200_020);
  });

  it('moves a byte but a few times, however small the pieces', () => {
    const size = 50_000;
    const collector = createByteCollector(size);
    const rooms = new Set<ArrayBufferLike>();
    for (let i = 0; i < size; i++) {
      collector.take(Uint8Array.of(i), 0);
      rooms.add(collector.bytes.buffer);
    }
    expect(rooms.size).toBeLessThan(10);
    expect(collector.bytes).toEqual(Uint8Array.from({ length: size }, (_, i) => i));
  });
});
