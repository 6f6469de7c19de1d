import { onTestFinished } from 'vitest';
import type { BlockIndexEntry } from '../../../src/chain/block-index.ts';
import { type Blocks, createBlocks } from '../../../src/p2p/blocks/blocks.ts';
import type { BloomFilter } from '../../../src/p2p/bloom-filter.ts';
import type { Command, Message } from '../../../src/p2p/codec/message.ts';
import type { P2pContext } from '../../../src/p2p/context.ts';
import type { Handler } from '../../../src/p2p/feature.ts';
import type { Peer } from '../../../src/p2p/peer.ts';
import { createPeerChains, type PeerChains } from '../../../src/p2p/peer-chains.ts';
import { createUploadTarget, type UploadTarget } from '../../../src/p2p/upload-target.ts';
import type { BlockHeader } from '../../../src/primitives/block-header.ts';
import type { Hash256 } from '../../../src/primitives/hash256.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { expectDefined, invariant } from '../../../src/util/invariant.ts';
import type { LogCategory } from '../../../src/util/log.ts';
import type { BuiltBlock } from '../chain-builder.ts';
import { openTestMempool, type TestMempool, type TestMempoolOptions } from '../test-mempool.ts';
import { createTestPeer, seededRandom, TEST_P2P_OPTIONS, type TestPeer } from './test-peer.ts';

/** The part of the protocol that deals with blocks, on a real chain and mempool, among peers without connections. */
export interface BlockScene extends TestMempool {
  readonly blocks: Blocks;
  readonly chains: PeerChains;
  readonly uploadTarget: UploadTarget;
  /** What was logged, as `category line`. */
  readonly lines: readonly string[];
  readonly faults: readonly unknown[];
  /** Headers that came in compact blocks and are to be dealt with as headers. */
  readonly announcedHeaders: readonly BlockHeader[];
  /** Peers that were asked for headers. */
  readonly askedForHeaders: readonly Peer[];
  /** The transactions that peers may have, by their hash as it was asked for. */
  readonly served: Map<Hash256, Transaction>;
  /** The peers' bloom filters. */
  readonly filters: Map<Peer, BloomFilter>;
  /** Blocks after which a peer asks for more inventory. */
  readonly continuations: Map<Peer, Hash256>;
  setSyncing(isSyncing: boolean): void;
  /** Connects a peer; it has said that it can do compact blocks. */
  join(given?: Partial<Peer>): TestPeer;
  /** Connects one that has said nothing. */
  joinSilently(given?: Partial<Peer>): TestPeer;
  /** The peer is gone. */
  leave(peer: TestPeer): void;
  /** Lets the peer say something, and does all that follows at once, a send pass of its own included. */
  hear(peer: TestPeer, message: Message): Promise<void>;
  /** Gives each peer that is there a send pass. */
  pass(): void;
  /** Takes headers in, and notes that these peers have all of their blocks. */
  know(headers: readonly BuiltBlock[], ...peers: readonly TestPeer[]): Promise<void>;
  entryOf(block: { readonly hash: Hash256 }): BlockIndexEntry;
  /** Moves the wall clock on. */
  advance(seconds: number): void;
  /** Moves the clock of durations on. */
  elapse(ms: number): void;
}

export interface BlockSceneOptions extends TestMempoolOptions {
  readonly p2p?: Partial<P2pContext['options']>;
  readonly maxUploadTarget?: number;
}

