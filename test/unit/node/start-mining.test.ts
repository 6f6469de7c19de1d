import { describe, expect, it } from 'vitest';
import type { BlockIndexEntry } from '../../../src/chain/block-index.ts';
import { createMiningStart, hasNamedPeers, syncNotice } from '../../../src/node/start-mining.ts';
import type { Peer } from '../../../src/p2p/peer.ts';
import { SILENT_LOG } from '../../../src/util/log.ts';
import { createTestPeer, TEST_GREETING } from '../../helpers/p2p/test-peer.ts';

/** A node that waits, on a clock that the test moves. */
function createScene({ isNamed = true } = {}) {
  let now = 0;
  let pending: (() => void) | undefined;
  const state = { tip: 0, best: 0, peers: [] as Peer[], answered: new Set<Peer>(), starts: 0 };
  const entry = (height: number) => ({ height, chainwork: BigInt(height) }) as BlockIndexEntry;
  const peerNetwork = {
    peers: () => state.peers,
    // Of all that is known of a peer only what it sent is looked at.
    describe: (peer: Peer) =>
      ({
        connection: { bytesReceivedByType: new Map(state.answered.has(peer) ? [['headers', 25]] : []) },
      }) as never,
    protocol: {
      syncStatus: () => ({
        headers: { isSyncing: false, isPresync: false, height: state.best, percent: 50, rate: undefined },
        blocks: {
          isSyncing: true,
          blocks: state.tip,
          headers: state.best,
          rate: undefined,
          secondsLeft: undefined,
        },
      }),
    },
  };
  const mining = createMiningStart({
    miner: {
      start: async () => {
        state.starts++;
      },
    },
    peerNetwork,
    chainstate: { tip: () => entry(state.tip), bestHeader: () => entry(state.best) },
    hasNamedPeers: isNamed,
    disk: { noteFull() {}, room: async () => {} },
    clock: { monotonicMs: () => now },
    timers: {
      after(ms, action) {
        pending = () => {
          now += ms;
          action();
        };
        return () => {
          pending = undefined;
        };
      },
    },
    log: SILENT_LOG,
  });
  return {
    state,
    mining,
    peerNetwork,
    /** Lets so much time pass. @returns how often the miner was started by then */
    async pass(seconds: number): Promise<number> {
      const end = now + 1000 * seconds;
      while (pending && now < end) {
        const next = pending;
        pending = undefined;
        next();
        await Promise.resolve();
      }
      await new Promise(setImmediate);
      return state.starts;
    },
    join(startHeight: number): Peer {
      const { peer } = createTestPeer({ greeting: { ...TEST_GREETING, startHeight } });
      state.peers = [...state.peers, peer];
      return peer;
    },
  };
}

describe('createMiningStart', () => {
  it('mines at once where no peers were named', async () => {
    const { mining, pass } = createScene({ isNamed: false });
    await mining.run();
    expect(await pass(0)).toBe(1);
  });

  it('mines after 30 s where nobody answers', async () => {
    const { mining, pass } = createScene();
    const done = mining.run();
    expect(mining.notice()).toBe('mining waits for the chain of the peers');
    expect(await pass(29.9)).toBe(0);
    expect(await pass(0.2)).toBe(1);
    await done;
    expect(mining.notice()).toBeUndefined();
  });

  it('mines at once with a peer that has nothing more', async () => {
    const { mining, pass, join, state } = createScene();
    mining.run();
    const peer = join(0);
    expect(await pass(1)).toBe(0);
    state.answered.add(peer);
    expect(await pass(0.2)).toBe(1);
  });

  it('waits as long as blocks of a better chain come', async () => {
    const { mining, pass, join, state } = createScene();
    mining.run();
    state.answered.add(join(0));
    state.best = 3;
    for (state.tip = 0; state.tip < 3; state.tip++) expect(await pass(29)).toBe(0);
    expect(await pass(0.2)).toBe(1);
  });

  it('waits for the headers of a peer that said it has more, and not for ever', async () => {
    const { mining, pass, join, state } = createScene();
    mining.run();
    state.answered.add(join(1_000_000));
    expect(await pass(29.9)).toBe(0);
    expect(await pass(0.3)).toBe(1);
  });

  it('mines nothing once the node stops', async () => {
    const { mining, pass } = createScene();
    const done = mining.run();
    mining.close();
    await done;
    expect(await pass(60)).toBe(0);
  });
});

describe('hasNamedPeers', () => {
  it.each([
    [{}, false],
    [{ connect: ['0'] }, false],
    [{ connect: ['127.0.0.1'] }, true],
    [{ addNode: ['127.0.0.1'] }, true],
    [{ seedNode: ['127.0.0.1'] }, true],
  ])('%j: %s', (given, expected) => {
    expect(hasNamedPeers({ connect: [], addNode: [], seedNode: [], ...given })).toBe(expected);
  });
});

describe('syncNotice', () => {
  it('tells how far the blocks are while peers have more, and nothing otherwise', () => {
    const { peerNetwork, state, join } = createScene();
    state.best = 200;
    expect(syncNotice(peerNetwork)).toBeUndefined();
    join(200);
    state.tip = 50;
    expect(syncNotice(peerNetwork)).toBe('Synchronizing blocks: 25.00% (50 of 200)');
    state.tip = 200;
    expect(syncNotice(peerNetwork)).toBeUndefined();
  });
});
