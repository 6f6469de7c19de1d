import { MAX_BLOCK_WEIGHT } from '../consensus/weight.ts';
import type { Clock } from '../util/clock.ts';

/**
 * How much this node sends in a day (`-maxuploadtarget`). Before all of it is sent, old blocks are refused: enough is
 * kept back to pass on every new block until the day is over.
 * @source Bitcoin Core src/net.cpp CConnman::OutboundTargetReached, RecordBytesSent
 */
export interface UploadTarget {
  /** Bytes were sent. */
  noteSent(bytes: number): void;
  /** True where no more is to be sent than must be; with `historical`: where no old block is to be sent. */
  isReached(historical: boolean): boolean;
  read(): UploadTargetState;
}

export interface UploadTargetState {
  /** Seconds. */
  readonly timeframe: number;
  /** Bytes in that time; 0: any number. */
  readonly target: number;
  readonly isReached: boolean;
  readonly servesHistoricalBlocks: boolean;
  readonly bytesLeft: number;
  /** Seconds. */
  readonly timeLeft: number;
}

/** Seconds. @source Bitcoin Core src/net.cpp MAX_UPLOAD_TIMEFRAME */
const MAX_UPLOAD_TIMEFRAME = 24 * 60 * 60;

/** How often a block comes in the long run, seconds, and its largest size. */
const BLOCK_SPACING = 10 * 60;
const MAX_BLOCK_SERIALIZED_SIZE = MAX_BLOCK_WEIGHT;

/** @param target - bytes in a day; 0: any number */
export function createUploadTarget(target: number, clock: Pick<Clock, 'nowSeconds'>): UploadTarget {
  let cycleStart = 0;
  let sent = 0;

  function timeLeft(): number {
    if (target === 0) return 0;
    if (cycleStart === 0) return MAX_UPLOAD_TIMEFRAME;
    return Math.max(cycleStart + MAX_UPLOAD_TIMEFRAME - clock.nowSeconds(), 0);
  }

  function isReached(historical: boolean): boolean {
    if (target === 0) return false;
    const keptBack = historical ? Math.floor(timeLeft() / BLOCK_SPACING) * MAX_BLOCK_SERIALIZED_SIZE : 0;
    return keptBack >= target || sent >= target - keptBack;
  }

  return {
    noteSent(bytes) {
      const now = clock.nowSeconds();
      if (cycleStart + MAX_UPLOAD_TIMEFRAME < now) {
        cycleStart = now;
        sent = 0;
      }
      sent += bytes;
    },
    isReached,
    read: () => ({
      timeframe: MAX_UPLOAD_TIMEFRAME,
      target,
      isReached: isReached(false),
      servesHistoricalBlocks: !isReached(true),
      bytesLeft: target === 0 ? 0 : Math.max(target - sent, 0),
      timeLeft: timeLeft(),
    }),
  };
}
