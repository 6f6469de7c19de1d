import { createWarmup } from '../rpc/warmup.ts';
import { StoreError } from '../store/store-error.ts';
import { DiskFullError } from '../util/disk-full-error.ts';
import { expectDefined, InvariantError } from '../util/invariant.ts';
import { lockNetworkFolder } from './build-chain.ts';
import { buildContext, type Services } from './build-context.ts';
import { type Cleanup, createCleanup } from './cleanup.ts';
import { createDataFolders } from './datadir.ts';
import { createDiskSpace, type DiskSpace } from './disk-space.ts';
import { type BlockImport, checkImportFiles, startImport } from './import/start-import.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { overrideNetwork } from './network-overrides.ts';
import { openNodeLog } from './node-log.ts';
import { startNotifying } from './notify-commands.ts';
import { writePidFile } from './pid-file.ts';
import { createRoomCheck } from './room-check.ts';
import { type ServedContext, startRpcServer } from './rpc-server.ts';
import type { DaemonHooks, NodeConfiguration, NodeStatus, RunningNode } from './running-node.ts';
import { createMiningStart, hasNamedPeers, type MiningStart, syncNotice } from './start-mining.ts';
import { startPeers } from './start-peers.ts';
import { createSystemClock } from './system-clock.ts';
import { SYSTEM_TIMERS } from './timers.ts';
import { logProcessWarnings } from './warnings.ts';

const MIB = 2 ** 20;

/** What the node hears of from a handler of RPC; whatever else one throws spoils its own answer alone. */
const ENDING = [InvariantError, StoreError, DiskFullError];

/**
 * Starts a node and resolves once it answers: lock, log, RPC (warming up), chain, miner, RPC (ready), mining.
 * @throws StartError where the operator has something to mend
 */
export async function startDaemon(
  configuration: NodeConfiguration,
  hooks: DaemonHooks,
): Promise<RunningNode> {
  const cleanup = createCleanup();
  try {
    return await start(configuration, hooks, cleanup);
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

async function start(given: NodeConfiguration, hooks: DaemonHooks, cleanup: Cleanup): Promise<RunningNode> {
  const { paths, values: options } = given;
  const { network, remarks } = overrideNetwork(given.network, options);
  const configuration = { ...given, network };
  checkImportFiles(options.loadBlock);
  createDataFolders(paths);
  lockNetworkFolder(paths, cleanup);
  if (options.pid !== undefined) writePidFile(options.pid, cleanup);
  const room = createRoomCheck(paths.networkFolder, options.diskReserve * MIB);
  room.requireToStart();
  const log = openNodeLog(configuration, cleanup);
  for (const remark of remarks) log.info(remark);
  logProcessWarnings(log, cleanup);
  const clock = createSystemClock(options.mockTime);
  const disk = createDiskSpace({ ...room, clock, timers: SYSTEM_TIMERS, log });
  cleanup.push(disk.close);
  log.onNoRoom(disk.look);
  const lifecycle = createLifecycle({ cleanup, disk, log });
  const { onFault } = lifecycle;
  const startedAtMs = clock.monotonicMs();
  const warmup = createWarmup(log);
  let context: ServedContext | undefined;
  const rpc = options.server
    ? await startRpcServer({
        options,
        warmup,
        context: () => expectDefined(context, 'the warm-up ends after the node is built'),
        clock,
        disk,
        stopSignal: lifecycle.stopSignal,
        log,
        onFault: (fault) => {
          if (ENDING.some((kind) => fault instanceof kind)) onFault(fault);
        },
        cleanup,
      })
    : undefined;
  const rpcUrls = rpc?.urls ?? [];
  warmup.enter('Loading block index…');
  const services: Services = { clock, startedAtMs, log, disk, lifecycle, hooks, cleanup };
  context = await buildContext(configuration, services);
  // Closed first of all, so that no handler finds what it uses closed.
  if (rpc) cleanup.push(rpc.close);
  await startPeers(context.peerNetwork, { options, log, cleanup });
  warmup.finish();
  log.info(
    `Ready: ${network.name} at height ${context.chainstate.tip().height}, JSON-RPC on ${rpcUrls.join(', ') || 'no address'}`,
  );
  // After the first answer, which it would delay.
  context.kernelNotice();
  const { chainstate } = context;
  const { isStopping } = lifecycle;
  startNotifying({ options, ...context, log, cleanup });
  stopAtHeight(options.stopAtHeight, chainstate, lifecycle.stop);
  const blockImport = startImport(options.loadBlock, {
    chainstate,
    magic: network.magic,
    clock,
    log,
    disk,
    isStopping,
    cleanup,
  });
  const mining = createMiningStart({
    ...context,
    hasNamedPeers: hasNamedPeers(options),
    disk,
    timers: SYSTEM_TIMERS,
    log,
  });
  cleanup.push(mining.close);
  blockImport.done.then(() => {
    if (options.stopAfterBlockImport) lifecycle.stop();
    // What a file says of the chain comes first: a block on an old tip would be mined for nothing.
    else if (options.mine && !isStopping()) mining.run().catch(onFault);
  }, onFault);
  return runningNode({ context, rpcUrls, lifecycle, blockImport, disk, mining });
}

/** @source Bitcoin Core src/node/kernel_notifications.cpp blockTip */
function stopAtHeight(
  height: number,
  { tip, events }: Pick<ServedContext['chainstate'], 'tip' | 'events'>,
  stop: () => void,
): void {
  if (height === 0) return;
  const stopIfReached = (reached: number) => {
    if (reached >= height) stop();
  };
  events.on('tipChanged', (event) => stopIfReached(event.tip.height));
  stopIfReached(tip().height);
}

function runningNode({
  context,
  rpcUrls,
  lifecycle,
  blockImport,
  disk,
  mining,
}: {
  readonly context: ServedContext;
  readonly rpcUrls: readonly string[];
  readonly lifecycle: Lifecycle;
  readonly blockImport: BlockImport;
  readonly disk: DiskSpace;
  readonly mining: Pick<MiningStart, 'notice'>;
}): RunningNode {
  const { chainstate, miner, kernelNotice, peerNetwork } = context;
  let lastBlockAt: number | undefined;
  chainstate.events.on('tipChanged', () => {
    lastBlockAt = Math.floor(Date.now() / 1000);
  });
  const status = (): NodeStatus => {
    const { hashRate, threads, notice: miningNotice } = miner.status();
    const notice =
      disk.notice() ??
      blockImport.status() ??
      syncNotice(peerNetwork) ??
      mining.notice() ??
      miningNotice ??
      kernelNotice();
    return {
      height: chainstate.tip().height,
      lastBlockAt,
      hashRate: hashRate?.total,
      threads,
      peers: peerNetwork.peers().length,
      ...(notice !== undefined && { notice }),
    };
  };
  return { rpcUrls, status, stop: lifecycle.stop, stopped: lifecycle.stopped };
}
