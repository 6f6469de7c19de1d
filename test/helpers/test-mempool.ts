import { onTestFinished } from 'vitest';
import type { BlockIndexEntry } from '../../src/chain/block-index.ts';
import { type Chainstate, createChainstate } from '../../src/chain/chainstate.ts';
import type { ChainMemory } from '../../src/chain/context.ts';
import type { ChainStore } from '../../src/chain/ports.ts';
import { findScriptFailure } from '../../src/consensus/check-scripts.ts';
import { isActive } from '../../src/consensus/deployments.ts';
import type { ConsensusParams } from '../../src/consensus/params.ts';
import { getBlockSubsidy } from '../../src/consensus/subsidy.ts';
import { createMempool, type Mempool, type MempoolDependencies } from '../../src/mempool/mempool.ts';
import { DEFAULT_MEMPOOL_OPTIONS, type MempoolOptions } from '../../src/mempool/options.ts';
import type { MempoolStore } from '../../src/mempool/ports.ts';
import { createSystemClock, type SystemClock } from '../../src/node/system-clock.ts';
import { displayHash } from '../../src/primitives/hash256.ts';
import { NULL_OUTPOINT, outPointKey } from '../../src/primitives/outpoint.ts';
import {
  SEQUENCE_FINAL,
  type Transaction,
  type TransactionFields,
  type TxOutput,
} from '../../src/primitives/tx.ts';
import { pushInt } from '../../src/script/push.ts';
import { openChainStore } from '../../src/store/chain-store.ts';
import { concatBytes } from '../../src/util/bytes.ts';
import type { Timers } from '../../src/util/clock.ts';
import { expectDefined, invariant } from '../../src/util/invariant.ts';
import { SILENT_LOG } from '../../src/util/log.ts';
import { describeRejection } from '../../src/util/verdict.ts';
import { type BuiltBlock, buildBlock } from './chain-builder.ts';
import { CHAIN_RESOURCES } from './chain-resources.ts';
import { REGTEST } from './regtest.ts';
import { REAL_SCRIPTS } from './scripts.ts';
import { OPEN_LOCK, outputAt, payTo, type Spendable } from './spending.ts';
import { TEST_TIME, temporaryStorePath } from './test-chain.ts';

/** A mempool on a real chain state and a real store, both of which go with the running test. */
export interface TestMempool {
  readonly chainstate: Chainstate;
  readonly mempool: Mempool;
  readonly clock: SystemClock;
  readonly timers: ManualTimers;
  readonly path: string;
  /** What the mempool told, in order: `added ID`, `removed ID reason`; ids in display order. */
  readonly events: string[];
  /** Mines a block with these transactions on the tip, or on the parent given; its coinbase takes the fees. */
  mine(transactions?: readonly Transaction[], options?: MineOptions): Promise<BuiltBlock>;
  /** Mines so many blocks and returns what their coinbases pay, which anyone can spend once it is mature. */
  mineCoins(count: number): Promise<Spendable[]>;
  /** Leaves the store as a crash would: nothing that waits is written. */
  crash(): void;
}

export interface MineOptions {
  readonly parent?: BlockIndexEntry;
  /** Makes the block differ from another one. */
  readonly tag?: number;
  /** Seconds; ten minutes after the parent unless given. */
  readonly time?: number;
  /** What the transactions leave to the miner; to be given where they spend coins of a branch that is not the best. */
  readonly fees?: number;
}

export interface TestMempoolOptions {
  readonly path?: string;
  readonly params?: Partial<ConsensusParams>;
  readonly options?: Partial<MempoolOptions>;
  readonly wrapStore?: (store: MempoolStore) => MempoolStore;
  /** Puts something between the chain state and its store. */
  readonly wrapChainStore?: (store: ChainStore) => ChainStore;
  readonly onFault?: (fault: unknown) => void;
  /** Who runs scripts, and who does so ahead, where it is not the mempool itself. */
  readonly scripts?: Pick<MempoolDependencies, 'findScriptFailure' | 'checkScriptsAhead'>;
  readonly memory?: ChainMemory;
  /** A clock for durations of the test's own. */
  readonly monotonicMs?: () => number;
}

/** Timers that run when the test says so. */
export interface ManualTimers extends Timers {
  /** Milliseconds that were asked for and not yet run or cancelled. */
  readonly waiting: ReadonlySet<{ readonly delayMs: number; readonly action: () => void }>;
  runAll(): void;
}

/** Blocks until a coinbase can be spent, in these tests. */
export const TEST_MATURITY = 3;

