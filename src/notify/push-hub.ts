import { findFork } from '../chain/block-index.ts';
import type { Chainstate } from '../chain/chainstate.ts';
import type { BlockConnected } from '../chain/events.ts';
import type { Mempool } from '../mempool/mempool.ts';
import type { Miner } from '../mining/miner.ts';
import { isCoinbase, type Transaction } from '../primitives/tx.ts';
import type { CancelTimer, Timers } from '../util/clock.ts';
import type { Listener, Unsubscribe } from '../util/emitter.ts';
import { expectDefined } from '../util/invariant.ts';
import type { PushEvent, PushTopic } from './push-events.ts';

/** Tells what happens in the node to those who listen; costs nothing while nobody does. */
export interface PushHub {
  /** @param topics - what to hear of */
  subscribe(topics: ReadonlySet<PushTopic>, listener: Listener<PushEvent>): Unsubscribe;
}

export interface PushSources {
  readonly chainstate: Pick<Chainstate, 'events'>;
  readonly mempool: Pick<Mempool, 'events' | 'coins'>;
  readonly miner: Pick<Miner, 'status'>;
  readonly timers: Timers;
}

/** The hash rate is told this often. */
const HASH_RATE_INTERVAL_MS = 1000;

interface Subscriber {
  readonly topics: ReadonlySet<PushTopic>;
  readonly listener: Listener<PushEvent>;
}

export function createPushHub(sources: PushSources): PushHub {
  const subscribers = new Set<Subscriber>();
  let leave: Unsubscribe | undefined;
  const tell = (event: PushEvent): void => {
    for (const { topics, listener } of [...subscribers]) if (topics.has(event.topic)) listener(event);
  };
  const isHeard = (topic: PushTopic): boolean => [...subscribers].some(({ topics }) => topics.has(topic));
  return {
    subscribe(topics, listener) {
      const subscriber = { topics, listener };
      subscribers.add(subscriber);
      leave ??= listen(sources, tell, isHeard);
      return () => {
        subscribers.delete(subscriber);
        if (subscribers.size > 0) return;
        leave?.();
        leave = undefined;
      };
    },
  };
}

type Tell = (event: PushEvent) => void;

/** Listens to all parts of the node. */
function listen(sources: PushSources, tell: Tell, isHeard: (topic: PushTopic) => boolean): Unsubscribe {
  const { chainstate, mempool } = sources;
  let connected: BlockConnected[] = [];
  let hasLeft = false;
  const leaves = [
    chainstate.events.on('blockDisconnected', () => {
      hasLeft = true;
    }),
    chainstate.events.on('blockConnected', (event) => void connected.push(event)),
    chainstate.events.on('tipChanged', ({ tip, previous }) => {
      if (hasLeft) {
        const fork = expectDefined(findFork(previous, tip), 'the genesis block, at least');
        tell({ topic: 'reorganisations', from: previous, to: tip, fork });
      }
      const blocks = connected;
      connected = [];
      hasLeft = false;
      for (const block of blocks) tellBlock(block, tell, isHeard('transactions'));
    }),
    mempool.events.on('txAdded', ({ entry }) => {
      const place = { in: 'mempool', entry } as const;
      tell({ topic: 'transactions', tx: entry.tx, place, scripts: () => scriptsOf(entry.tx, mempool) });
    }),
    mempool.events.on('txRemoved', ({ entry, reason }) => {
      // That it is in a block is told by the block.
      if (reason === 'block') return;
      const place = { in: 'nothing', reason } as const;
      tell({ topic: 'transactions', tx: entry.tx, place, scripts: () => scriptsOf(entry.tx, mempool) });
    }),
    tellHashRate(sources, tell, isHeard),
  ];
  return () => {
    for (const leave of leaves) leave();
  };
}

function tellBlock({ entry, block, undo }: BlockConnected, tell: Tell, withTransactions: boolean): void {
  tell({ topic: 'blocks', entry, block });
  if (!withTransactions) return;
  for (const [index, tx] of block.transactions.entries()) {
    const spent = index === 0 ? [] : (undo[index - 1] ?? []);
    const scripts = () =>
      [...tx.outputs, ...spent.map(({ output }) => output)].map(({ scriptPubKey }) => scriptPubKey);
    tell({ topic: 'transactions', tx, place: { in: 'block', block: entry }, scripts });
  }
}

/** Of what it spends, as far as the coins are still known. */
function* scriptsOf(tx: Transaction, { coins }: PushSources['mempool']): Iterable<Uint8Array> {
  for (const { scriptPubKey } of tx.outputs) yield scriptPubKey;
  if (isCoinbase(tx)) return;
  for (const { prevout } of tx.inputs) {
    const coin = coins.getCoin(prevout);
    if (coin) yield coin.output.scriptPubKey;
  }
}

function tellHashRate(
  { miner, timers }: PushSources,
  tell: Tell,
  isHeard: (topic: PushTopic) => boolean,
): Unsubscribe {
  let cancel: CancelTimer;
  const next = (): void => {
    cancel = timers.after(HASH_RATE_INTERVAL_MS, () => {
      if (isHeard('hashrate')) {
        const { hashRate, threads } = miner.status();
        tell({ topic: 'hashrate', hashRate, threads });
      }
      next();
    });
  };
  next();
  return () => cancel();
}
