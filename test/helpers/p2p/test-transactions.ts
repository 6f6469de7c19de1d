import { onTestFinished } from 'vitest';
import type { Message } from '../../../src/p2p/codec/message.ts';
import type { Handler } from '../../../src/p2p/feature.ts';
import type { P2pOptions } from '../../../src/p2p/options.ts';
import type { Peer } from '../../../src/p2p/peer.ts';
import type { PeerStats } from '../../../src/p2p/peer-stats.ts';
import { createTransactions, type Transactions } from '../../../src/p2p/transactions.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import type { Log } from '../../../src/util/log.ts';
import type { Spendable } from '../spending.ts';
import {
  createManualTimers,
  type ManualTimers,
  openTestMempool,
  TEST_MATURITY,
  type TestMempool,
  type TestMempoolOptions,
} from '../test-mempool.ts';
import { createTestPeer, seededRandom, TEST_P2P_OPTIONS, type TestPeer } from './test-peer.ts';

/** Everything about transactions on a real mempool and a real chain, with peers that keep what they are sent. */
export interface TestTransactions {
  readonly node: TestMempool;
  readonly transactions: Transactions;
  readonly timers: ManualTimers;
  /** Coins that can be spent. */
  readonly coins: Spendable[];
  /** What was logged, of every category. */
  readonly lines: string[];
  /** What is kept for blocks. */
  readonly extras: Transaction[];
  /** A peer that is ready, with the next id, whose first send pass is over. */
  connect(given?: Partial<Peer>): TestPeer;
  disconnect(peer: TestPeer): void;
  /**
   * Handles a message as the loop does: with the work that it leaves, others' too where they are woken; then a send pass
   * for everybody.
   */
  receive(from: TestPeer, message: Message): Promise<void>;
  /** Lets that much time pass, with a send pass for everybody. */
  wait(ms: number): void;
  statsOf(peer: TestPeer): Partial<PeerStats>;
  /** While it is set, this node syncs. */
  isSyncing: boolean;
}

export interface TestTransactionsOptions extends TestMempoolOptions {
  readonly p2p?: Partial<P2pOptions>;
  readonly coins?: number;
  readonly txSendRate?: number;
  readonly isUploadSpent?: boolean;
}

export async function createTestTransactions(
  request: TestTransactionsOptions = {},
): Promise<TestTransactions> {
  const node = await openTestMempool(request);
  const count = request.coins ?? 6;
  const coins = (await node.mineCoins(count + TEST_MATURITY)).slice(0, count);
  const peers: TestPeer[] = [];
  const lines: string[] = [];
  const extras: Transaction[] = [];
  const timers = createManualTimers();
  let nextId = 0;
  let isWoken = false;
  let nowMs = node.clock.nowMs();
  const transactions = createTransactions({
    chainstate: node.chainstate,
    mempool: node.mempool,
    clock: { ...node.clock, nowMs: () => nowMs, nowSeconds: () => Math.floor(nowMs / 1000) },
    random: seededRandom(1),
    log: logTo(lines),
    options: { ...TEST_P2P_OPTIONS, ...request.p2p },
    isInitialBlockDownload: () => test.isSyncing,
    peers: () => peers.map(({ peer }) => peer),
    wake: () => {
      isWoken = true;
    },
    onFault: (fault) => {
      throw fault;
    },
    timers,
    txSendRate: request.txSendRate ?? 14,
    uploadTarget: { isReached: () => request.isUploadSpent ?? false },
    keepExtra: (tx) => extras.push(tx),
  });
  onTestFinished(transactions.close);
  const { features } = transactions;

  function sendPass(): void {
    for (const { peer } of peers) for (const feature of features) feature.sendPass?.(peer);
  }

  async function resume(peer: Peer): Promise<void> {
    for (const feature of features) while (await feature.resume?.(peer));
  }

  const test: TestTransactions = {
    node,
    transactions,
    timers,
    coins,
    lines,
    extras,
    isSyncing: false,
    connect(given) {
      const connected = createTestPeer({ id: nextId++, ...given });
      peers.push(connected);
      for (const feature of features) feature.ready?.(connected.peer);
      sendPass();
      return connected;
    },
    disconnect(gone) {
      peers.splice(peers.indexOf(gone), 1);
      for (const feature of features) feature.gone?.(gone.peer);
    },
    async receive({ peer }, message) {
      isWoken = false;
      const isUseless = features.some((feature) => feature.useless?.(peer, message.command) !== undefined);
      for (const feature of isUseless ? [] : features) {
        const handler = feature.handlers[message.command] as Handler<Message['command']> | undefined;
        await handler?.(peer, message);
      }
      await resume(peer);
      if (isWoken) for (const other of peers) await resume(other.peer);
      sendPass();
    },
    wait(ms) {
      nowMs += ms;
      sendPass();
    },
    statsOf: ({ peer }) => Object.assign({}, ...features.map((feature) => feature.stats?.(peer))),
  };
  return test;
}

function logTo(lines: string[]): Log {
  const write = (message: string): void => void lines.push(message);
  return {
    info: write,
    warn: write,
    error: write,
    debug: (_, message) => write(typeof message === 'string' ? message : message()),
  };
}
