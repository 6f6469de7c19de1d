import { onTestFinished } from 'vitest';
import type { BlockIndexEntry } from '../../../src/chain/block-index.ts';
import type { ConsensusParams } from '../../../src/consensus/params.ts';
import type { Command, Message } from '../../../src/p2p/codec/message.ts';
import type { Handler } from '../../../src/p2p/feature.ts';
import type { HeadersContext } from '../../../src/p2p/headers/headers-context.ts';
import { createHeadersSync, type HeadersSync } from '../../../src/p2p/headers/headers-sync.ts';
import type { Peer } from '../../../src/p2p/peer.ts';
import { createPeerChains, type PeerChains } from '../../../src/p2p/peer-chains.ts';
import type { BlockHeader } from '../../../src/primitives/block-header.ts';
import { displayHash, type Hash256, hashKey } from '../../../src/primitives/hash256.ts';
import { REGTEST } from '../regtest.ts';
import { recordingLog } from '../rpc.ts';
import { openTestChain, TEST_TIME, type TestChain, type TestChainOptions } from '../test-chain.ts';
import { createTestPeer, seededRandom, type TestPeer } from './test-peer.ts';

/** The part of the protocol that deals with headers, on a real chain, among peers without connections. */
export interface HeadersScene extends TestChain {
  readonly context: HeadersContext;
  readonly sync: HeadersSync;
  readonly chains: PeerChains;
  /** What was logged, as `category line`. */
  readonly lines: readonly string[];
  readonly faults: readonly unknown[];
  /** Blocks that lead to these are to be fetched, `peer height`. */
  readonly fetches: readonly string[];
  /** Hashes of blocks that were asked of somebody. */
  readonly requested: Set<string>;
  /** What the clock says. */
  now(): number;
  advance(seconds: number): void;
  setSyncing(isSyncing: boolean): void;
  setDownloading(isDownloading: boolean): void;
  /** Connects a peer that has done its handshake. */
  join(given?: Partial<Peer>): TestPeer;
  /** The peer is gone. */
  leave(peer: TestPeer): void;
  /** Lets the peer say something; what follows is done when this is fulfilled, a send pass of its own included. */
  hear(peer: TestPeer, message: Message): Promise<void>;
  hearHeaders(peer: TestPeer, headers: readonly { readonly header: BlockHeader }[]): Promise<void>;
  /** Gives each peer that is there a send pass. */
  pass(): void;
}

export interface HeadersSceneOptions extends Omit<TestChainOptions, 'params' | 'log'> {
  readonly params?: Partial<ConsensusParams>;
}

export async function openHeadersScene(options: HeadersSceneOptions = {}): Promise<HeadersScene> {
  const lines: string[] = [];
  const log = recordingLog(lines);
  const { params, ...rest } = options;
  const chain = await openTestChain({ ...rest, params: { ...REGTEST.consensus, ...params } });
  const { chainstate, clock } = chain;
  // What was fed is written before the store is closed.
  onTestFinished(chainstate.settled);
  const peers: TestPeer[] = [];
  const faults: unknown[] = [];
  const fetches: string[] = [];
  const requested = new Set<string>();
  let now = TEST_TIME;
  let isSyncing = false;
  let isDownloading = false;
  let nextId = 0;
  clock.setMockTime(now);
  const context: HeadersContext = {
    chainstate,
    clock,
    random: seededRandom(1),
    log,
    isInitialBlockDownload: () => isSyncing,
    peers: () => peers.map(({ peer }) => peer),
    onFault: (fault) => void faults.push(fault),
  };
  const chains = createPeerChains(context);
  const sync = createHeadersSync({
    context,
    chains,
    blocks: {
      directFetch: (peer: Peer, { height }: BlockIndexEntry) => void fetches.push(`${peer.id} ${height}`),
      isRequested: (hash) => requested.has(hashKey(hash)),
      isDownloading: () => isDownloading,
    },
  });

  function passFor({ peer }: TestPeer): void {
    for (const feature of sync.features) if (!peer.isGone) feature.sendPass?.(peer);
  }

  function leave(left: TestPeer): void {
    peers.splice(peers.indexOf(left), 1);
    for (const feature of sync.features) feature.gone?.(left.peer);
  }

  async function hear(from: TestPeer, message: Message): Promise<void> {
    for (const feature of sync.features) {
      const handler = feature.handlers[message.command] as Handler<Command> | undefined;
      await handler?.(from.peer, message);
    }
    passFor(from);
    for (const one of [...peers]) if (one.peer.isGone) leave(one);
  }

  return {
    ...chain,
    context,
    sync,
    chains,
    lines,
    faults,
    fetches,
    requested,
    now: () => now,
    advance(seconds) {
      now += seconds;
      clock.setMockTime(now);
    },
    setSyncing(value) {
      isSyncing = value;
    },
    setDownloading(value) {
      isDownloading = value;
    },
    join(given = {}) {
      const joined = createTestPeer({ id: nextId++, connectedAt: now, ...given });
      peers.push(joined);
      return joined;
    },
    leave,
    hear,
    hearHeaders: (from, headers) =>
      hear(from, { command: 'headers', headers: headers.map(({ header }) => header) }),
    pass: () => peers.forEach(passFor),
  };
}

/** The first hash of each locator that the peer got with a `getheaders`, as people read it. */
export function askedFrom(peer: TestPeer): readonly string[] {
  return peer.sentOf('getheaders').map(({ locator }) => displayHash(locator[0] as Hash256));
}
