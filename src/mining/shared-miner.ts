import { createSerialQueue } from '../util/serial-queue.ts';
import type { Miner } from './miner.ts';

/** A miner that the operator switches on and off, and that others may keep running for a while. */
export interface SharedMiner extends Miner {
  /**
   * Makes sure that the miner runs, and says when that is no longer needed: it then stops, unless the operator
   * started it or somebody else still needs it.
   * @returns what to call once
   */
  borrow(): Promise<() => Promise<void>>;
}

/** The same miner, shared. The operator's `stop` is the stronger word: it stops whoever borrowed. */
export function shareMiner(miner: Miner): SharedMiner {
  const inTurn = createSerialQueue();
  let isWanted = false;
  let borrowers = 0;

  async function giveBack(): Promise<void> {
    borrowers--;
    if (borrowers === 0 && !isWanted) await miner.stop();
  }

  return {
    status: miner.status,
    close: miner.close,
    start: (threads) =>
      inTurn(async () => {
        await miner.start(threads);
        isWanted = true;
      }),
    stop: () =>
      inTurn(() => {
        isWanted = false;
        return miner.stop();
      }),
    borrow: () =>
      inTurn(async () => {
        if (miner.status().state === 'stopped') await miner.start();
        borrowers++;
        return () => inTurn(giveBack);
      }),
  };
}
