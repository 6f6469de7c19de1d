/**
 * The entry of the index thread: reads the chain's file, writes index.sqlite. It is sent one task after the other, each
 * for a part of a second, so that the node can end it at any time; what a crash interrupts is done again.
 */

import { workerData } from 'node:worker_threads';
import { createChainReader } from '../src/index/chain-blocks.ts';
import type { ChainReader, IndexStore } from '../src/index/ports.ts';
import type { IndexTask, IndexWorkerData } from '../src/index/protocol.ts';
import { type SyncState, syncIndexes } from '../src/index/sync.ts';
import { tellLoaded } from '../src/pool/thread-start.ts';
import { openChainReader } from '../src/store/chain-reader.ts';
import { openIndexStore } from '../src/store/index-store.ts';

interface Open {
  readonly chain: ChainReader;
  readonly store: IndexStore;
}

const { chainPath, indexPath, cacheMiB, names, rules } = workerData as IndexWorkerData;

let open: Open | undefined;

/** Goes on with the indexes until they are at the end of the chain, or the time is up; or closes the files. */
export function runIndexTask({ kind, milliseconds }: IndexTask): SyncState | undefined {
  if (kind === 'close') {
    open?.chain.close();
    open?.store.close();
    open = undefined;
    return undefined;
  }
  open ??= openFiles();
  const end = performance.now() + milliseconds;
  return syncIndexes({ ...open, names, rules, isTimeUp: () => performance.now() > end });
}

function openFiles(): Open {
  return {
    chain: createChainReader(openChainReader(chainPath)),
    store: openIndexStore({ path: indexPath, cacheMiB, onNotice: () => {} }),
  };
}

tellLoaded();
