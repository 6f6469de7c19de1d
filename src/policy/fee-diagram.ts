import { compareFeeRates, type FeePerSize } from './fee-rate.ts';

/**
 * How two ways to fill blocks compare: for every size, what has been earned once so much is filled. Points are joined
 * by straight lines, and behind the last one nothing more is earned. One diagram may be higher here and the other
 * one there: then neither is better.
 */
export type DiagramComparison = 'better' | 'worse' | 'equal' | 'incomparable';

/** One of the two diagrams, as far as it was walked. */
interface Walk {
  readonly chunks: readonly FeePerSize[];
  next: number;
  fee: number;
  size: number;
}

/**
 * What the first is to the second.
 * @param chunks - the pieces of a diagram, best first, each of a size above 0
 * @source Bitcoin Core src/util/feefrac.cpp CompareChunks
 */
export function compareDiagrams(
  chunks: readonly FeePerSize[],
  others: readonly FeePerSize[],
): DiagramComparison {
  const [one, other]: Walk[] = [start(chunks), start(others)] as const;
  let isHigher = false;
  let isLower = false;
  for (;;) {
    const ends = [nextPoint(one), nextPoint(other)] as const;
    if (!ends[0] && !ends[1]) break;
    // The nearer of the two next points is held against the line of the other diagram.
    const isFirst = ends[0] !== undefined && (ends[1] === undefined || ends[0].size <= ends[1].size);
    const height = isFirst ? compareToLine(ends[0], other) : -compareToLine(ends[1] as FeePerSize, one);
    if (height > 0) isHigher = true;
    if (height < 0) isLower = true;
    if (isHigher && isLower) return 'incomparable';
    const size = (isFirst ? ends[0] : (ends[1] as FeePerSize)).size;
    for (const walk of [one, other]) if (nextPoint(walk)?.size === size) advance(walk);
  }
  if (isHigher) return 'better';
  return isLower ? 'worse' : 'equal';
}

function start(chunks: readonly FeePerSize[]): Walk {
  return { chunks, next: 0, fee: 0, size: 0 };
}

function nextPoint({ chunks, next, fee, size }: Walk): FeePerSize | undefined {
  const chunk = chunks[next];
  return chunk && { fee: fee + chunk.fee, size: size + chunk.size };
}

function advance(walk: Walk): void {
  const point = nextPoint(walk);
  if (!point) return;
  walk.fee = point.fee;
  walk.size = point.size;
  walk.next++;
}

/** Above 0 where the point is above the line that the walk is at. */
function compareToLine(point: FeePerSize, walk: Walk): number {
  const slope = { fee: point.fee - walk.fee, size: point.size - walk.size };
  return compareFeeRates(slope, walk.chunks[walk.next] ?? { fee: 0, size: 1 });
}
