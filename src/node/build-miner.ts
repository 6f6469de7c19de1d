import { randomInt } from 'node:crypto';
import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';
import type { Chainstate } from '../chain/chainstate.ts';
import type { Network } from '../chainparams/network.ts';
import { KERNEL_NAMES, type Kernel, type KernelName, MAX_VERSIONS } from '../kernel/kernel.ts';
import { winnerOf } from '../kernel/race.ts';
import { loadKernel, selectKernel } from '../kernel/select.ts';
import type { MempoolView } from '../mempool/view.ts';
import { type GenerateDependencies, type GenerateRequest, generateBlocks } from '../mining/generate.ts';
import { type GenerateBlockRequest, generateBlock } from '../mining/generate-block.ts';
import { createPacedMiner } from '../mining/paced-miner.ts';
import { createPoolMiner } from '../mining/pool-miner.ts';
import type { InlineScan } from '../mining/ports.ts';
import { type SharedMiner, shareMiner } from '../mining/shared-miner.ts';
import { whyUnmineable } from '../mining/signet-mining.ts';
import {
  createTemplateSource,
  type TemplateSource,
  type TemplateSourceDependencies,
} from '../mining/template-source.ts';
import { rollableBits } from '../mining/version-rolling.ts';
import { createHashPool } from '../pool/hash-pool.ts';
import { createInlineScan } from '../pool/inline-scan.ts';
import { raceOnThread } from '../pool/kernel-race.ts';
import { decodeAddress } from '../script/address.ts';
import type { Clock } from '../util/clock.ts';
import type { Log } from '../util/log.ts';
import { describeRejection } from '../util/verdict.ts';
import type { KeySource } from '../wallet/wallet.ts';
import type { DiskSpace } from './disk-space.ts';
import { reportKernels } from './kernel-report.ts';
import type { NodeOptions } from './options/node-options.ts';
import { StartError } from './start-error.ts';
import { SYSTEM_TIMERS } from './timers.ts';

export interface MinerParts {
  readonly miner: SharedMiner;
  /** Whom the rewards of this node's blocks go to. */
  readonly rewardScript: () => Promise<Uint8Array>;
  readonly templates: TemplateSource;
  readonly generate: (request: GenerateRequest) => ReturnType<typeof generateBlocks>;
  readonly generateBlock: (request: GenerateBlockRequest) => ReturnType<typeof generateBlock>;
  /** What is wrong with the hash kernels, if anything is; the log hears more of it when it is first asked. */
  readonly kernelNotice: () => string | undefined;
}

interface MinerRequest {
  readonly network: Network;
  readonly options: NodeOptions;
  readonly chainstate: Chainstate;
  readonly mempool: MempoolView;
  readonly keys: KeySource;
  readonly clock: Clock;
  readonly log: Log;
  readonly disk: Pick<DiskSpace, 'notice'>;
  readonly onFault: (fault: unknown) => void;
  readonly hasPeers: () => boolean;
  readonly isStopping: () => boolean;
}

/** Extra nonces begin anywhere below this: far more than one start uses up, far below what a number holds. */
const FIRST_EXTRA_NONCE_LIMIT = 2 ** 40;

/**
 * The miner, not started.
 * @throws StartError where -mineraddress is no address of the network, -mine asks for blocks that others must sign, or
 *   a block has no room for what is reserved in it
 */
