import { NO_INDEXES } from '../../src/index/follower.ts';
import { generateBlocks } from '../../src/mining/generate.ts';
import { type GenerateBlockRequest, generateBlock } from '../../src/mining/generate-block.ts';
import { createPacedMiner } from '../../src/mining/paced-miner.ts';
import { bindParams } from '../../src/rpc/bind-params.ts';
import { RpcError } from '../../src/rpc/errors.ts';
import { encodeJson } from '../../src/rpc/json.ts';
import { BLOCKCHAIN_METHODS } from '../../src/rpc/methods/blockchain/methods.ts';
import { NO_BLOCKS_SCANNED } from '../../src/rpc/methods/indexes/scan-blocks.ts';
import { MINING_METHODS } from '../../src/rpc/methods/mining/methods.ts';
import { setMockTime } from '../../src/rpc/methods/node/mock-time.ts';
import { createRegistry } from '../../src/rpc/registry.ts';
import { createScanSlot } from '../../src/rpc/scan-slot.ts';
import { SILENT_LOG } from '../../src/util/log.ts';
import { generateDependencies, testTemplates } from './mining.ts';
import { TEST_CALL } from './process-context.ts';
import { REGTEST } from './regtest.ts';
import { openTestChain, type TestChain } from './test-chain.ts';
import { createManualTimers } from './test-mempool.ts';

/** The methods about chain and mining on a regtest chain in a temporary folder, without a server around them. */
export interface RpcOnChain extends TestChain {
  /** Tells the methods that the node is about to end. */
  stop(): void;
  /** The result as a client reads it. */
  call(method: string, ...params: readonly unknown[]): Promise<unknown>;
  /** The error's code and text as `code message`, or what was answered instead. */
  refusal(method: string, ...params: readonly unknown[]): Promise<unknown>;
}

/** A key that nobody has. */
export const TEST_ADDRESS = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';

/** @param network - regtest, or what a test makes of it */
export async function createRpcOnChain({ network = REGTEST } = {}): Promise<RpcOnChain> {
  const stopping = new AbortController();
  const chain = await openTestChain();
  const deps = generateDependencies(chain);
  const generate = (request: Parameters<typeof generateBlocks>[0]) => generateBlocks(request, deps);
  const miner = createPacedMiner({
    timers: createManualTimers(),
    log: SILENT_LOG,
    generate,
    intervalMs: 1,
    rewardScript: async () => Uint8Array.of(0x51),
    onFault: () => {},
  });
  const templates = testTemplates(chain);
  const registry = createRegistry([...BLOCKCHAIN_METHODS, ...MINING_METHODS, setMockTime], () => ({
    chainstate: chain.chainstate,
    network,
    clock: chain.clock,
    miner,
    rewardScript: async () => Uint8Array.of(0x51),
    templates,
    mempool: { count: () => 0, get: () => undefined },
    generate,
    generateBlock: (request: GenerateBlockRequest) => generateBlock(request, deps),
    isInitialBlockDownload: () => false,
    kernelNotice: () => undefined,
    warnings: () => [],
    chainSizeOnDisk: chain.store.sizeOnDisk,
    coinCaches: { pages: 1000, coins: 2000 },
    pruning: undefined,
    indexes: NO_INDEXES,
    coinScan: createScanSlot(0),
    blockScan: createScanSlot(NO_BLOCKS_SCANNED),
    breathe: async () => {},
    isStopping: () => false,
    stopSignal: stopping.signal,
    setMockTime: chain.clock.setMockTime,
  }));

  async function call(name: string, ...params: readonly unknown[]): Promise<unknown> {
    const method = registry.find(name);
    if (!method) throw new Error(`no method ${name}`);
    const caller = { ...TEST_CALL, methods: registry };
    const result = await registry.run(method, bindParams(method, params), caller);
    return JSON.parse(encodeJson(result).toString('utf8'));
  }

  return {
    ...chain,
    stop: () => stopping.abort(),
    call,
    refusal: (name, ...params) =>
      call(name, ...params).catch((error: unknown) => {
        if (error instanceof RpcError) return `${error.code} ${error.message}`;
        throw error;
      }),
  };
}
