import type { BlockIndexEntry } from '../chain/block-index.ts';
import type { BlockRejectCode } from '../consensus/reject-codes.ts';
import type { CancelTimer, Timers } from '../util/clock.ts';
import type { Log } from '../util/log.ts';
import { createSerialQueue } from '../util/serial-queue.ts';
import { describeRejection, type Rejected, type Verdict } from '../util/verdict.ts';
import type { GenerateRequest } from './generate.ts';
import type { Miner, MinerState } from './miner.ts';

export interface PacedMinerDependencies {
  readonly timers: Timers;
  readonly log: Log;
  /** Makes blocks on the calling thread; see generate.ts. */
  readonly generate: (
    request: GenerateRequest,
  ) => Promise<Verdict<readonly BlockIndexEntry[], BlockRejectCode>>;
  /** Milliseconds from one block to the next. */
  readonly intervalMs: number;
  readonly rewardScript: () => Promise<Uint8Array>;
  readonly onFault: (fault: unknown) => void;
}

/** Far more than a block of an easy network takes. */
const MAX_TRIES_PER_BLOCK = 1_000_000;

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
    const scriptPubKey = await deps.rewardScript();
    const made = await deps.generate({ count: 1, scriptPubKey, maxTries: MAX_TRIES_PER_BLOCK });
    if (made.ok) blocks.accepted += made.value.length;
    else blocks.rejected++;
    if (ofRun !== run) return;
    if (made.ok) {
      state = 'mining';
      notice = undefined;
    } else wait(made);
    scheduleNext();
  }

  /** Time may have run ahead of the clock (mock time, too many blocks a second): then the rules say wait. */
  function wait(refusal: Rejected<BlockRejectCode>): void {
    notice = `the chain refuses a block now: ${describeRejection(refusal)}`;
    if (state !== 'waiting') deps.log.info(`Mining waits: ${notice}`);
    state = 'waiting';
  }

  function scheduleNext(): void {
    const current = run;
    cancelNext = deps.timers.after(deps.intervalMs, () => {
      mineOne(current).catch(deps.onFault);
    });
  }

  async function start(): Promise<void> {
    if (state !== 'stopped') return;
    await deps.rewardScript();
    state = 'mining';
    scheduleNext();
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
      blocks: { ...blocks },
      notice,
    }),
    close: () => inTurn(rest),
  };
}
