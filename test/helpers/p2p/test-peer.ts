import { createHash } from 'node:crypto';
import type { Command, Message, MessageOf } from '../../../src/p2p/codec/message.ts';
import { netAddress } from '../../../src/p2p/net-address.ts';
import type { P2pOptions } from '../../../src/p2p/options.ts';
import type { Greeting, Peer } from '../../../src/p2p/peer.ts';
import type { Random } from '../../../src/p2p/random.ts';
import { SERVICE } from '../../../src/p2p/services.ts';

/** A peer without a connection: what it is sent is kept. */
export interface TestPeer {
  readonly peer: Peer;
  /** Everything that was sent to it, the oldest first. */
  readonly sent: readonly Message[];
  /** What was sent of one kind. */
  sentOf<C extends Command>(command: C): readonly MessageOf<C>[];
  /** Forgets what was sent so far. */
  clear(): void;
  /** Why it was punished; undefined: it was not. */
  punishedFor(): string | undefined;
  /** Why it was disconnected; undefined: it was not. */
  disconnectedFor(): string | undefined;
}

export const TEST_GREETING: Greeting = {
  version: 70_017,
  commonVersion: 70_017,
  services: SERVICE.network | SERVICE.witness,
  userAgent: '/test/',
  startHeight: 0,
  wantsTransactions: true,
  timeOffset: 0,
  localService: { ...netAddress('ipv4', Uint8Array.of(127, 0, 0, 1)), port: 18444 },
};

export const TEST_P2P_OPTIONS: P2pOptions = {
  userAgent: '/test/',
  blocksOnly: false,
  maxUploadTarget: 0,
  txSendRate: 14,
  maxExtraTransactions: 100,
  isActive: true,
  useV2: false,
  peerTimeout: 60,
};

/** One that has done its handshake, unless said otherwise. @param given - how it differs from an outbound full relay peer */
export function createTestPeer(given: Partial<Peer> = {}): TestPeer {
  let sent: Message[] = [];
  let punished: string | undefined;
  let disconnected: string | undefined;
  const id = given.id ?? 0;
  const peer: Peer = {
    id,
    kind: 'outbound-full-relay',
    service: { ...netAddress('ipv4', Uint8Array.of(10, 0, id >> 8, id & 0xff)), port: 18444 },
    network: 'not_publicly_routable',
    name: `peer ${id}`,
    permissions: new Set(),
    ourServices: SERVICE.network | SERVICE.witness | SERVICE.networkLimited,
    connectedAt: 0,
    greeting: TEST_GREETING,
    usesWtxids: true,
    wantsAddrV2: true,
    isReady: true,
    get isGone() {
      return punished !== undefined || disconnected !== undefined;
    },
    isPaused: () => false,
    send: (message) => void sent.push(message),
    disconnect(why) {
      disconnected ??= why;
    },
    punish(why) {
      punished ??= why;
    },
    ...given,
  };
  return {
    peer,
    get sent() {
      return sent;
    },
    sentOf: <C extends Command>(command: C) =>
      sent.filter((message): message is MessageOf<C> => message.command === command),
    clear() {
      sent = [];
    },
    punishedFor: () => punished,
    disconnectedFor: () => disconnected,
  };
}

const UINT48 = 2 ** 48;

/** The same numbers for the same seed. */
export function seededRandom(seed: number): Random {
  let count = 0;
  const draw = (size: number): Buffer =>
    createHash('shake256', { outputLength: size }).update(`${seed} ${count++}`).digest();
  return {
    below: (limit) => Math.floor((draw(6).readUIntBE(0, 6) / UINT48) * limit),
    uint64: () => draw(8).readBigUInt64LE(),
    bytes: (size) => Uint8Array.from(draw(size)),
  };
}
