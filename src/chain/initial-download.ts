import type { Clock } from '../util/clock.ts';
import type { Log } from '../util/log.ts';
import type { Chainstate } from './chainstate.ts';
import { isRecentTip } from './recent-tip.ts';

export interface InitialDownloadDependencies {
  readonly chainstate: Chainstate;
  readonly clock: Clock;
  readonly log: Log;
  /** Seconds; a tip that is older is not recent. */
  readonly maxTipAge: number;
}

/**
 * Tells whether the node is still catching up: true until the tip was once recent, and had the work that the best
 * chain is known to have; false for ever after.
 * @source Bitcoin Core src/validation.cpp ChainstateManager::UpdateIBDStatus
 */
export function createInitialDownloadLatch(deps: InitialDownloadDependencies): () => boolean {
  const { chainstate, clock, log, maxTipAge } = deps;
  let catchingUp = true;
  return () => {
    const tip = chainstate.tip();
    const hasWork = tip.chainwork >= chainstate.params.minimumChainWork;
    if (catchingUp && hasWork && isRecentTip(tip, clock, maxTipAge)) {
      log.info('Leaving InitialBlockDownload (latching to false)');
      catchingUp = false;
    }
    return catchingUp;
  };
}