export function buildMiner(request: MinerRequest): MinerParts {
  const { network, options, chainstate, mempool, clock, log, onFault } = request;
  const unmineable = whyUnmineable(network.consensus);
  if (options.mine && unmineable !== undefined) {
    throw new StartError(`-mine can't be used on ${network.name}: ${unmineable}`);
  }
  const templates = createTemplateSource({
    chainstate,
    clock,
    candidates: mempool.feed,
    revision: mempool.revision,
    limits: blockLimits(options),
    blockVersion: options.blockVersion,
  });
  const rewardScript = rewardScriptOf(request);
  const kernel = lazily(() => loadChosenKernel(options.kernel));
  const poolKernel = lazily(() => chooseForPool(options, log));
  const scan: InlineScan = (unit) => createInlineScan(kernel())(unit);
  const { hasPeers, isStopping } = request;
  const deps: GenerateDependencies = {
    chainstate,
    templates,
    scan,
    breathe,
    sleep,
    clock,
    hasPeers,
    isStopping,
  };
  const generate = (wanted: GenerateRequest) => generateBlocks(wanted, deps);
  const parts = {
    rewardScript,
    templates,
    generate,
    generateBlock: (wanted: GenerateBlockRequest) => generateBlock(wanted, deps),
    kernelNotice: lazily(() => reportKernels(log)),
  };
  const common = { log, rewardScript, onFault, timers: SYSTEM_TIMERS };
  if (network.testChain) {
    const miner = createPacedMiner({ ...common, generate, intervalMs: 1000 * options.blockInterval });
    return { miner: shareMiner(miner), ...parts };
  }
  const miner = createPoolMiner({
    ...common,
    chainstate,
    templates,
    clock,
    obstacle: () => (request.disk.notice() === undefined ? undefined : 'the disk is full'),
    threads: options.threads,
    versionMask: options.versionRolling ? rollableBits(network.consensus) : 0,
    firstExtraNonce: randomInt(FIRST_EXTRA_NONCE_LIMIT),
    createPool: async (threads) =>
      createHashPool({ kernel: await poolKernel(), threads, log, priority: options.miningPriority }),
  });
  return { miner: shareMiner(miner), ...parts };
}

/** @throws StartError @source Bitcoin Core src/node/mining_args.cpp CheckMiningOptions */
function blockLimits(options: NodeOptions): Required<TemplateSourceDependencies['limits']> {
  const { blockMinTxFee, blockMaxWeight, blockReservedWeight } = options;
  if (blockReservedWeight > blockMaxWeight) {
    throw new StartError(
      `-blockreservedweight (${blockReservedWeight}) exceeds -blockmaxweight (${blockMaxWeight})`,
    );
  }
  return { minFeeRate: blockMinTxFee, maxWeight: blockMaxWeight, reservedWeight: blockReservedWeight };
}

/** For searches on the main thread, which are too short to be worth a race. @throws StartError */
function loadChosenKernel(wanted: NodeOptions['kernel']): Kernel {
  if (wanted === 'auto') return selectKernel().kernel;
  const loaded = loadKernel(wanted);
  if (!loaded.ok) {
    const usable = KERNEL_NAMES.filter((name) => loadKernel(name).ok).join(', ');
    throw new StartError(
      `-kernel=${wanted} does not run here: ${describeRejection(loaded)}. These do: ${usable}`,
    );
  }
  return loaded.value;
}

/** For the threads: the winner of a race, unless the operator chose. @throws StartError */
async function chooseForPool(options: NodeOptions, log: Log): Promise<KernelName> {
  if (options.kernel !== 'auto') return loadChosenKernel(options.kernel).name;
  const { name, reason } = winnerOf(
    await raceOnThread({ maxVersions: options.versionRolling ? MAX_VERSIONS : 1, log }),
  );
  log.info(`Hash kernel: ${reason}`);
  return name;
}

/** Whom rewards go to: -mineraddress, or else the default key, made when it is first asked for. */
function rewardScriptOf({ network, options, keys }: MinerRequest): () => Promise<Uint8Array> {
  if (options.minerAddress === undefined) return async () => (await keys.make()).scriptPubKey;
  const decoded = decodeAddress(options.minerAddress, network.addresses);
  if (!decoded.ok) {
    throw new StartError(
      `-mineraddress=${options.minerAddress} is no address of ${network.name}: ${decoded.error}`,
    );
  }
  return async () => decoded.value;
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
