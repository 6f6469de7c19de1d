import type { Socket } from 'node:net';
import { setImmediate as breathe } from 'node:timers/promises';
import { netAddress } from '../../../src/p2p/net-address.ts';
import type { ConnectionKind } from '../../../src/p2p/peer.ts';
import type { PeerNetwork } from '../../../src/p2p/peer-network.ts';
import { invariant } from '../../../src/util/invariant.ts';
import { accept, reject } from '../../../src/util/verdict.ts';
import { openTestMempool, type TestMempool } from '../test-mempool.ts';
import { memorySockets } from './memory-sockets.ts';
import { play, type Script, type ScriptedPeer, versionMessage } from './scripted-peer.ts';
import { openTestKnownPeers } from './test-known-peers.ts';
import { testPeerNetwork } from './test-network.ts';
import { seededRandom } from './test-peer.ts';

/** A node of real parts, whose peers are in this process, and which has one honest peer from the start. */
export interface FuzzNode extends TestMempool {
  readonly network: PeerNetwork;
  readonly honest: ScriptedPeer;
  /** What it held for faults of its own. */
  readonly faults: readonly unknown[];
  /** Connects a peer, by its own or the node's will. @returns its end and the node's */
  connect(kind: ConnectionKind): Promise<{ readonly theirs: Socket; readonly ours: Socket }>;
  /** Lets it work until it is so. @returns false where it never is */
  until(isSo: () => boolean): Promise<boolean>;
  /** Lets some time go by. */
  elapse(seconds: number): void;
}

const MANY_TURNS = 20_000;

export async function openFuzzNode(script: Script, seed: number): Promise<FuzzNode> {
  const faults: unknown[] = [];
  const onFault = (fault: unknown): void => void faults.push(fault);
  const world = await openTestMempool({ onFault });
  const { clock, timers } = world;
  let dialed: Socket | undefined;
  let count = 0;
  const network = testPeerNetwork({
    ...world,
    known: openTestKnownPeers(clock),
    forwardTimers: timers,
    random: seededRandom(seed),
    onFault,
    dial: async () => (dialed ? accept(dialed) : reject('connect-failed')),
  });

  const connect: FuzzNode['connect'] = async (kind) => {
    count++;
    const address = netAddress('ipv4', Uint8Array.of(11, count >>> 16, (count >>> 8) & 0xff, count & 0xff));
    const service = { ...address, port: 18444 };
    const [theirs, ours] = memorySockets();
    if (kind === 'inbound') {
      const binding = { host: '10.0.0.2', port: 18444, permissions: new Set<never>(), isOnion: false };
      network.accept({ socket: ours, service, binding });
    } else {
      dialed = ours;
      invariant(await network.connect({ kind, useV2: false, target: service }), 'it is connected');
    }
    return { theirs, ours };
  };

  const until: FuzzNode['until'] = async (isSo) => {
    for (let turn = 0; !isSo(); turn++) {
      if (turn === MANY_TURNS) return false;
      await breathe();
      if (turn % 200 === 199) timers.runAll();
    }
    return true;
  };

  const { theirs } = await connect('inbound');
  const honest = play(theirs, script);
  honest.send(versionMessage());
  return {
    ...world,
    network,
    honest,
    faults,
    connect,
    until,
    elapse(seconds) {
      clock.setMockTime(clock.nowSeconds() + seconds);
      timers.runAll();
    },
  };
}
