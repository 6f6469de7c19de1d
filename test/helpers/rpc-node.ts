import { dirname, join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import type { Chainstate } from '../../src/chain/chainstate.ts';
import { createChainWarnings } from '../../src/chain/warnings.ts';
import { findScriptFailure } from '../../src/consensus/check-scripts.ts';
import { NO_INDEXES } from '../../src/index/follower.ts';
import type { Indexes } from '../../src/index/indexes.ts';
import { createMempool, type Mempool } from '../../src/mempool/mempool.ts';
import { DEFAULT_MEMPOOL_OPTIONS, type MempoolOptions } from '../../src/mempool/options.ts';
import { generateBlocks } from '../../src/mining/generate.ts';
import { generateBlock } from '../../src/mining/generate-block.ts';
import { shareMiner } from '../../src/mining/shared-miner.ts';
import { createTemplateSource } from '../../src/mining/template-source.ts';
import { createMempoolFile } from '../../src/node/mempool-file.ts';
import { createNamedFiles } from '../../src/node/named-files.ts';
import { SYSTEM_TIMERS } from '../../src/node/timers.ts';
import { serializeTransaction, type Transaction } from '../../src/primitives/tx.ts';
import { bindParams } from '../../src/rpc/bind-params.ts';
import { RpcError } from '../../src/rpc/errors.ts';
import { encodeJson } from '../../src/rpc/json.ts';
import { type NodeContext, RPC_METHODS } from '../../src/rpc/methods/all.ts';
import type { Pruning } from '../../src/rpc/methods/blockchain/context.ts';
import { NO_BLOCKS_SCANNED } from '../../src/rpc/methods/indexes/scan-blocks.ts';
import { createRegistry, type RpcMethod, type RpcRegistry } from '../../src/rpc/registry.ts';
import { createScanSlot } from '../../src/rpc/scan-slot.ts';
import { encodeAddress } from '../../src/script/address.ts';
import { toHex } from '../../src/util/bytes.ts';
import type { Timers } from '../../src/util/clock.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { type Log, SILENT_LOG } from '../../src/util/log.ts';
import { expectDocumentedResult } from './check-result.ts';
import { generateDependencies } from './mining.ts';
import { openTestKnownPeers } from './p2p/test-known-peers.ts';
import { testPeerNetwork } from './p2p/test-network.ts';
import { TEST_CALL, TEST_PROCESS } from './process-context.ts';
import { REGTEST } from './regtest.ts';
import { OPEN_LOCK, outputAt, type Spendable } from './spending.ts';
import { openTestChain, type TestChain, type TestChainOptions } from './test-chain.ts';
import { createDummyMiner } from './tutorial.ts';

/** All RPC methods on a real chain, store and mempool of regtest, without HTTP. */
export interface RpcNode extends TestChain {
  readonly registry: RpcRegistry;
  /** What the methods work with. */
  readonly context: NodeContext;
  readonly mempool: Mempool;
  /** What a client reads as the answer; it fits the schema of the method. @throws RpcError */
  call<T = unknown>(name: string, ...params: readonly unknown[]): Promise<T>;
  /** The error that a client gets, as `code text`. */
  refusal(name: string, ...params: readonly unknown[]): Promise<string>;
  /** Mines so many blocks and as many more as make what they pay spendable. */
  matureCoins(count: number): Promise<readonly Spendable[]>;
}

export interface RpcNodeOptions {
  readonly mempool?: Partial<MempoolOptions>;
  readonly timers?: Timers;
  readonly isStopping?: () => boolean;
  readonly breathe?: () => Promise<void>;
  readonly log?: Log;
  /** Bytes that stay free on the disk of files that clients name. */
  readonly reserveBytes?: number;
  readonly indexes?: (chain: TestChain) => Indexes;
  readonly pruning?: (chainstate: Chainstate) => Pruning;
  /** What the chain is made of, where it is not as usual. */
  readonly chain?: TestChainOptions;
}

/** The address of OPEN_LOCK, which anyone can spend. */
export const OPEN_ADDRESS = expectDefined(encodeAddress(OPEN_LOCK.scriptPubKey, REGTEST.addresses), 'P2WSH');

export async function openRpcNode(options: RpcNodeOptions = {}): Promise<RpcNode> {
  const chain = await openTestChain(options.chain);
  const mempoolOptions = { ...DEFAULT_MEMPOOL_OPTIONS, ...options.mempool };
  const { chainstate, store, clock } = chain;
  const log = options.log ?? SILENT_LOG;
  const mempool = createMempool({
    chainstate,
    store,
    clock,
    timers: options.timers ?? SYSTEM_TIMERS,
    log,
    findScriptFailure,
    options: mempoolOptions,
    onFault: (fault) => {
      throw fault;
    },
  });
  onTestFinished(() => mempool.close());
  await mempool.load(breathe);
  const limits = { minFeeRate: 1, maxWeight: 4_000_000 };
  const templates = createTemplateSource({
    chainstate,
    clock,
    candidates: mempool.feed,
    revision: mempool.revision,
    limits,
  });
  const deps = generateDependencies(chain, { templates });
  const knownPeers = openTestKnownPeers(clock);
  const folder = dirname(chain.path);
  const files = createNamedFiles({ folder, reserveBytes: options.reserveBytes ?? 0 });
  const context: NodeContext = {
    chainstate,
    mempool,
    mempoolFile: createMempoolFile({ path: join(folder, 'mempool.dat'), mempool, files, log }),
    mempoolOptions,
    network: REGTEST,
    files,
    log,
    clock,
    startedAtMs: 0,
    miner: shareMiner(createDummyMiner().miner),
    rewardScript: async () => Uint8Array.of(0x51),
    templates,
    generate: (request) => generateBlocks(request, deps),
    generateBlock: (request) => generateBlock(request, deps),
    isInitialBlockDownload: () => false,
    kernelNotice: () => undefined,
    peerNetwork: testPeerNetwork({ chainstate, mempool, clock, known: knownPeers }),
    warnings: createChainWarnings({ chainstate, isInitialBlockDownload: () => false, log: SILENT_LOG }),
    chainSizeOnDisk: store.sizeOnDisk,
    coinCaches: { pages: 1000, coins: 2000 },
    pruning: options.pruning?.(chainstate),
    indexes: options.indexes?.(chain) ?? NO_INDEXES,
    coinScan: createScanSlot(0),
    blockScan: createScanSlot(NO_BLOCKS_SCANNED),
    breathe: options.breathe ?? (() => breathe()),
    isStopping: options.isStopping ?? (() => false),
    stopSignal: options.isStopping?.() ? AbortSignal.abort() : new AbortController().signal,
    setMockTime: clock.setMockTime,
    knownPeers,
    ...TEST_PROCESS,
    fallbackFee: 20_000,
    version: '0.0.0',
    requestStop: () => {},
    wallet: () => Promise.reject(new Error('this node has no wallet: see walletRpc')),
    networksOfAddress: () => [],
  };
  return { ...chain, context, mempool, ...rpcOf(context) };
}

/** Calls methods as a client does, by the same table, checks and JSON. */
export type RpcCaller = Pick<RpcNode, 'registry' | 'call' | 'refusal'>;

/** A caller of these methods with what they need. */
export function createRpcCaller<C>(methods: readonly RpcMethod<C>[], context: C): RpcCaller {
  const registry = createRegistry(methods, () => context);
  async function call<T>(name: string, ...params: readonly unknown[]): Promise<T> {
    const method = expectDefined(registry.find(name), name);
    const rpcCall = { ...TEST_CALL, methods: registry };
    const result: unknown = await registry.run(method, bindParams(method, params), rpcCall);
    expectDocumentedResult(method, result);
    return JSON.parse(encodeJson(result).toString('utf8')) as T;
  }
  return {
    registry,
    call,
    async refusal(name, ...params) {
      const error: unknown = await call(name, ...params).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(RpcError);
      const { code, message } = error as RpcError;
      return `${code} ${message}`;
    },
  };
}

function rpcOf(context: NodeContext): RpcCaller & Pick<RpcNode, 'matureCoins'> {
  const caller = createRpcCaller(RPC_METHODS, context);
  return {
    ...caller,
    async matureCoins(count) {
      const first = context.chainstate.tip().height + 1;
      await caller.call('generateToAddress', count + 100, OPEN_ADDRESS);
      return Array.from({ length: count }, (_, i) => coinbaseAt(first + i, context));
    },
  };
}

function coinbaseAt(height: number, { chainstate }: NodeContext): Spendable {
  const entry = expectDefined(chainstate.atHeight(height), 'a block that was mined');
  const [coinbase] = expectDefined(chainstate.readBlock(entry), 'its data').transactions;
  return outputAt(expectDefined(coinbase, 'a coinbase'), 0, OPEN_LOCK);
}

/** The transaction as a client sends it. */
export function hexOfTransaction(tx: Transaction): string {
  return toHex(serializeTransaction(tx));
}
