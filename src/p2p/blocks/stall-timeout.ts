import type { Log } from '../../util/log.ts';

/** Seconds. @source Bitcoin Core src/net_processing.cpp */
const BLOCK_STALLING_TIMEOUT_DEFAULT = 2;
const BLOCK_STALLING_TIMEOUT_MAX = 64;

/** What is left of it after each block that is connected. */
const DECREASE = 0.85;

/**
 * How long a peer may keep the download from moving on. It grows with each peer that was given up for that, lest one
 * after the other goes where our own line is the slow one.
 * @source Bitcoin Core src/net_processing.cpp m_block_stalling_timeout
 */
export interface StallTimeout {
  ms(): number;
  increase(): void;
  decrease(): void;
}

export function createStallTimeout(log: Log): StallTimeout {
  let seconds = BLOCK_STALLING_TIMEOUT_DEFAULT;
  return {
    ms: () => seconds * 1000,
    increase() {
      if (seconds === BLOCK_STALLING_TIMEOUT_MAX) return;
      seconds = Math.min(2 * seconds, BLOCK_STALLING_TIMEOUT_MAX);
      log.debug('net', `Increased stalling timeout temporarily to ${seconds} seconds`);
    },
    decrease() {
      if (seconds === BLOCK_STALLING_TIMEOUT_DEFAULT) return;
      seconds = Math.max(Math.trunc(seconds * DECREASE), BLOCK_STALLING_TIMEOUT_DEFAULT);
      log.debug('net', `Decreased stalling timeout to ${seconds} seconds`);
    },
  };
}
