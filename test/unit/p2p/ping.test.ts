import { describe, expect, it } from 'vitest';
import { createPings } from '../../../src/p2p/ping.ts';
import { SILENT_LOG } from '../../../src/util/log.ts';
import {
  createTestPeer,
  seededRandom,
  TEST_GREETING,
  TEST_P2P_OPTIONS,
} from '../../helpers/p2p/test-peer.ts';

const MINUTE_MS = 60_000;

function scene() {
  let nowMs = 1_000_000_000_000;
  const lines: string[] = [];
  const settled: number[] = [];
  const pings = createPings({
    clock: { nowMs: () => nowMs, nowSeconds: () => Math.floor(nowMs / 1000), monotonicMs: () => nowMs },
    random: seededRandom(7),
    log: {
      ...SILENT_LOG,
      debug: (_category, line) => void lines.push(typeof line === 'string' ? line : line()),
    },
    options: TEST_P2P_OPTIONS,
    settle: async (peer) => void settled.push(peer.id),
  });
  const tester = createTestPeer({ id: 3, connectedAt: nowMs / 1000 });
  const turn = () => pings.sendPass?.(tester.peer);
  return {
    ...tester,
    pings,
    lines,
    settled,
    turn,
    lastNonce: () => tester.sentOf('ping').at(-1)?.nonce,
    pong: (nonce: bigint | undefined) => pings.handlers.pong?.(tester.peer, { command: 'pong', nonce }),
    pass(ms: number) {
      nowMs += ms;
      turn();
    },
    stats: () => pings.stats?.(tester.peer),
  };
}

describe('createPings', () => {
  it('pings at once, and again two minutes after that was answered', () => {
    const { turn, sentOf, pong, lastNonce, pass } = scene();
    turn();
    turn();
    expect(sentOf('ping')).toHaveLength(1);
    pong(lastNonce());
    pass(2 * MINUTE_MS);
    expect(sentOf('ping')).toHaveLength(1);
    pass(1);
    expect(sentOf('ping')).toHaveLength(2);
  });

  it('does not ping again while no answer has come, but for the operator', () => {
    const { turn, sentOf, pass, pings } = scene();
    turn();
    pass(5 * MINUTE_MS);
    expect(sentOf('ping')).toHaveLength(1);
    pings.pingAll();
    turn();
    expect(sentOf('ping')).toHaveLength(2);
  });

  it('tells how long answers took', () => {
    const { turn, pong, lastNonce, pass, stats, pings } = scene();
    turn();
    pass(400);
    expect(stats()).toEqual({ pingMs: undefined, minPingMs: undefined, pingWaitMs: 400 });
    pong(lastNonce());
    pings.pingAll();
    turn();
    pass(100);
    pong(lastNonce());
    expect(stats()).toEqual({ pingMs: 100, minPingMs: 100, pingWaitMs: undefined });
  });

  it.each([
    [20 * MINUTE_MS, undefined],
    [20 * MINUTE_MS + 1, 'ping timeout: 1200.001000s'],
  ])('waits 20 minutes for an answer: %i ms', (ms, why) => {
    const { turn, pass, disconnectedFor } = scene();
    turn();
    pass(ms);
    expect(disconnectedFor()).toBe(why);
  });

  it.each([
    ['Nonce mismatch', 5n, 400],
    ['Nonce zero', 0n, undefined],
    ['Short payload', undefined, undefined],
  ])('says what is wrong with an answer: %s', (problem, nonce, waitMs) => {
    const { turn, pass, pong, lines, stats } = scene();
    turn();
    pass(400);
    pong(nonce);
    expect(lines.at(-1)).toContain(`pong peer=3: ${problem}, `);
    expect(stats()).toMatchObject({ pingMs: undefined, pingWaitMs: waitMs });
  });

  it('says that it did not ask', () => {
    const { pong, lines } = scene();
    pong(5n);
    expect(lines).toEqual(['pong peer=3: Unsolicited pong without ping, 0 expected, 5 received, 8 bytes']);
  });

  it('answers a ping with its nonce, and one without a nonce not at all', async () => {
    const { peer, pings, sentOf } = scene();
    await pings.handlers.ping?.(peer, { command: 'ping', nonce: undefined });
    await pings.handlers.ping?.(peer, { command: 'ping', nonce: 0n });
    expect(sentOf('pong')).toEqual([{ command: 'pong', nonce: 0n }]);
  });

  it('answers only once everybody sees what came before the ping', async () => {
    const { peer, pings, settled, sentOf } = scene();
    const answering = pings.handlers.ping?.(peer, { command: 'ping', nonce: 5n });
    expect({ settled, sent: sentOf('pong') }).toEqual({ settled: [3], sent: [] });
    await answering;
    expect(sentOf('pong')).toHaveLength(1);
  });

  it('asks a peer from before BIP31 without a nonce', () => {
    const { pings } = scene();
    const old = createTestPeer({ greeting: { ...TEST_GREETING, commonVersion: 60_000 } });
    pings.sendPass?.(old.peer);
    expect(old.sent).toEqual([{ command: 'ping', nonce: undefined }]);
  });
});
