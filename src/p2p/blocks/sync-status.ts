import type { P2pContext } from '../context.ts';

/** How far the node has caught up with the best chain that it knows the headers of. */
export interface SyncStatus {
  /** False once the node has caught up; for ever. */
  readonly isSyncing: boolean;
  readonly blocks: number;
  /** Height of the header with most work. */
  readonly headers: number;
  /** Blocks per second of late; undefined before that can be told. */
  readonly rate: number | undefined;
  /** At that rate. */
  readonly secondsLeft: number | undefined;
}

export interface SyncProgress {
  read(): SyncStatus;
}

/** The rate is that of so many milliseconds. */
const RATE_SPAN_MS = 60_000;

/** How often the log tells of it, milliseconds. */
const LOG_INTERVAL_MS = 30_000;

interface Sample {
  readonly ms: number;
  readonly height: number;
}

/** Follows the tip, and tells the operator now and then while the node catches up. */
export function watchSync(
  context: Pick<P2pContext, 'chainstate' | 'clock' | 'log' | 'isInitialBlockDownload'>,
): SyncProgress {
  const { chainstate, clock, log, isInitialBlockDownload } = context;
  let samples: Sample[] = [];
  let toldMs = clock.monotonicMs();

  function read(): SyncStatus {
    const [blocks, headers] = [chainstate.tip().height, chainstate.bestHeader().height];
    const rate = rateOf(samples);
    const secondsLeft = rate && Math.max(headers - blocks, 0) / rate;
    return { isSyncing: isInitialBlockDownload(), blocks, headers, rate, secondsLeft };
  }

  chainstate.events.on('tipChanged', ({ tip }) => {
    if (!isInitialBlockDownload()) {
      samples = [];
      return;
    }
    const ms = clock.monotonicMs();
    samples = [...samples.filter((sample) => sample.ms >= ms - RATE_SPAN_MS), { ms, height: tip.height }];
    if (ms - toldMs < LOG_INTERVAL_MS) return;
    toldMs = ms;
    log.info(syncText(read()));
  });
  return { read };
}

function rateOf(samples: readonly Sample[]): number | undefined {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.ms === first.ms || last.height <= first.height) return undefined;
  return (1000 * (last.height - first.height)) / (last.ms - first.ms);
}

/** The status in words. */
export function syncText({ blocks, headers, rate, secondsLeft }: SyncStatus): string {
  const percent = headers > 0 ? Math.min((100 * blocks) / headers, 100) : 100;
  const parts = [`Synchronizing blocks: ${percent.toFixed(2)}% (${blocks} of ${headers})`];
  if (rate !== undefined) parts.push(`${rate < 10 ? rate.toFixed(1) : Math.round(rate)} blocks/s`);
  if (secondsLeft !== undefined) parts.push(`${durationText(secondsLeft)} left`);
  return parts.join(', ');
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** About how long that is. */
function durationText(seconds: number): string {
  const [unit, name] =
    seconds >= 2 * DAY
      ? [DAY, 'days']
      : seconds >= 2 * HOUR
        ? [HOUR, 'hours']
        : seconds >= 2 * MINUTE
          ? [MINUTE, 'minutes']
          : [1, 'seconds'];
  return `about ${Math.round(seconds / Number(unit))} ${name}`;
}
