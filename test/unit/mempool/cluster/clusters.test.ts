import { describe, expect, it } from 'vitest';
import {
  type Chunk,
  chunkCluster,
  compareChunks,
  compareIds,
  connectedParts,
} from '../../../../src/mempool/cluster/clusters.ts';
import type { MempoolEntry } from '../../../../src/mempool/entry.ts';
import { graphOfEntries } from '../../../helpers/cluster-entries.ts';
import type { ModelTransaction } from '../../../helpers/cluster-model.ts';

const tx = (fee: number, ...parents: readonly number[]): ModelTransaction => ({ fee, size: 400, parents });
const entriesOf = (...txs: readonly ModelTransaction[]): readonly MempoolEntry[] =>
  graphOfEntries(txs).entries;
const chunksOf = (entries: readonly MempoolEntry[]) =>
  chunkCluster(entries).map((chunk) => ({
    ...chunk,
    entries: chunk.entries.map((entry) => entries.indexOf(entry)),
  }));

describe('chunkCluster', () => {
  it('makes one chunk of one transaction', () => {
    const [entry] = entriesOf(tx(7)) as [MempoolEntry];
    expect(chunkCluster([entry])).toEqual([
      { fee: 7, size: 400, entries: [entry], evenSize: 400, last: entry },
    ]);
  });

  it('cuts a cluster, whatever the order of its members', () => {
    const entries = entriesOf(tx(1), tx(9, 0), tx(2, 1), tx(2, 1));
    const best = [
      { fee: 10, size: 800, entries: [0, 1] },
      { fee: 2, size: 400 },
      { fee: 2, size: 400 },
    ];
    expect(chunksOf(entries)).toMatchObject(best);
    expect(chunkCluster(entries.toReversed())).toEqual(chunkCluster(entries));
  });

  it('adds up the sizes of chunks that pay the same', () => {
    const evenSizes = chunksOf(entriesOf(tx(9), tx(5, 0), tx(5, 1), tx(1, 2), tx(1, 3))).map(
      (one) => one.evenSize,
    );
    expect(evenSizes).toEqual([400, 400, 800, 400, 800]);
  });

  it('names the one whose id is the last', () => {
    const entries = entriesOf(tx(0), tx(0, 0), tx(30, 1));
    const [chunk] = chunkCluster(entries);
    const last = [...entries].sort(compareIds).at(-1);
    expect(chunk?.last).toBe(last);
  });

  it('passes over relatives that are no members, or that the caller does not count', () => {
    const [parent, child] = entriesOf(tx(1), tx(9, 0)) as [MempoolEntry, MempoolEntry];
    expect(chunkCluster([child])).toMatchObject([{ fee: 9 }]);
    expect(chunkCluster([parent, child], () => [])).toMatchObject([{ fee: 9 }, { fee: 1 }]);
  });
});

describe('compareChunks', () => {
  it('puts what pays more first, then what is smaller, then the lower id', () => {
    const [rich, poor, small] = entriesOf(tx(9), tx(1), tx(1)).map((entry) => chunkCluster([entry])[0]) as [
      Chunk,
      Chunk,
      Chunk,
    ];
    expect(compareChunks(rich, poor)).toBeLessThan(0);
    expect(compareChunks(poor, rich)).toBeGreaterThan(0);
    expect(compareChunks({ ...poor, evenSize: 401 }, small)).toBeGreaterThan(0);
    expect(Math.sign(compareChunks(poor, small))).toBe(Math.sign(compareIds(poor.last, small.last)));
  });
});

describe('connectedParts', () => {
  it('tells apart what is not related, among these alone', () => {
    const neighbours = new Map([
      [1, [2]],
      [2, [1, 3]],
      [3, [2, 4]],
      [4, [3]],
      [5, []],
    ]);
    const parts = (...of: readonly number[]) =>
      connectedParts(new Set(of), (one) => neighbours.get(one) ?? []);
    expect(parts(1, 2, 3, 4, 5)).toEqual([new Set([1, 2, 3, 4]), new Set([5])]);
    expect(parts(1, 2, 4, 5)).toEqual([new Set([1, 2]), new Set([4]), new Set([5])]);
    expect(parts()).toEqual([]);
  });
});
