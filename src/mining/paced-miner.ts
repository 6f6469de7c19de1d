import type { BlockIndexEntry } from '../chain/block-index.ts';
import type { BlockRejectCode } from '../consensus/reject-codes.ts';
import type { CancelTimer, Timers } from '../util/clock.ts';
import { DiskFullError } from '../util/disk-full-error.ts';
import type { Log } from '../util/log.ts';
import { createSerialQueue } from '../util/serial-queue.ts';
import { describeRejection, type Verdict } from '../util/verdict.ts';
import type { GenerateRequest } from './generate.ts';
import type { Miner, MinerState } from './miner.ts';

type Generated = Verdict<readonly BlockIndexEntry[], BlockRejectCode>;

export interface PacedMinerDependencies {
  readonly timers: Timers;
  readonly log: Log;
  /** Makes blocks on the calling thread; see generate.ts. */
  readonly generate: (request: GenerateRequest) => Promise<Generated>;
  /** Milliseconds from one block to the next. */
  readonly intervalMs: number;
  readonly rewardScript: () => Promise<Uint8Array>;
  /** Hears of a fault of our own, or of a disk without room for a block. */
  readonly onFault: (fault: unknown) => void;
}

/** Far more than a block of an easy network takes. */
const MAX_TRIES_PER_BLOCK = 1_000_000;

/** At least so long it waits where there is no room on the disk, milliseconds. */
const FULL_DISK_PAUSE_MS = 1_000;

/**
 * The miner of networks where proof of work takes no time, such as regtest: one block every interval, found on
 * the calling thread. Threads would only fill the disk faster.
 */
export function createPacedMiner(deps: PacedMinerDependencies): Miner {
  let state: MinerState = 'stopped';
  let notice: string | undefined;
  let cancelNext: CancelTimer = () => {};
  // What a run left in the making when it was stopped ends without a say in the next.
  let run = 0;
  const blocks = { accepted: 0, stale: 0, rejected: 0 };
  // A start may have to make a key first: what is asked for meanwhile waits for its turn.
  const inTurn = createSerialQueue();

  async function mineOne(ofRun: number): Promise<void> {
    const made = await generate();
    if (made instanceof DiskFullError) deps.onFault(made);
    else if (made.ok) blocks.accepted += made.value.length;
    else blocks.rejected++;
    if (ofRun !== run) return;
    if (made instanceof DiskFullError) wait('the disk is full');
    // Time may have run ahead of the clock (mock time, too many blocks a second).
    else if (!made.ok) wait(`the chain refuses a block now: ${describeRejection(made)}`);
    else {
      state = 'mining';
      notice = undefined;
    }
    scheduleNext(
      made instanceof DiskFullError ? Math.max(FULL_DISK_PAUSE_MS, deps.intervalMs) : deps.intervalMs,
    );
  }

  async function generate(): Promise<Generated | DiskFullError> {
    try {
      const scriptPubKey = await deps.rewardScript();
      return await deps.generate({ count: 1, scriptPubKey, maxTries: MAX_TRIES_PER_BLOCK });
    } catch (error) {
      if (error instanceof DiskFullError) return error;
      throw error;
    }
  }

  function wait(reason: string): void {
    notice = reason;
    if (state !== 'waiting') deps.log.info(`Mining waits: ${notice}`);
    state = 'waiting';
  }

  function scheduleNext(delayMs: number): void {
    const current = run;
    cancelNext = deps.timers.after(delayMs, () => {
      mineOne(current).catch(deps.onFault);
    });
  }

  async function start(): Promise<void> {
    if (state !== 'stopped') return;
    await deps.rewardScript();
    state = 'mining';
    scheduleNext(deps.intervalMs);
  }

  function rest(): void {
    run++;
    cancelNext();
    state = 'stopped';
    notice = undefined;
  }

  return {
    start: () => inTurn(start),
    stop: () => inTurn(rest),
    status: () => ({
      state,
      threads: 0,
      kernel: undefined,
      hashRate: undefined,
      hashing: undefined,
      blocks: { ...blocks },
      notice,
    }),
    close: () => inTurn(rest),
  };
}
