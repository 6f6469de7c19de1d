import type { Clock } from '../util/clock.ts';
import type { Chainstate } from './chainstate.ts';

/** A tip older than this is not recent, seconds. @source Bitcoin Core src/kernel/chainstatemanager_opts.h DEFAULT_MAX_TIP_AGE */
const MAX_TIP_AGE = 24 * 60 * 60;

/**
 * Tells whether the node is still catching up: true until the tip was once recent, false for ever after.
 * @source Bitcoin Core src/validation.cpp ChainstateManager::IsInitialBlockDownload
 */
export function createInitialDownloadLatch(chainstate: Chainstate, clock: Clock): () => boolean {
  let catchingUp = true;
  return () => {
    if (catchingUp && chainstate.tip().header.time >= clock.nowSeconds() - MAX_TIP_AGE) catchingUp = false;
    return catchingUp;
  };
}
