import { join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { type Chainstate, createChainstate } from '../../src/chain/chainstate.ts';
import type { ChainstateDependencies } from '../../src/chain/context.ts';
import type { ChainEvents } from '../../src/chain/events.ts';
import { createSystemClock, type SystemClock } from '../../src/node/system-clock.ts';
import type { Block } from '../../src/primitives/block.ts';
import { displayHash } from '../../src/primitives/hash256.ts';
import { serializeOutPoint } from '../../src/primitives/outpoint.ts';
import { isUnspendable } from '../../src/script/predicates.ts';
import { type OpenChainStore, openChainStore } from '../../src/store/chain-store.ts';
import { toHex } from '../../src/util/bytes.ts';
import { SILENT_LOG } from '../../src/util/log.ts';
import { CHAIN_RESOURCES } from './chain-resources.ts';
import { temporaryFolder } from './config-sources.ts';
import { REGTEST } from './regtest.ts';
import { REAL_SCRIPTS } from './scripts.ts';

/** What the clock says in tests: years after regtest's first block, so that no built block is in its future. */
export const TEST_TIME = 1_700_000_000;

/** A chain state on a store in a temporary folder that goes with the test. */
export interface TestChain {
  readonly chainstate: Chainstate;
  readonly store: OpenChainStore;
  readonly clock: SystemClock;
  readonly path: string;
  /** Every event since the chain state was made, in order, as `name height`. */
  readonly events: readonly string[];
  /** Closes the store and opens it again, as a stop and a start of the node do. */
  restart(): Promise<TestChain>;
  close(): void;
}

export type TestChainOptions = Partial<
  Pick<
    ChainstateDependencies,
    'params' | 'genesis' | 'scripts' | 'log' | 'memory' | 'timers' | 'breathe' | 'onFault'
  >
> & {
  readonly path?: string;
  /** In place of the machine's, for what depends on durations. */
  readonly monotonicMs?: () => number;
  /** Puts something between the chain state and its store. */
  readonly wrapStore?: (store: OpenChainStore) => OpenChainStore;
};

/** The path of a chain database that goes with the running test. */
export function temporaryStorePath(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  return join(folder.path, 'chainstate', 'chain.sqlite');
}

/** A chain state of regtest, new or on the store of an earlier one. */
export async function openTestChain(options: TestChainOptions = {}): Promise<TestChain> {
  const { path = temporaryStorePath(), wrapStore = (store: OpenChainStore) => store, ...rest } = options;
  const { params = REGTEST.consensus, genesis = REGTEST.genesis, log = SILENT_LOG, ...resources } = rest;
  const systemClock = createSystemClock(TEST_TIME);
  const clock = { ...systemClock, monotonicMs: options.monotonicMs ?? systemClock.monotonicMs };
  const store = wrapStore(openChainStore({ path, cacheMiB: 4, onNotice: () => {} }));
  onTestFinished(() => store.close());
  const chainstate = await createChainstate({
    params,
    genesis,
    store,
    scripts: options.scripts ?? REAL_SCRIPTS,
    clock,
    log,
    ...CHAIN_RESOURCES,
    ...resources,
  });
  const events = recordEvents(chainstate);
  return {
    chainstate,
    store,
    clock,
    path,
    events,
    restart() {
      store.close();
      return openTestChain({ ...options, path });
    },
    close: () => store.close(),
  };
}

function recordEvents({ events }: Chainstate): readonly string[] {
  const seen: string[] = [];
  const names: readonly (keyof ChainEvents)[] = ['blockDisconnected', 'blockConnected', 'tipChanged'];
  for (const name of names) {
    events.on(name, (event) => {
      seen.push(`${name} ${'tip' in event ? event.tip.height : event.entry.height}`);
    });
  }
  return seen;
}

/** One line for each coin: outpoint, height, coinbase, value, script. */
export type CoinLines = readonly string[];

/** The coins in the store's file, as another reader of it sees them, in the order of their outpoints. */
export function storedCoins(path: string): CoinLines {
  const db = new Database(path, { readonly: true });
  try {
    const rows = db.prepare('SELECT outpoint, height, coinbase, value, script FROM coins').raw().all();
    return (rows as [Buffer, number, number, number, Buffer][])
      .map(([outpoint, height, coinbase, value, script]) =>
        [outpoint.toString('hex'), height, coinbase, value, script.toString('hex')].join(' '),
      )
      .sort();
  } finally {
    db.close();
  }
}

/** The coins that these blocks leave, the first of them at height 1: a replay from the start. */
export function replayedCoins(blocks: readonly Block[]): CoinLines {
  const coins = new Map<string, string>();
  blocks.forEach(({ transactions }, i) => {
    for (const { txid, inputs, outputs } of transactions) {
      for (const { prevout } of inputs) coins.delete(toHex(serializeOutPoint(prevout)));
      outputs.forEach(({ value, scriptPubKey }, index) => {
        const key = toHex(serializeOutPoint({ txid, index }));
        const isCoinbase = txid === transactions[0]?.txid ? 1 : 0;
        if (isUnspendable(scriptPubKey)) return;
        coins.set(key, [key, i + 1, isCoinbase, value, toHex(scriptPubKey)].join(' '));
      });
    }
  });
  return [...coins.values()].sort();
}

/** The hashes of the best chain above the genesis block, upwards, as people read them. */
export function bestChain(chainstate: Chainstate): readonly string[] {
  const hashes: string[] = [];
  for (let entry = chainstate.atHeight(1); entry; entry = chainstate.atHeight(entry.height + 1)) {
    hashes.push(displayHash(entry.hash));
  }
  return hashes;
}
