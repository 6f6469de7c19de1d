import { setImmediate as breathe } from 'node:timers/promises';
import type { Chainstate } from '../chain/chainstate.ts';
import { MIN_BLOCKS_TO_KEEP } from '../chain/prune.ts';
import type { Pruning } from '../rpc/methods/blockchain/context.ts';
import type { OpenChainStore } from '../store/chain-store.ts';
import { DiskFullError } from '../util/disk-full-error.ts';
import type { Log } from '../util/log.ts';
import type { Cleanup } from './cleanup.ts';
import type { DataPaths } from './datadir.ts';
import type { NodeOptions } from './options/node-options.ts';
import { StartError } from './start-error.ts';

/** How the node prunes: by itself as its target asks, and on demand; and how the file shrinks then. */

const MIB = 2 ** 20;

/**
 * Blocks that must be kept, as blocks of 1 MB, their undo data and some of branches, fit into it.
 * @source Bitcoin Core src/validation.h MIN_DISK_SPACE_FOR_BLOCK_FILES
 */
const MIN_TARGET_MIB = 550;

/** `-prune=1` is no target. */
const ON_DEMAND = 1;

/** With -fastprune. @source Bitcoin Core src/kernel/chainparams.cpp CRegTestParams */
const FAST_PRUNE_AFTER_HEIGHT = 100;

/** The part of the target that is freed beyond it, so that not every block that comes calls for pruning: 17 MiB of 550. */
const HEADROOM = 1 / 32;

export interface PruningRequest {
  readonly options: Pick<NodeOptions, 'prune' | 'fastPrune'>;
  /** See Network.pruneAfterHeight. */
  readonly pruneAfterHeight: number;
  readonly chainstate: Chainstate;
  readonly store: Pick<OpenChainStore, 'blockBytes' | 'releaseSpace'>;
  readonly paths: Pick<DataPaths, 'chainDatabase'>;
  /** Up to there the indexes have all blocks; see Indexes.doneHeight(). */
  readonly indexedHeight: () => number;
  readonly log: Log;
  readonly isStopping: () => boolean;
  readonly onFault: (fault: unknown) => void;
  readonly cleanup: Cleanup;
}

/**
 * Begins to prune as -prune says; undefined where it says not to.
 * @throws StartError where the value is none, or blocks were pruned that the node shall have
 * @source Bitcoin Core src/node/blockmanager_args.cpp ApplyArgsManOptions; src/node/chainstate.cpp CompleteChainstateInitialization
 */
export function buildPruning(request: PruningRequest): Pruning | undefined {
  const { options, chainstate, paths, log } = request;
  const targetBytes = targetOf(options.prune);
  if (options.prune !== 0) return startPruning(request, targetBytes);
  const pruned = chainstate.prunedHeight();
  if (pruned === 0) return undefined;
  log.error(`Blocks up to height ${pruned} are pruned`);
  throw new StartError(
    'You need to rebuild the database to go back to unpruned mode.  This will redownload the entire blockchain: ' +
      `remove ${paths.chainDatabase}, or start with -prune=${ON_DEMAND} to go on without the blocks up to height ${pruned}`,
  );
}

/** Bytes that blocks and undo data may take; undefined for any number. @throws StartError in Core's words */
function targetOf(prune: number): number | undefined {
  if (prune < 0) throw new StartError('Prune cannot be configured with a negative value.');
  if (prune === 0 || prune === ON_DEMAND) return undefined;
  if (prune >= MIN_TARGET_MIB) return prune * MIB;
  throw new StartError(
    `Prune configured below the minimum of ${MIN_TARGET_MIB} MiB.  Please use a higher number.`,
  );
}

/** @param targetBytes - what blocks and undo data may take; undefined: prune on demand alone */
export function startPruning(request: PruningRequest, targetBytes: number | undefined): Pruning {
  const { options, chainstate, store, log, isStopping, onFault, cleanup } = request;
  const afterHeight = options.fastPrune ? FAST_PRUNE_AFTER_HEIGHT : request.pruneAfterHeight;
  let shrinking = Promise.resolve();
  let isPruning = false;

  /** Gives up where there is no room for it: the next time goes on. */
  const shrink = async (): Promise<void> => {
    try {
      while (!isStopping() && store.releaseSpace()) await breathe();
    } catch (error) {
      if (!(error instanceof DiskFullError)) throw error;
      onFault(error);
    }
  };

  /** Prunes, then lets the file shrink while the chain goes on. */
  async function prune(limits: { readonly height: number; readonly downToBytes?: number }): Promise<number> {
    const before = chainstate.prunedHeight();
    // An index may have to go back as far as the chain.
    const height = Math.min(limits.height, request.indexedHeight() - MIN_BLOCKS_TO_KEEP);
    const after = await chainstate.prune({ ...limits, height, isStopping });
    if (after > before) {
      log.info(`Pruned blocks ${before + 1} to ${after}`);
      shrinking = shrinking.then(shrink);
      shrinking.catch(onFault);
    }
    return after;
  }

  async function pruneToTarget(target: number): Promise<void> {
    const height = chainstate.tip().height;
    if (isPruning || height <= afterHeight || store.blockBytes() <= target) return;
    isPruning = true;
    try {
      await prune({ height, downToBytes: target * (1 - HEADROOM) });
    } finally {
      isPruning = false;
    }
  }

  if (targetBytes === undefined) {
    log.info(
      'Block pruning enabled. Use RPC call pruneblockchain(height) to manually prune block and undo data.',
    );
  } else {
    log.info(`Prune configured to target ${targetBytes / MIB} MiB on disk for block and undo data.`);
    const act = () => void pruneToTarget(targetBytes).catch(onFault);
    cleanup.push(chainstate.events.on('tipChanged', act));
    act();
  }
  cleanup.push(() => shrinking);
  return { targetBytes, afterHeight, pruneTo: (height) => prune({ height }) };
}
