import type { BlockConnected } from '../../chain/events.ts';
import { equalBytes } from '../../util/bytes.ts';
import type { CancelTimer } from '../../util/clock.ts';
import type { TutorialContext } from './context.ts';

/** How long a client waits: four times what a block of cpunet takes on average, so that one in fifty finds none. */
const PATIENCE_MS = 60_000;

/** How often it is looked whether anybody still waits. */
const TICK_MS = 200;

/**
 * The next block that this node mines. Where transactions wait it is one that holds some: the miner may have been at
 * work on a block without them, which was found first.
 * @returns the newest one without them where time is up or nobody waits any more; undefined where there is none
 */
export async function nextOwnBlock(
  { chainstate, mempool, clock, timers, isStopping, rewardScript }: TutorialContext,
  abandoned: AbortSignal,
): Promise<BlockConnected | undefined> {
  const wantsTransactions = mempool.count() > 0;
  const scriptPubKey = await rewardScript();
  const deadline = clock.monotonicMs() + PATIENCE_MS;
  return new Promise((resolve) => {
    let newest: BlockConnected | undefined;
    let cancelTick: CancelTimer = () => {};
    const finish = (): void => {
      cancelTick();
      unsubscribe();
      resolve(newest);
    };
    const unsubscribe = chainstate.events.on('blockConnected', (connected) => {
      const [coinbase, ...others] = connected.block.transactions;
      const isOwn = coinbase?.outputs.some((output) => equalBytes(output.scriptPubKey, scriptPubKey));
      if (!isOwn) return;
      newest = connected;
      if (others.length > 0 || !wantsTransactions) finish();
    });
    const tick = (): void => {
      if (abandoned.aborted || isStopping() || clock.monotonicMs() >= deadline) finish();
      else cancelTick = timers.after(TICK_MS, tick);
    };
    tick();
  });
}
