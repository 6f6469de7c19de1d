import { setImmediate as breathe } from 'node:timers/promises';
import { createInitialDownloadLatch } from '../chain/initial-download.ts';
import { createChainWarnings } from '../chain/warnings.ts';
import { matchesSubnet } from '../p2p/subnet.ts';
import { NO_BLOCKS_SCANNED } from '../rpc/methods/indexes/scan-blocks.ts';
import { createScanSlot } from '../rpc/scan-slot.ts';
import { buildChain } from './build-chain.ts';
import { buildIndexes } from './build-indexes.ts';
import { buildKnownPeers } from './build-known-peers.ts';
import { buildMempool, mempoolOptionsOf } from './build-mempool.ts';
import { buildMiner } from './build-miner.ts';
import { buildPeerNetwork } from './build-p2p.ts';
import { buildPruning } from './build-pruning.ts';
import { buildScripts } from './build-scripts.ts';
import { buildWallet, networksOfAddress } from './build-wallet.ts';
import { coinCachesOf } from './cache-sizes.ts';
import type { Cleanup } from './cleanup.ts';
import { createKeySource } from './default-key-source.ts';
import type { DiskSpace } from './disk-space.ts';
import { nodeIdentity } from './identity.ts';
import type { Lifecycle } from './lifecycle.ts';
import { createMempoolFile } from './mempool-file.ts';
import { createNamedFiles } from './named-files.ts';
import type { NodeLog } from './node-log.ts';
import { packageVersion } from './package-info.ts';
import type { ServedContext } from './rpc-server.ts';
import type { DaemonHooks, NodeConfiguration } from './running-node.ts';
import type { SystemClock } from './system-clock.ts';
import { createForwardTimers, SYSTEM_TIMERS } from './timers.ts';

const MIB = 2 ** 20;

/** What the parts of a node share. */
export interface Services {
  readonly clock: SystemClock;
  readonly startedAtMs: number;
  readonly log: NodeLog;
  readonly disk: DiskSpace;
  readonly lifecycle: Lifecycle;
  readonly hooks: DaemonHooks;
  readonly cleanup: Cleanup;
}

/** Builds chain, mempool, miner and wallet, each on what came before: all that the RPC methods work with. */
export async function buildContext(
  configuration: NodeConfiguration,
  { clock, startedAtMs, log, disk, lifecycle, hooks, cleanup }: Services,
): Promise<ServedContext> {
  const { network, paths, values: options } = configuration;
  const { onFault } = lifecycle;
  const base = { clock, log, onFault, cleanup };
  const { blockScripts, ...mempoolScripts } = buildScripts({ par: options.par, ...base });
  const { isStopping } = lifecycle;
  const check = { level: options.checkLevel, blocks: options.checkBlocks, isStopping };
  const reserveBytes = options.diskReserve * MIB;
  const chain = await buildChain({
    network,
    paths,
    dbCacheMiB: options.dbCache,
    reserveBytes,
    disk,
    blockScripts,
    check,
    ...base,
  });
  const { chainstate, store } = chain;
  const isInitialBlockDownload = createInitialDownloadLatch({
    chainstate,
    clock,
    log,
    maxTipAge: options.maxTipAge,
  });
  const indexes = buildIndexes({
    options,
    chainstate,
    paths,
    requireRoom: store.requireRoom,
    disk,
    log,
    cleanup,
  });
  const pruning = buildPruning({
    options,
    pruneAfterHeight: network.pruneAfterHeight,
    ...chain,
    paths,
    indexedHeight: indexes.doneHeight,
    isStopping,
    ...base,
  });
  const mempoolOptions = mempoolOptionsOf(configuration, log);
  const timers = createForwardTimers();
  const mempool = buildMempool({
    chainstate,
    store,
    timers,
    options: mempoolOptions,
    ...mempoolScripts,
    disk,
    ...base,
  });
  const keys = createKeySource({ paths, hooks, requireRoom: disk.require, log });
  const hasPeers = (): boolean => peerNetwork.peers().length > 0;
  const mining = buildMiner({
    network,
    options,
    chainstate,
    mempool,
    keys,
    disk,
    clock,
    log,
    hasPeers,
    ...lifecycle,
  });
  cleanup.push(mining.miner.close);
  const knownPeers = buildKnownPeers({ options, paths, disk, timers, ...base });
  const files = createNamedFiles({ folder: paths.networkFolder, reserveBytes });
  const identity = nodeIdentity(options);
  const peerNetwork = buildPeerNetwork({
    network,
    options,
    userAgent: identity.subversion,
    isPruned: pruning !== undefined,
    chainstate,
    mempool,
    isInitialBlockDownload,
    known: knownPeers,
    forwardTimers: timers,
    filterIndex: { current: () => indexes.current('blockfilterindex') },
    ...base,
  });
  cleanup.push(
    knownPeers.bans.events.on('banned', (subnet) =>
      peerNetwork.disconnectWhere((address) => matchesSubnet(subnet, address)),
    ),
  );
  const chainWarnings = createChainWarnings({ chainstate, isInitialBlockDownload, log });
  return {
    chainstate,
    mempool,
    mempoolFile: createMempoolFile({ path: paths.mempoolFile, mempool, files, log }),
    mempoolOptions,
    network,
    files,
    log,
    clock,
    startedAtMs,
    ...mining,
    knownPeers,
    wallet: buildWallet({
      keys,
      chainstate,
      mempool,
      coins: store,
      prefixes: network.addresses,
      dustRelayFeeRate: options.dustRelayFee,
      clock,
      log,
    }),
    networksOfAddress,
    coinsOfScript: store.coinsOfScript,
    dustRelayFeeRate: options.dustRelayFee,
    fallbackFee: network.testChain || network.mineByDefault ? options.fallbackFee : undefined,
    timers: SYSTEM_TIMERS,
    pruning,
    indexes,
    coinScan: createScanSlot(0),
    blockScan: createScanSlot(NO_BLOCKS_SCANNED),
    breathe,
    isStopping: lifecycle.isStopping,
    isInitialBlockDownload,
    warnings: () => [disk.notice(), ...chainWarnings()].filter((text) => text !== undefined),
    chainSizeOnDisk: store.sizeOnDisk,
    coinCaches: coinCachesOf(options.dbCache),
    setMockTime(seconds) {
      clock.setMockTime(seconds);
      peerNetwork.wake();
    },
    forwardTimers: (seconds) => timers.forward(1000 * seconds),
    identity,
    peerNetwork,
    version: packageVersion(),
    logSwitches: log.switches,
    logPath: options.debugLogFile,
    heap: () => {
      const { heapUsed: used, heapTotal: total } = process.memoryUsage();
      return { used, total };
    },
    stopSignal: lifecycle.stopSignal,
    requestStop: lifecycle.stop,
  };
}
