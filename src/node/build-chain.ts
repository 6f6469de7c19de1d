import { join } from 'node:path';
import { type Chainstate, createChainstate } from '../chain/chainstate.ts';
import type { Network } from '../chainparams/network.ts';
import { createInlineScriptVerifier } from '../pool/inline-script-verifier.ts';
import { type OpenChainStore, openChainStore } from '../store/chain-store.ts';
import { lockFolder } from '../store/lock.ts';
import { StoreError } from '../store/store-error.ts';
import type { Clock } from '../util/clock.ts';
import type { Log } from '../util/log.ts';
import type { Cleanup } from './cleanup.ts';
import type { DataPaths } from './datadir.ts';
import { StartError } from './start-error.ts';

export interface ChainParts {
  readonly chainstate: Chainstate;
  readonly store: OpenChainStore;
}

interface ChainRequest {
  readonly network: Network;
  readonly paths: DataPaths;
  /** Memory for the pages of the database, MiB. */
  readonly cacheMiB: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly cleanup: Cleanup;
}

/** Takes the network's folder for this process alone. @throws StartError where another process has it */
export function lockNetworkFolder(paths: DataPaths, cleanup: Cleanup): void {
  const lock = lockFolder(join(paths.networkFolder, '.lock'));
  if (!lock) {
    throw new StartError(
      `Cannot obtain a lock on directory ${paths.networkFolder}. nonced is probably already running.`,
    );
  }
  cleanup.push(lock.release);
}

/** Opens the chain's file and goes to its best chain. @throws StartError where the file can't be used */
export async function buildChain({ network, paths, log, ...request }: ChainRequest): Promise<ChainParts> {
  const store = openStore(paths.chainDatabase, request.cacheMiB, log);
  request.cleanup.push(store.close);
  const chainstate = await createChainstate({
    params: network.consensus,
    genesis: network.genesis,
    store,
    scripts: createInlineScriptVerifier(network.consensus.activationHeights),
    clock: request.clock,
    log,
  });
  request.cleanup.push(chainstate.settled);
  return { chainstate, store };
}

function openStore(path: string, cacheMiB: number, log: Log): OpenChainStore {
  try {
    return openChainStore({ path, cacheMiB, onNotice: log.warn });
  } catch (error) {
    if (error instanceof StoreError) throw new StartError(error.message);
    throw error;
  }
}
