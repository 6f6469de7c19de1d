import { type BlockIndexEntry, findFork, getAncestor, wasReceived } from '../../chain/block-index.ts';
import type { Chainstate } from '../../chain/chainstate.ts';
import { isActive as isDeploymentActive } from '../../consensus/deployments.ts';
import { expectDefined } from '../../util/invariant.ts';
import type { Peer } from '../peer.ts';
import type { PeerChain } from '../peer-chains.ts';
import { canServeWitnesses, isLimitedPeer } from '../services.ts';
import type { InFlight } from './in-flight.ts';

/** @source Bitcoin Core src/net_processing.cpp */
const BLOCK_DOWNLOAD_WINDOW = 1024;

/** How many blocks below its tip a peer of NODE_NETWORK_LIMITED serves for sure; two less, as it may move on meanwhile. */
const LIMITED_PEER_BLOCKS = 288 - 2;

/** An ancestor costs as much to find as so many steps down. */
const STEP = 128;

export interface NextBlocks {
  /** What to ask of the peer, upwards. */
  readonly blocks: readonly BlockIndexEntry[];
  /** The peer without whose block the window can't move on, where that alone keeps this one from being asked. */
  readonly staller?: Peer | undefined;
}

export interface NextBlocksRequest {
  readonly peer: Peer;
  /** `bestKnownBlock` is up to date; `lastCommonBlock` is moved on. */
  readonly chain: PeerChain;
  /** How many blocks at most. */
  readonly count: number;
}

const NOTHING: NextBlocks = { blocks: [] };

/**
 * The next blocks of the peer's chain that nobody was asked for. They are no farther than a window above the last block
 * that we share, so that blocks come about in their order.
 * @source Bitcoin Core src/net_processing.cpp FindNextBlocksToDownload, FindNextBlocks
 */
export function findNextBlocks(
  { peer, chain, count }: NextBlocksRequest,
  { chainstate, inFlight }: { readonly chainstate: Chainstate; readonly inFlight: InFlight },
): NextBlocks {
  const best = chain.bestKnownBlock;
  const tip = chainstate.tip();
  const { minimumChainWork, activationHeights } = chainstate.params;
  if (count <= 0 || !best || best.chainwork < tip.chainwork || best.chainwork < minimumChainWork)
    return NOTHING;
  chain.lastCommonBlock = lastCommon(chain.lastCommonBlock, best, tip);
  const windowEnd = chain.lastCommonBlock.height + BLOCK_DOWNLOAD_WINDOW;
  const blocks: BlockIndexEntry[] = [];
  let waitingFor: Peer | undefined;
  let isMoving = false;
  // One above the window, to see whether that is all that keeps this peer from being asked.
  for (const entry of upwards(chain.lastCommonBlock, best, windowEnd + 1)) {
    if (entry.failure !== 'none') break;
    if (!canServeWitnesses(peer) && isDeploymentActive('segwit', entry.height, activationHeights)) break;
    if (wasReceived(entry) || chainstate.isActive(entry)) continue;
    if (inFlight.hasArrived(entry.hash)) {
      isMoving = true;
      continue;
    }
    const [asked] = inFlight.of(entry.hash);
    if (asked) {
      waitingFor ??= asked.peer;
      continue;
    }
    if (entry.height > windowEnd) {
      const isStalled = blocks.length === 0 && waitingFor !== peer && !isMoving;
      return isStalled ? { blocks, staller: waitingFor } : { blocks };
    }
    if (isLimitedPeer(peer) && best.height - entry.height >= LIMITED_PEER_BLOCKS) continue;
    blocks.push(entry);
    if (blocks.length === count) break;
  }
  return { blocks };
}

/** Where the search begins: the fork of both chains, or the last block above it up to which everything is here. */
function lastCommon(
  before: BlockIndexEntry | undefined,
  best: BlockIndexEntry,
  tip: BlockIndexEntry,
): BlockIndexEntry {
  const fork = expectDefined(findFork(best, tip), 'all chains share the genesis block');
  const isBetter =
    before && before.chainwork >= fork.chainwork && getAncestor(best, before.height) === before;
  let last = isBetter ? before : fork;
  // The chain may be about to connect these: it is not looked at before that is durable.
  for (const entry of upwards(last, best, best.height)) {
    if (entry.chainTxCount === 0 || entry.failure !== 'none') break;
    last = entry;
  }
  return last;
}

/** The blocks above `start` that lead to `end`, no higher than `maxHeight`. */
function* upwards(
  start: BlockIndexEntry,
  end: BlockIndexEntry,
  maxHeight: number,
): Generator<BlockIndexEntry> {
  const last = Math.min(end.height, maxHeight);
  for (let height = start.height; height < last; ) {
    const top = Math.min(height + STEP, last);
    const line: BlockIndexEntry[] = [];
    for (let walk = getAncestor(end, top); walk && walk.height > height; walk = walk.parent) line.push(walk);
    yield* line.reverse();
    height = top;
  }
}
