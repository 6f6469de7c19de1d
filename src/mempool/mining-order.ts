import { InvariantError } from '../util/invariant.ts';
import { type Chunk, compareChunks } from './cluster/clusters.ts';
import type { MempoolEntry } from './entry.ts';
import type { MempoolView } from './view.ts';

interface Place {
  readonly entry: MempoolEntry;
  readonly chunk: Chunk;
  readonly index: number;
}

/**
 * The entries in the order in which a miner would take them, so that each comes after what it builds on. No more is put
 * in order than their clusters.
 * @source Bitcoin Core src/txmempool.cpp CTxMemPool::ExtractBestByMiningScoreWithTopology
 */
export function inMiningOrder(
  entries: Iterable<MempoolEntry>,
  { clusterOf, chunksOf }: Pick<MempoolView, 'clusterOf' | 'chunksOf'>,
): readonly MempoolEntry[] {
  const places = Array.from(entries, (entry) => placeOf(entry, chunksOf(clusterOf(entry))));
  places.sort((a, b) => (a.chunk === b.chunk ? a.index - b.index : compareChunks(a.chunk, b.chunk)));
  return places.map(({ entry }) => entry);
}

function placeOf(entry: MempoolEntry, chunks: readonly Chunk[]): Place {
  for (const chunk of chunks) {
    const index = chunk.entries.indexOf(entry);
    if (index >= 0) return { entry, chunk, index };
  }
  throw new InvariantError('a transaction is in a chunk of its cluster');
}
