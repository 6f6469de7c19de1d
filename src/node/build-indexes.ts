import { join } from 'node:path';
import type { Chainstate } from '../chain/chainstate.ts';
import { createIndexFollower, NO_INDEXES } from '../index/follower.ts';
import type { Indexes } from '../index/indexes.ts';
import { INDEX_NAMES, type IndexName } from '../index/ports.ts';
import type { IndexTask, IndexWorkerData } from '../index/protocol.ts';
import type { SyncState } from '../index/sync.ts';
import { createWorkerThread, workerEntry } from '../pool/worker-thread.ts';
import { openIndexReader } from '../store/index-reader.ts';
import { toHex } from '../util/bytes.ts';
import type { Log } from '../util/log.ts';
import type { Cleanup } from './cleanup.ts';
import type { DataPaths } from './datadir.ts';
import type { DiskSpace } from './disk-space.ts';
import { roomyIndexThread } from './roomy-index-thread.ts';
import { StartError } from './start-error.ts';

/**
 * What they answer leads to blocks, or to what a block says of others: they are worth nothing without all of them.
 * @source Bitcoin Core src/init.cpp AppInitParameterInteraction
 */
const NEEDING_ALL_BLOCKS: readonly IndexName[] = ['txindex', 'addressindex', 'txospenderindex'];

/** Memory for the pages of index.sqlite, MiB. */
const CACHE_MIB = 16;

interface IndexesRequest {
  readonly options: IndexOptionValues & { readonly prune: number };
  readonly chainstate: Chainstate;
  readonly paths: DataPaths;
  /** @throws DiskFullError where nothing may be written now */
  readonly requireRoom: () => void;
  readonly disk: Pick<DiskSpace, 'onRoom'>;
  readonly log: Log;
  readonly cleanup: Cleanup;
}

interface IndexOptionValues {
  readonly txIndex: boolean;
  readonly addressIndex: boolean;
  readonly txoSpenderIndex: boolean;
  readonly blockFilterIndex: boolean;
  readonly coinStatsIndex: boolean;
}

/** @throws StartError where blocks would be pruned that an index has to have */
export function buildIndexes({
  options,
  chainstate,
  paths,
  log,
  cleanup,
  ...space
}: IndexesRequest): Indexes {
  const kept: Readonly<Record<IndexName, boolean>> = {
    txindex: options.txIndex,
    addressindex: options.addressIndex,
    txospenderindex: options.txoSpenderIndex,
    blockfilterindex: options.blockFilterIndex,
    coinstatsindex: options.coinStatsIndex,
  };
  const names = INDEX_NAMES.filter((name) => kept[name]);
  const unfit = names.find((name) => NEEDING_ALL_BLOCKS.includes(name));
  if (options.prune !== 0 && unfit) throw new StartError(`Prune mode is incompatible with -${unfit}.`);
  if (names.length === 0) return NO_INDEXES;
  const indexPath = join(paths.indexes, 'index.sqlite');
  const { initialSubsidy, subsidyHalvingInterval, bip30Exceptions } = chainstate.params;
  const data: IndexWorkerData = {
    chainPath: paths.chainDatabase,
    indexPath,
    cacheMiB: CACHE_MIB,
    names,
    rules: {
      initialSubsidy,
      subsidyHalvingInterval,
      overwritten: bip30Exceptions.map(({ overwritten }) => toHex(overwritten)),
    },
  };
  const thread = createWorkerThread<IndexTask, SyncState | undefined>({
    name: 'index thread',
    worker: workerEntry('index-worker'),
    taskName: 'runIndexTask',
    data,
    maxTasks: 1,
    log,
    onRecovered: () => follower.wake(),
  });
  const roomyThread = roomyIndexThread(thread, space.requireRoom);
  const follower = createIndexFollower({
    names,
    thread: roomyThread,
    openReader: () => openIndexReader(indexPath),
    log,
  });
  space.disk.onRoom(follower.wake);
  const unsubscribe = chainstate.events.on('tipChanged', follower.wake);
  cleanup.push(async () => {
    unsubscribe();
    await follower.close();
  });
  follower.wake();
  return follower;
}
