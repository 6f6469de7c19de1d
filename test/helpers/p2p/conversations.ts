import { setImmediate as breathe } from 'node:timers/promises';
import { netAddress } from '../../../src/p2p/net-address.ts';
import { createV1Transport } from '../../../src/p2p/transport/v1.ts';
import { expectDefined, invariant } from '../../../src/util/invariant.ts';
import { accept } from '../../../src/util/verdict.ts';
import type { BuiltBlock } from '../chain-builder.ts';
import { REGTEST } from '../regtest.ts';
import { payOn } from '../spending.ts';
import { openTestMempool, TEST_MATURITY, type TestMempool } from '../test-mempool.ts';
import type { SentMessage } from '../transports.ts';
import { memorySockets } from './memory-sockets.ts';
import { openTestKnownPeers } from './test-known-peers.ts';
import { testPeerNetwork } from './test-network.ts';
import { seededRandom } from './test-peer.ts';

/** What two nodes say to each other while one of them gets the other's chain, and then each what is new. */
export interface Conversation {
  /** What the node said that has the chain, and what the one said that gets it. */
  readonly sides: readonly [readonly SentMessage[], readonly SentMessage[]];
  /** The blocks, the first of them at height 1. */
  readonly chain: readonly BuiltBlock[];
}

const SERVICE = { ...netAddress('ipv4', Uint8Array.of(10, 0, 0, 1)), port: 18444 };

/** Records it between two real networks of peers on real chains. */
export async function recordConversation(): Promise<Conversation> {
  const [alice, bob] = [await openTestMempool(), await openTestMempool()];
  const coins: Awaited<ReturnType<TestMempool['mineCoins']>> = [];
  const chain: BuiltBlock[] = [];
  alice.chainstate.events.on('blockConnected', ({ block, entry }) => {
    const parent = expectDefined(entry.parent, 'a block above the genesis block');
    chain.push({ ...block, height: entry.height, parent });
  });
  coins.push(...(await alice.mineCoins(TEST_MATURITY + 8)));

  const [ofAlice, ofBob] = [memorySockets(), memorySockets()];
  const spoken = [tap(ofAlice[1], ofBob[1]), tap(ofBob[1], ofAlice[1])] as const;
  const networks = [
    testPeerNetwork({
      ...alice,
      known: openTestKnownPeers(alice.clock),
      forwardTimers: alice.timers,
      random: seededRandom(11),
    }),
    testPeerNetwork({
      ...bob,
      known: openTestKnownPeers(bob.clock),
      forwardTimers: bob.timers,
      random: seededRandom(12),
      dial: async () => accept(ofBob[0]),
    }),
  ] as const;
  networks[0].accept({
    socket: ofAlice[0],
    service: SERVICE,
    binding: { host: '10.0.0.2', port: 18444, permissions: new Set(), isOnion: false },
  });
  invariant(await networks[1].connect({ kind: 'manual', useV2: false, target: SERVICE }), 'it is connected');

  /** Lets time go by until it is so. */
  async function until(what: string, isSo: () => boolean): Promise<void> {
    for (let turn = 0; !isSo(); turn++) {
      invariant(turn < 5000, `there was never ${what}`);
      await breathe();
      if (turn % 50 !== 49) continue;
      for (const { clock } of [alice, bob]) clock.setMockTime(clock.nowSeconds() + 5);
      for (const { timers } of [alice, bob]) timers.runAll();
    }
  }
  const sameTip = () => alice.chainstate.tip().hash.every((byte, i) => byte === bob.chainstate.tip().hash[i]);
  await until('the same chain', sameTip);
  // A transaction each way, blocks with and without them each way.
  for (const [from, to] of [
    [alice, bob],
    [bob, alice],
  ] as const) {
    const payment = payOn([expectDefined(coins.shift(), 'a coin')], 2000, { parts: 3 });
    const submitted = from.mempool.submit(payment);
    await until('the transaction', () => [...to.mempool.entries()].length > 0);
    invariant((await submitted).ok, 'it is accepted');
    await from.mine([payment]);
    await until('the same chain', sameTip);
    await to.mine();
    await until('the same chain', sameTip);
  }
  return { sides: [spoken[0], spoken[1]], chain };
}

/** Passes on what comes, and keeps it. */
function tap(from: ReturnType<typeof memorySockets>[1], to: typeof from): readonly SentMessage[] {
  const said: SentMessage[] = [];
  const transport = createV1Transport(REGTEST.magic);
  from.on('data', (chunk: Uint8Array) => {
    for (const item of transport.receive(chunk)) {
      invariant(item.kind === 'message', 'a node sends messages');
      said.push({ command: item.command, payload: item.payload });
    }
    to.write(chunk);
  });
  return said;
}
