import { createUpdatableHeap } from '../../util/updatable-heap.ts';
import { type Chunk, compareChunks } from './clusters.ts';

/**
 * Hands out the chunks of all clusters, best first; those of one cluster in its order.
 * @source Bitcoin Core src/txgraph.h TxGraph::BlockBuilder
 */
export interface ChunkFeed {
  /** The best chunk of those that are left. */
  current(): Chunk | undefined;
  /** The current one is taken. */
  include(): void;
  /** The current one is left out, and with it all the rest of its cluster, which may need it. */
  skip(): void;
  /**
   * What was left out comes back: there is another block to fill. From then on the feed holds by itself all that is
   * left, and the clusters may change.
   */
  startNextBlock(): void;
}

/** Where a cluster that was begun goes on. */
interface Rest {
  readonly chunks: readonly Chunk[];
  readonly next: number;
}

/**
 * A feed of these clusters.
 * @param clusters - by their first chunks, best first
 */
export function createChunkFeed<C>(
  clusters: Iterator<C>,
  chunksOf: (cluster: C) => readonly Chunk[],
): ChunkFeed {
  const begun = createUpdatableHeap<Rest>((a, b) => compareChunks(chunkOf(a), chunkOf(b)) < 0);
  const skipped: Rest[] = [];
  let fresh = nextFresh();

  function nextFresh(): Rest | undefined {
    const { done, value } = clusters.next();
    return done ? undefined : { chunks: chunksOf(value), next: 0 };
  }

  function best(): Rest | undefined {
    const rest = begun.peek();
    if (!rest || !fresh) return rest ?? fresh;
    return compareChunks(chunkOf(rest), chunkOf(fresh)) < 0 ? rest : fresh;
  }

  function drop(rest: Rest | undefined): void {
    if (rest === fresh) fresh = nextFresh();
    else if (rest) begun.remove(rest);
  }

  return {
    current() {
      const rest = best();
      return rest && chunkOf(rest);
    },
    include() {
      const rest = best();
      drop(rest);
      if (rest && rest.next + 1 < rest.chunks.length) begun.put({ chunks: rest.chunks, next: rest.next + 1 });
    },
    skip() {
      const rest = best();
      drop(rest);
      if (rest) skipped.push(rest);
    },
    startNextBlock() {
      for (; fresh; fresh = nextFresh()) begun.put(fresh);
      for (const rest of skipped.splice(0)) begun.put(rest);
    },
  };
}

/** All that is left in the feed. */
export function* drain(feed: ChunkFeed): Generator<Chunk> {
  for (let chunk = feed.current(); chunk; chunk = feed.current()) {
    yield chunk;
    feed.include();
  }
}

function chunkOf({ chunks, next }: Rest): Chunk {
  return chunks[next] as Chunk;
}
