import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { type Chainstate, createChainstate } from '../chain/chainstate.ts';
import type { ScriptVerifier } from '../chain/ports.ts';
import type { VerifyRequest } from '../chain/verify-chain.ts';
import type { Network } from '../chainparams/network.ts';
import { displayHash } from '../primitives/hash256.ts';
import { type OpenChainStore, openChainStore } from '../store/chain-store.ts';
import { DAMAGE_ADVICE } from '../store/database.ts';
import { lockFolder } from '../store/lock.ts';
import { StoreError } from '../store/store-error.ts';
import type { Clock } from '../util/clock.ts';
import { DiskFullError } from '../util/disk-full-error.ts';
import { InvariantError } from '../util/invariant.ts';
import type { Log } from '../util/log.ts';
import { divideCache } from './cache-sizes.ts';
import type { Cleanup } from './cleanup.ts';
import type { DataPaths } from './datadir.ts';
import type { DiskSpace } from './disk-space.ts';
import { guardStore } from './guarded-store.ts';
import { ROOM_ADVICE, unlessFull } from './room-check.ts';
import { StartError } from './start-error.ts';
import { SYSTEM_TIMERS } from './timers.ts';
import { refuseFutureTip, verifyAtStart } from './verify-at-start.ts';

export interface ChainParts {
  readonly chainstate: Chainstate;
  readonly store: OpenChainStore;
}

interface ChainRequest {
  readonly network: Network;
  readonly paths: DataPaths;
  /** See cache-sizes.ts. */
  readonly dbCacheMiB: number;
  /** Bytes of the disk that stay free. */
  readonly reserveBytes: number;
  readonly disk: DiskSpace;
  readonly blockScripts: ScriptVerifier;
  /** What to verify once the chain is loaded. */
  readonly check: VerifyRequest;
  readonly clock: Clock;
  readonly log: Log;
  readonly onFault: (fault: unknown) => void;
  readonly cleanup: Cleanup;
}

/** Takes the network's folder for this process alone. @throws StartError where it can't, as another process has it */
export function lockNetworkFolder(paths: DataPaths, cleanup: Cleanup): void {
  const lock = mendable(() => lockFolder(join(paths.networkFolder, '.lock')));
  if (!lock) {
    throw new StartError(
      `Cannot obtain a lock on directory ${paths.networkFolder}. nonced is probably already running.`,
    );
  }
  cleanup.push(lock.release);
}

/** Opens the chain's file, goes to its best chain and verifies its end. @throws StartError where the file can't be used */
export async function buildChain(request: ChainRequest): Promise<ChainParts> {
  const { network, paths, blockScripts: scripts, clock, log, onFault, cleanup } = request;
  const { pagesMiB: cacheMiB, ...bytes } = divideCache(request.dbCacheMiB);
  const store = mendable(() => openStore(cacheMiB, request));
  cleanup.push(store.close);
  const { consensus: params, genesis } = network;
  const memory = { ...bytes, salt: randomInt(2 ** 32) };
  const parts = {
    params,
    genesis,
    store,
    scripts,
    clock,
    timers: SYSTEM_TIMERS,
    log,
    memory,
    breathe,
    onFault,
  };
  const explain = (error: unknown): never => {
    throw whyUnusable(error, { ...request, store });
  };
  const chainstate = await createChainstate(parts).catch(explain);
  cleanup.push(() => unlessFull(chainstate.settled, log));
  request.disk.onRoom(() => void chainstate.resume().catch(onFault));
  refuseFutureTip(chainstate, clock.nowSeconds(), paths.chainDatabase);
  await verifyAtStart(chainstate, request.check, paths.chainDatabase).catch(explain);
  return { chainstate, store };
}

function openStore(cacheMiB: number, { paths, reserveBytes, disk, log }: ChainRequest): OpenChainStore {
  const path = paths.chainDatabase;
  return guardStore(openChainStore({ path, cacheMiB, reserveBytes, onNotice: log.warn }), disk);
}

/** Does a step of the start. @throws StartError where the store can't, which is the operator's to mend */
export function mendable<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw asStartError(error) ?? error;
  }
}

/** What the operator is told where the store or the disk keeps the node from starting; undefined for what else fails. */
function asStartError(error: unknown): StartError | undefined {
  if (error instanceof DiskFullError) return new StartError(`${error.message}. ${ROOM_ADVICE}`);
  return error instanceof StoreError ? new StartError(error.message) : undefined;
}

interface UnusableChain extends ChainRequest {
  readonly store: OpenChainStore;
}

/** What the operator is told of a chain that could not be loaded, though SQLite finds its file whole. */
function whyUnusable(error: unknown, { store, network, paths, log }: UnusableChain): unknown {
  if (!(error instanceof InvariantError)) return asStartError(error) ?? error;
  const { name, genesis } = network;
  const path = paths.chainDatabase;
  if (!store.readBlock(genesis.hash)) {
    return new StartError(
      `${path} holds the chain of another network: it does not begin with the genesis block of ${name}, ` +
        `${displayHash(genesis.hash)}. Give the network file that it was made with, or another folder with -datadir=DIR`,
    );
  }
  log.error(`${error.stack}`);
  return new StartError(`database ${path} does not fit together: ${error.message}. ${DAMAGE_ADVICE}`);
}
