import type { Clock } from '../util/clock.ts';
import type { Chainstate } from './chainstate.ts';
import { isRecentTip } from './recent-tip.ts';

/**
 * Tells whether the node is still catching up: true until the tip was once recent, false for ever after.
 * @source Bitcoin Core src/validation.cpp ChainstateManager::IsInitialBlockDownload
 */
export function createInitialDownloadLatch(chainstate: Chainstate, clock: Clock): () => boolean {
  let catchingUp = true;
  return () => {
    if (catchingUp && isRecentTip(chainstate.tip(), clock)) catchingUp = false;
    return catchingUp;
  };
}
