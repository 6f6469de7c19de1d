import type { BlockIndexEntry } from '../../chain/block-index.ts';
import type { HeadersContext } from './headers-context.ts';

/** How far the headers have got, for the live line of the daemon. */
export interface HeadersStatus {
  /** False once the best header is of the last day. */
  readonly isSyncing: boolean;
  /** The headers are looked at before they are kept: the chain has not shown its work yet. */
  readonly isPresync: boolean;
  /** Of the last header. */
  readonly height: number;
  /** Of the headers that there should be by its time, 0 … 100. */
  readonly percent: number;
  /** Headers per second of late; undefined before that can be told. */
  readonly rate: number | undefined;
}

/** Tells the operator how the headers come along. */
export interface HeadersProgress {
  /** Headers were kept, up to `last`. */
  noteKept(last: BlockIndexEntry, count: number): void;
  /** The best of the peers whose headers are only looked at got so far. */
  notePresync(end: ChainPoint, count: number): void;
  status(): HeadersStatus;
}

interface ChainPoint {
  readonly height: number;
  /** Seconds. */
  readonly time: number;
}

/** A best header as old as that shows that the node is far behind, seconds. @source Bitcoin Core src/net_processing.cpp */
export const FAR_BEHIND_SECONDS = 24 * 60 * 60;

/** What strangers can cause is told no more often, milliseconds. @source Bitcoin Core src/validation.cpp ReportHeadersPresync */
const PRESYNC_LINE_MS = 250;

/** The rate is that of so many milliseconds. */
const RATE_SPAN_MS = 30_000;

export function createHeadersProgress(
  context: Pick<HeadersContext, 'chainstate' | 'clock' | 'log' | 'isInitialBlockDownload'>,
): HeadersProgress {
  const { chainstate, clock, log, isInitialBlockDownload } = context;
  const rate = createRate(() => clock.monotonicMs());
  let told: BlockIndexEntry = chainstate.bestHeader();
  let presync: ChainPoint | undefined;
  let presyncLineMs = Number.NEGATIVE_INFINITY;

  function percentAt({ height, time }: ChainPoint): number {
    const seconds = clock.nowSeconds() - time;
    const left = Math.max(0, Math.trunc(seconds / chainstate.params.retarget.targetSpacing));
    return height + left === 0 ? 100 : (100 * height) / (height + left);
  }

  function tell(what: string, point: ChainPoint): void {
    log.info(`${what}, height: ${point.height} (~${percentAt(point).toFixed(2)}%)`);
  }

  return {
    noteKept(last, count) {
      rate.add(count);
      presync = undefined;
      const best = chainstate.bestHeader();
      if (best === told) return;
      told = best;
      if (isInitialBlockDownload()) tell('Synchronizing blockheaders', pointOf(last));
    },
    notePresync(end, count) {
      rate.add(count);
      // A chain that has its work is here: who sends another may be about to fill the log.
      if (chainstate.bestHeader().chainwork >= chainstate.params.minimumChainWork) return;
      presync = end;
      const now = clock.monotonicMs();
      if (now < presyncLineMs + PRESYNC_LINE_MS || !isInitialBlockDownload()) return;
      presyncLineMs = now;
      tell('Pre-synchronizing blockheaders', end);
    },
    status() {
      const best = pointOf(chainstate.bestHeader());
      const isBehind = best.time <= clock.nowSeconds() - FAR_BEHIND_SECONDS;
      const point = presync ?? best;
      return {
        isSyncing: isInitialBlockDownload() && isBehind,
        isPresync: presync !== undefined,
        height: point.height,
        percent: percentAt(point),
        rate: rate.read(),
      };
    },
  };
}

function pointOf({ height, header }: BlockIndexEntry): ChainPoint {
  return { height, time: header.time };
}

/** How many per second of late. */
function createRate(nowMs: () => number) {
  let samples: { readonly ms: number; readonly count: number }[] = [];
  const trim = () => {
    const start = nowMs() - RATE_SPAN_MS;
    samples = samples.filter(({ ms }) => ms >= start);
  };
  return {
    add(count: number) {
      trim();
      samples.push({ ms: nowMs(), count });
    },
    read(): number | undefined {
      trim();
      const [first, ...later] = samples;
      const span = first && nowMs() - first.ms;
      // The first marks the beginning of the span; what it counted came before.
      return later.length > 0 && span
        ? (1000 * later.reduce((sum, { count }) => sum + count, 0)) / span
        : undefined;
    },
  };
}

/** The status in words, for a line that a person reads. */
export function headersText({ isPresync, height, percent, rate }: HeadersStatus): string {
  const what = isPresync ? 'Pre-synchronizing headers' : 'Synchronizing headers';
  const speed = rate === undefined ? '' : `, ${Math.round(rate)} headers/s`;
  return `${what}: ${percent.toFixed(2)}% (height ${height})${speed}`;
}
