import type { BlockIndexEntry } from '../chain/block-index.ts';
import type { BlockRejectCode } from '../consensus/reject-codes.ts';
import type { CancelTimer, Timers } from '../util/clock.ts';
import type { Log } from '../util/log.ts';
import { describeRejection, type Verdict } from '../util/verdict.ts';
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
  const blocks = { accepted: 0, stale: 0, rejected: 0 };

  async function mineOne(): Promise<void> {
    const scriptPubKey = await deps.rewardScript();
    const made = await deps.generate({ count: 1, scriptPubKey, maxTries: MAX_TRIES_PER_BLOCK });
    if (made.ok) blocks.accepted += made.value.length;
    else blocks.rejected++;
    // Time may have run ahead of the clock (mock time, too many blocks a second): then the rules say wait.
    state = state === 'stopped' ? 'stopped' : made.ok ? 'mining' : 'waiting';
    notice = made.ok ? undefined : `the chain refuses a block now: ${describeRejection(made)}`;
    if (notice) deps.log.debug('mining', notice);
  }

  function scheduleNext(): void {
    cancelNext = deps.timers.after(deps.intervalMs, () => {
      mineOne()
        .then(() => {
          if (state !== 'stopped') scheduleNext();
        })
        .catch(deps.onFault);
    });
  }

  async function stop(): Promise<void> {
    cancelNext();
    state = 'stopped';
    notice = undefined;
  }

  return {
    async start() {
      if (state !== 'stopped') return;
      await deps.rewardScript();
      state = 'mining';
      scheduleNext();
    },
    stop,
    status: () => ({
      state,
      threads: 0,
      kernel: undefined,
      hashRate: undefined,
      blocks: { ...blocks },
      notice,
    }),
    close: stop,
  };
}