export function createManualTimers(): ManualTimers {
  const waiting = new Set<{ readonly delayMs: number; readonly action: () => void }>();
  return {
    waiting,
    after(delayMs, action) {
      const timer = { delayMs, action };
      waiting.add(timer);
      return () => waiting.delete(timer);
    },
    runAll() {
      for (const timer of [...waiting]) if (waiting.delete(timer)) timer.action();
    },
  };
}

/** A mempool of regtest, new or on the store of an earlier one; its stored transactions are not loaded yet. */
export async function openTestMempool(request: TestMempoolOptions = {}): Promise<TestMempool> {
  const { path = temporaryStorePath(), wrapStore = (store: MempoolStore) => store } = request;
  const params = { ...REGTEST.consensus, coinbaseMaturity: TEST_MATURITY, ...request.params };
  const systemClock = createSystemClock(TEST_TIME);
  const clock = { ...systemClock, monotonicMs: request.monotonicMs ?? systemClock.monotonicMs };
  const timers = createManualTimers();
  const store = openChainStore({ path, cacheMiB: 4, onNotice: () => {} });
  onTestFinished(store.close);
  const chainstate = await createChainstate({
    params,
    genesis: REGTEST.genesis,
    store: request.wrapChainStore?.(store) ?? store,
    scripts: REAL_SCRIPTS,
    clock,
    log: SILENT_LOG,
    ...CHAIN_RESOURCES,
    ...(request.memory && { memory: request.memory }),
  });
  const mempool = createMempool({
    chainstate,
    store: wrapStore(store),
    clock,
    timers,
    log: SILENT_LOG,
    ...(request.scripts ?? { findScriptFailure }),
    options: { ...DEFAULT_MEMPOOL_OPTIONS, ...request.options },
    onFault: request.onFault ?? fail,
  });
  const mine = miningOn(chainstate, mempool);
  return {
    chainstate,
    mempool,
    clock,
    timers,
    path,
    events: recordEvents(mempool),
    mine,
    async mineCoins(count) {
      const coins: Spendable[] = [];
      while (coins.length < count) coins.push(coinbaseCoin(await mine()));
      return coins;
    },
    crash: store.close,
  };
}

/** What the coinbase of a block pays. */
export function coinbaseCoin(block: BuiltBlock): Spendable {
  return outputAt(expectDefined(block.transactions[0], 'a coinbase'), 0, OPEN_LOCK);
}

function miningOn(chainstate: Chainstate, mempool: Mempool): TestMempool['mine'] {
  return async (transactions = [], { parent = chainstate.tip(), fees, ...options } = {}) => {
    const subsidy = getBlockSubsidy(parent.height + 1, chainstate.params);
    const reward = payTo(OPEN_LOCK, subsidy + (fees ?? feesOf(transactions, mempool)));
    const { params } = chainstate;
    const coinbase = { outputs: [reward], ...unwitnessedInput(parent.height + 1, params, options.tag) };
    const block = buildBlock(parent, { params, transactions, coinbase, ...options });
    const submitted = await chainstate.submitBlock(block);
    invariant(submitted.ok, `a block was refused: ${submitted.ok || describeRejection(submitted)}`);
    return block;
  };
}

/** Before segwit is active a coinbase has no witness, as nothing has. */
function unwitnessedInput(
  height: number,
  { activationHeights }: ConsensusParams,
  tag = 0,
): Partial<TransactionFields> {
  if (isActive('segwit', height, activationHeights)) return {};
  const scriptSig = concatBytes(pushInt(height), pushInt(tag));
  return { inputs: [{ prevout: NULL_OUTPOINT, scriptSig, sequence: SEQUENCE_FINAL, witness: [] }] };
}

/** What the transactions of a block leave to its miner. */
export function feesOf(transactions: readonly Transaction[], { coins }: Pick<Mempool, 'coins'>): number {
  const made = new Map<string, TxOutput>();
  let fees = 0;
  for (const { txid, inputs, outputs } of transactions) {
    for (const { prevout } of inputs) {
      const output = made.get(outPointKey(prevout)) ?? coins.getCoin(prevout)?.output;
      fees += expectDefined(output, 'a block spends what there is').value;
    }
    for (const [index, output] of outputs.entries()) {
      made.set(outPointKey({ txid, index }), output);
      fees -= output.value;
    }
  }
  return fees;
}

function recordEvents({ events }: Mempool): string[] {
  const seen: string[] = [];
  events.on('txAdded', ({ entry }) => seen.push(`added ${displayHash(entry.tx.txid)}`));
  events.on('txRemoved', ({ entry, reason }) => seen.push(`removed ${displayHash(entry.tx.txid)} ${reason}`));
  return seen;
}

function fail(fault: unknown): never {
  throw fault;
}
