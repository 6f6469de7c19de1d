import { describe, expect, it } from 'vitest';
import { createChunkFeed, drain } from '../../../../src/mempool/cluster/chunk-feed.ts';
import type { Chunk } from '../../../../src/mempool/cluster/clusters.ts';
import type { MempoolEntry } from '../../../../src/mempool/entry.ts';
import { entryFacts } from '../../../helpers/cluster-entries.ts';

let nextNumber = 0;

/** One that pays so much, for the same size as all. */
function chunk(fee: number): Chunk {
  const entry: MempoolEntry = {
    ...entryFacts({ number: nextNumber++ % 64, fee }),
    parents: new Set(),
    children: new Set(),
  };
  return { fee, size: 400, entries: [entry], evenSize: 400, last: entry };
}

/** Clusters of chunks that pay so much, best first. */
const clustersOf = (...fees: readonly (readonly number[])[]): Chunk[][] => fees.map((one) => one.map(chunk));

const feedOf = (clusters: readonly (readonly Chunk[])[]) =>
  createChunkFeed(clusters.values(), (chunks) => chunks);
const feesOf = (chunks: Iterable<Chunk>): number[] => Array.from(chunks, ({ fee }) => fee);

describe('createChunkFeed', () => {
  it('hands out the chunks of all clusters, best first', () => {
    const feed = feedOf(clustersOf([90, 50, 10], [80, 70], [60], [40, 30, 20]));
    expect(feesOf(drain(feed))).toEqual([90, 80, 70, 60, 50, 40, 30, 20, 10]);
    expect(feed.current()).toBeUndefined();
  });

  it('leaves the rest of a cluster out with the chunk that is skipped', () => {
    const feed = feedOf(clustersOf([90, 50, 10], [80, 70], [60]));
    feed.include();
    feed.skip();
    expect(feesOf(drain(feed))).toEqual([60, 50, 10]);
  });

  it('offers what was skipped to the next block, but not what was taken', () => {
    const feed = feedOf(clustersOf([90, 50, 10], [80, 70], [60]));
    feed.include();
    feed.skip();
    feed.skip();
    feed.startNextBlock();
    expect(feed.current()?.fee).toBe(80);
    feed.skip();
    feed.startNextBlock();
    expect(feesOf(drain(feed))).toEqual([80, 70, 60, 50, 10]);
    feed.startNextBlock();
    expect(feed.current()).toBeUndefined();
  });

  it('asks nobody any more once the next block is begun', () => {
    const clusters = clustersOf([90], [80, 70], [60]);
    let asked = 0;
    const feed = createChunkFeed(clusters.values(), (chunks) => {
      asked++;
      return chunks;
    });
    feed.include();
    feed.startNextBlock();
    expect(asked).toBe(3);
    clusters.splice(0);
    expect(feesOf(drain(feed))).toEqual([80, 70, 60]);
    expect(asked).toBe(3);
  });

  it('has nothing to take or leave where there are no clusters', () => {
    const feed = feedOf([]);
    feed.include();
    feed.skip();
    feed.startNextBlock();
    expect(feed.current()).toBeUndefined();
  });
});