export async function openBlockScene(request: BlockSceneOptions = {}): Promise<BlockScene> {
  let monotonicMs = 0;
  const world = await openTestMempool({ monotonicMs: () => monotonicMs, ...request });
  const { chainstate, mempool, clock } = world;
  // What was fed is written before the store is closed.
  onTestFinished(chainstate.settled);
  const lines: string[] = [];
  const faults: unknown[] = [];
  const announcedHeaders: BlockHeader[] = [];
  const askedForHeaders: Peer[] = [];
  const served = new Map<Hash256, Transaction>();
  const continuations = new Map<Peer, Hash256>();
  const filters = new Map<Peer, BloomFilter>();
  const peers: TestPeer[] = [];
  let isSyncing = false;
  const say = (category: string) => (line: string) => void lines.push(`${category} ${line}`);
  const context: P2pContext = {
    chainstate,
    mempool,
    clock,
    random: seededRandom(1),
    log: {
      info: say('info'),
      warn: say('warn'),
      error: say('error'),
      debug: (category: LogCategory, line) => say(category)(typeof line === 'string' ? line : line()),
    },
    options: { ...TEST_P2P_OPTIONS, ...request.p2p },
    isInitialBlockDownload: () => isSyncing,
    peers: () => peers.map(({ peer }) => peer),
    wake: () => {},
    onFault: (fault) => void faults.push(fault),
  };
  const chains = createPeerChains(context);
  const uploadTarget = createUploadTarget(request.maxUploadTarget ?? 0, clock);
  const blocks = createBlocks({
    ...context,
    chains,
    uploadTarget,
    maxExtraTransactions: 100,
    headers: {
      askForHeaders: (peer) => void askedForHeaders.push(peer),
      receiveAnnounced: (_, header) => void announcedHeaders.push(header),
    },
    servesTransactions: () => true,
    findTxToSend: (_, { hash }) => [...served].find(([id]) => Buffer.compare(id, hash) === 0)?.[1],
    bloomFilterOf: (peer) => filters.get(peer),
    continuation: {
      get: (peer) => continuations.get(peer),
      clear: (peer) => continuations.delete(peer),
    },
  });

  function passFor({ peer }: TestPeer): void {
    for (const feature of blocks.features) if (!peer.isGone) feature.sendPass?.(peer);
  }

  function leave(left: TestPeer): void {
    peers.splice(peers.indexOf(left), 1);
    for (const feature of blocks.features) feature.gone?.(left.peer);
  }

  function forgetGone(): void {
    for (const one of [...peers]) if (one.peer.isGone) leave(one);
  }

  async function workOff({ peer }: TestPeer): Promise<void> {
    const resumed = await Promise.all(blocks.features.map((feature) => feature.resume?.(peer)));
    if (resumed.some(Boolean)) await workOff({ peer } as TestPeer);
  }

  async function hear(from: TestPeer, message: Message): Promise<void> {
    if (from.peer.isGone) return;
    for (const feature of blocks.features) {
      const handler = feature.handlers[message.command] as Handler<Command> | undefined;
      await handler?.(from.peer, message);
    }
    await workOff(from);
    passFor(from);
    forgetGone();
  }

  function joinSilently(given: Partial<Peer> = {}): TestPeer {
    const joined = createTestPeer({ id: peers.length, ...given });
    peers.push(joined);
    return joined;
  }

  const entryOf: BlockScene['entryOf'] = ({ hash }) =>
    expectDefined(chainstate.find(hash), 'a header that is known');

  return {
    ...world,
    blocks,
    chains,
    uploadTarget,
    lines,
    faults,
    announcedHeaders,
    askedForHeaders,
    served,
    filters,
    continuations,
    setSyncing(syncing) {
      isSyncing = syncing;
    },
    joinSilently,
    join(given) {
      const joined = joinSilently(given);
      const handlers = blocks.features.map((feature) => feature.handlers.sendcmpct);
      for (const handler of handlers)
        handler?.(joined.peer, { command: 'sendcmpct', highBandwidth: false, version: 2n });
      return joined;
    },
    leave,
    hear,
    pass() {
      for (const one of [...peers]) passFor(one);
      forgetGone();
    },
    async know(known, ...owners) {
      const { refused } = await chainstate.feedHeaders(known.map(({ header }) => header));
      invariant(!refused, 'no header of these is refused');
      await chainstate.settled();
      const last = known.at(-1);
      for (const { peer } of owners) if (last) chains.noteAnnounced(peer, last.hash);
    },
    entryOf,
    advance: (seconds) => clock.setMockTime(clock.nowSeconds() + seconds),
    elapse(ms) {
      monotonicMs += ms;
    },
  };
}
