import { type BlockIndexEntry, wasReceived } from '../../chain/block-index.ts';
import type { Chainstate } from '../../chain/chainstate.ts';
import { getBlockProofEquivalentTime } from '../../consensus/chainwork.ts';

/** Which blocks a stranger may ask for. */

/** Seconds by which a block off the best chain may be older. @source Bitcoin Core src/net_processing.cpp STALE_RELAY_AGE_LIMIT */
const STALE_RELAY_AGE_LIMIT = 30 * 24 * 60 * 60;

/**
 * True where a stranger may learn that we have the block, or its header. Off the best chain that are young ones alone which
 * were in it once: who could ask for any could tell this node from others.
 * @source Bitcoin Core src/net_processing.cpp PeerManagerImpl::BlockRequestAllowed
 */
export function isRequestAllowed(entry: BlockIndexEntry, chainstate: Chainstate): boolean {
  if (chainstate.isActive(entry)) return true;
  if (entry.failure !== 'none') return false;
  const best = chainstate.bestHeader();
  const age = best.header.time - entry.header.time;
  const workAge = getBlockProofEquivalentTime(
    best.chainwork - entry.chainwork,
    best.header.bits,
    chainstate.params.retarget,
  );
  if (age >= STALE_RELAY_AGE_LIMIT || workAge >= BigInt(STALE_RELAY_AGE_LIMIT)) return false;
  return chainstate.readUndo(entry) !== undefined;
}

/** True where everything is here to connect the block, and it was not tried yet, or is being tried. */
export function isBeingJudged(entry: BlockIndexEntry, chainstate: Chainstate): boolean {
  return entry.chainTxCount > 0 && wasReceived(entry) && !chainstate.isActive(entry);
}
