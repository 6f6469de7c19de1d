import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as breathe } from 'node:timers/promises';
import type { BlockIndexEntry } from '../../src/chain/block-index.ts';
import { type Chainstate, createChainstate } from '../../src/chain/chainstate.ts';
import { computeCoinStats } from '../../src/chain/coin-stats.ts';
import { findScriptFailure } from '../../src/consensus/check-scripts.ts';
import { createMempool } from '../../src/mempool/mempool.ts';
import { DEFAULT_MEMPOOL_OPTIONS } from '../../src/mempool/options.ts';
import { divideCache } from '../../src/node/cache-sizes.ts';
import { createSystemClock } from '../../src/node/system-clock.ts';
import { SYSTEM_TIMERS } from '../../src/node/timers.ts';
import { INLINE_SCRIPTS } from '../../src/pool/script-run.ts';
import { createScriptVerifier } from '../../src/pool/script-verifier.ts';
import { displayHash } from '../../src/primitives/hash256.ts';
import { openChainStore } from '../../src/store/chain-store.ts';
import { expectDefined, invariant } from '../../src/util/invariant.ts';
import { SILENT_LOG } from '../../src/util/log.ts';
import { GENESIS } from './chain-builder.ts';
import { CHAIN_RESOURCES } from './chain-resources.ts';
import { REGTEST } from './regtest.ts';
import { spendingChain } from './spending-chain.ts';

/**
 * A process of its own, whose heap its parent bounds: builds a chain of blocks full of transactions, leaves it down to
 * its second block by invalidateBlock, comes back by reconsiderBlock, and prints as JSON what it saw.
 * Arguments: path of the database, blocks, transactions of a block, MiB of -dbcache.
 */

/** A stop on the way: the best chain's tip and the hash of all coins. */
export interface DeepReorgStop {
  readonly height: number;
  readonly coins: string;
  /** Tips that were told since the stop before. */
  readonly tips: number;
  /** The longest time that nothing else had its turn since then, milliseconds. */
  readonly longestPauseMs: number;
  readonly seconds: number;
}

export interface DeepReorgReport {
  /** Before the chain was left, at the bottom, and after the way back. */
  readonly stops: readonly DeepReorgStop[];
  /** Transactions in the mempool at the bottom and after the way back. */
  readonly waiting: readonly number[];
  readonly maxRssMiB: number;
}

const [path = '', blocks = '', transactions = '', dbCache = ''] = process.argv.slice(2);
const params = { ...REGTEST.consensus, coinbaseMaturity: 1 };
const { pagesMiB, ...bytes } = divideCache(Number(dbCache));
const store = openChainStore({ path, cacheMiB: pagesMiB, onNotice: () => {} });
const clock = createSystemClock();
const chainstate = await createChainstate({
  params,
  genesis: REGTEST.genesis,
  store,
  scripts: createScriptVerifier(INLINE_SCRIPTS),
  clock,
  log: SILENT_LOG,
  ...CHAIN_RESOURCES,
  memory: { ...CHAIN_RESOURCES.memory, ...bytes },
});
const mempool = createMempool({
  chainstate,
  store,
  clock,
  timers: SYSTEM_TIMERS,
  log: SILENT_LOG,
  findScriptFailure,
  options: DEFAULT_MEMPOOL_OPTIONS,
  onFault: CHAIN_RESOURCES.onFault,
});
await mempool.load(breathe);

let tips = 0;
chainstate.events.on('tipChanged', () => {
  tips++;
});
const delays = monitorEventLoopDelay({ resolution: 5 });
delays.enable();
let since = performance.now();

async function stop(): Promise<DeepReorgStop> {
  const seconds = (performance.now() - since) / 1000;
  const seen = { tips, longestPauseMs: Math.round(delays.max / 1e6), seconds: Math.round(10 * seconds) / 10 };
  const snapshot = await chainstate.openCoinsSnapshot();
  const { hash } = await computeCoinStats(snapshot, 'hash_serialized_3', breathe);
  snapshot.close();
  tips = 0;
  delays.reset();
  since = performance.now();
  return {
    height: chainstate.tip().height,
    coins: displayHash(expectDefined(hash, 'a hash of all coins')),
    ...seen,
  };
}

await feedChain(chainstate);
const first = expectDefined<BlockIndexEntry>(chainstate.atHeight(2), 'a second block');
const top = await stop();
await chainstate.invalidateBlock(first);
const bottom = await stop();
const waitingAtBottom = mempool.count();
await chainstate.reconsiderBlock(first);
const topAgain = await stop();
const report: DeepReorgReport = {
  stops: [top, bottom, topAgain],
  waiting: [waitingAtBottom, mempool.count()],
  maxRssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
};
mempool.close();
store.close();
console.log(JSON.stringify(report));

async function feedChain({ feedBlock, settled }: Chainstate): Promise<void> {
  for (const block of spendingChain(GENESIS, { params, transactions: Number(transactions) })) {
    const fed = await feedBlock(block);
    invariant(fed.ok, `block ${block.height} is valid`);
    if (block.height === Number(blocks)) break;
  }
  await settled();
}
