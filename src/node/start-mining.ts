import type { BlockIndexEntry } from '../chain/block-index.ts';
import type { Chainstate } from '../chain/chainstate.ts';
import type { SharedMiner } from '../mining/shared-miner.ts';
import { syncText } from '../p2p/blocks/sync-status.ts';
import { headersText } from '../p2p/headers/headers-progress.ts';
import type { PeerNetwork } from '../p2p/peer-network.ts';
import type { CancelTimer, Clock, Timers } from '../util/clock.ts';
import { DiskFullError } from '../util/disk-full-error.ts';
import type { Log } from '../util/log.ts';
import type { DiskSpace } from './disk-space.ts';
import type { NodeOptions } from './options/node-options.ts';

/**
 * When a node that is to mine begins with it: once it knows the chain of its peers, where it was told of any. A new node
 * would fork a chain of its own otherwise, which nobody wants.
 */
export interface MiningStart {
  /** Starts the miner as soon as it makes sense; fulfilled then, or once the node stops. */
  run(): Promise<void>;
  /** Why nothing is mined yet, in words for the operator. */
  notice(): string | undefined;
  /** Gives up waiting. */
  close(): void;
}

export interface MiningStartParts {
  readonly miner: Pick<SharedMiner, 'start'>;
  readonly peerNetwork: ObservedPeers;
  readonly chainstate: Pick<Chainstate, 'tip' | 'bestHeader'>;
  /** The operator named peers. */
  readonly hasNamedPeers: boolean;
  readonly disk: Pick<DiskSpace, 'noteFull' | 'room'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly timers: Timers;
  readonly log: Log;
}

type ObservedPeers = Pick<PeerNetwork, 'peers' | 'describe'> & {
  readonly protocol: Pick<PeerNetwork['protocol'], 'syncStatus'>;
};

/** Without anything new for so long the node mines on what it has: its peers may be gone for good. Milliseconds. */
const PATIENCE_MS = 30_000;

const LOOK_MS = 100;

/** True where the operator named peers that the node connects to by itself. */
export function hasNamedPeers({
  connect,
  addNode,
  seedNode,
}: Pick<NodeOptions, 'connect' | 'addNode' | 'seedNode'>): boolean {
  return [...connect, ...addNode, ...seedNode].some((name) => name !== '0');
}

export function createMiningStart(parts: MiningStartParts): MiningStart {
  const { miner, disk, peerNetwork, chainstate, clock, timers, log } = parts;
  let isWaiting = false;
  let isClosed = false;
  let cancel: CancelTimer = () => {};
  let settle = () => {};

  async function start(): Promise<void> {
    if (isClosed) return;
    try {
      await miner.start();
    } catch (error) {
      // The key that rewards go to has to be written first.
      if (!(error instanceof DiskFullError)) throw error;
      disk.noteFull(error);
      await disk.room();
      await start();
    }
  }

  function chainOfPeers(): Promise<void> {
    log.info('Mining waits until the chain of the peers is here');
    let seen = '';
    let deadline = 0;
    return new Promise((resolve) => {
      settle = resolve;
      const look = (): void => {
        const now = clock.monotonicMs();
        const progress = progressOf(peerNetwork, chainstate);
        if (progress !== seen) deadline = now + PATIENCE_MS;
        seen = progress;
        const isKnown = knowsChainOfPeers(peerNetwork, chainstate);
        if (!isKnown && now < deadline) {
          cancel = timers.after(LOOK_MS, look);
          return;
        }
        if (!isKnown)
          log.info(`Nothing new came from peers in ${PATIENCE_MS / 1000} s: mining on what is here`);
        resolve();
      };
      look();
    });
  }

  return {
    async run() {
      if (parts.hasNamedPeers && !isClosed) {
        isWaiting = true;
        await chainOfPeers();
        isWaiting = false;
      }
      await start();
    },
    notice: () => (isWaiting ? 'mining waits for the chain of the peers' : undefined),
    close() {
      isClosed = true;
      cancel();
      settle();
    },
  };
}

/** Some peer told what its chain is, and all of it is here. */
function knowsChainOfPeers(
  { peers, describe }: ObservedPeers,
  { tip, bestHeader }: MiningStartParts['chainstate'],
): boolean {
  const answered = peers().filter((peer) => describe(peer).connection.bytesReceivedByType.has('headers'));
  const height = Math.max(...answered.map(({ greeting }) => greeting?.startHeight ?? 0));
  return answered.length > 0 && isComplete(tip(), bestHeader()) && tip().height >= height;
}

function isComplete(tip: BlockIndexEntry, best: BlockIndexEntry): boolean {
  return best.chainwork <= tip.chainwork;
}

function progressOf(
  { peers, protocol }: ObservedPeers,
  { tip, bestHeader }: MiningStartParts['chainstate'],
): string {
  return [protocol.syncStatus().headers.height, bestHeader().height, tip().height, peers().length > 0].join();
}

/** How far the node is behind its peers, in words for the operator; undefined where it is not. */
export function syncNotice({ peers, protocol }: ObservedPeers): string | undefined {
  if (peers().length === 0) return undefined;
  const { headers, blocks } = protocol.syncStatus();
  if (headers.isPresync) return headersText(headers);
  return blocks.isSyncing && blocks.headers > blocks.blocks ? syncText(blocks) : undefined;
}
