import type { CancelTimer, Clock, Timers } from '../util/clock.ts';
import { DiskFullError } from '../util/disk-full-error.ts';
import type { Log } from '../util/log.ts';

/**
 * Whether the node may write. A write that finds no room, or less than the reserve, brings it into the state "disk
 * full": from then on what would have to be written is refused at once, everything else goes on. It looks again at
 * intervals, and goes on by itself once there is room.
 */
export interface DiskSpace {
  /** What is wrong and what to do, in words for the operator; undefined while there is room. */
  notice(): string | undefined;
  /** @throws DiskFullError while the disk is full */
  require(): void;
  /** A write found no room: from now on the disk is full. */
  noteFull(cause: DiskFullError): void;
  /** Something of less importance found no room: looks whether the disk is full. */
  look(): void;
  /** Calls `action` each time there is room again. */
  onRoom(action: () => void): void;
  /** Fulfilled once there is room: at once while there is. */
  room(): Promise<void>;
  /** Looks no more. */
  close(): void;
}

export interface DiskSpaceDependencies {
  /** Looks at the disk. @throws DiskFullError where there is less room than has to be */
  readonly requireRoom: () => void;
  /** True where something could be written just now, with some to spare. */
  readonly hasRoomAgain: () => boolean;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly timers: Timers;
  readonly log: Log;
}

/** The first look comes after so long, each further one after twice the time. Milliseconds. */
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;

/** A disk that is full again so soon was not emptied: the looks become rarer all the same. Milliseconds. */
const LASTING_MS = 60_000;

const CONSEQUENCE =
  'Nothing is written: blocks and transactions are refused, mining waits. Make room on that disk; the node then goes on by itself';

/** The disk has room until somebody says otherwise. */
export function createDiskSpace({ requireRoom, hasRoomAgain, ...deps }: DiskSpaceDependencies): DiskSpace {
  const { clock, timers, log } = deps;
  const actions: (() => void)[] = [];
  let waiting: (() => void)[] = [];
  let notice: string | undefined;
  let delayMs = FIRST_DELAY_MS;
  let roomSinceMs = Number.NEGATIVE_INFINITY;
  let cancel: CancelTimer = () => {};

  function noteFull({ message }: DiskFullError): void {
    if (notice !== undefined) return;
    notice = `${message}. ${CONSEQUENCE}`;
    log.error(notice);
    if (clock.monotonicMs() - roomSinceMs >= LASTING_MS) delayMs = FIRST_DELAY_MS;
    lookLater();
  }

  function lookLater(): void {
    cancel = timers.after(delayMs, lookAgain);
    delayMs = Math.min(2 * delayMs, LONGEST_DELAY_MS);
  }

  function lookAgain(): void {
    if (!hasRoomAgain()) {
      lookLater();
      return;
    }
    notice = undefined;
    roomSinceMs = clock.monotonicMs();
    log.info('There is room on the disk again: going on');
    // One that finds the disk full again ends the round: the others are called the next time.
    for (const action of actions) if (notice === undefined) action();
    const released = waiting;
    waiting = [];
    for (const release of released) release();
  }

  return {
    notice: () => notice,
    require() {
      // An error for each: what is thrown tells where.
      if (notice !== undefined) throw new DiskFullError(notice);
    },
    noteFull,
    look() {
      try {
        requireRoom();
      } catch (error) {
        if (!(error instanceof DiskFullError)) throw error;
        noteFull(error);
      }
    },
    onRoom: (action) => void actions.push(action),
    room() {
      if (notice === undefined) return Promise.resolve();
      return new Promise((resolve) => {
        waiting.push(resolve);
      });
    },
    close: () => cancel(),
  };
}
