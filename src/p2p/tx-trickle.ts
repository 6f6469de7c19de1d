import { drain } from '../mempool/cluster/chunk-feed.ts';
import type { MempoolEntry } from '../mempool/entry.ts';
import type { Mempool } from '../mempool/mempool.ts';
import { bestFirst } from './announce-backlog.ts';
import { MAX_INV_SIZE } from './codec/limits.ts';
import type { InventoryItem } from './codec/message.ts';
import { isInbound, type Peer } from './peer.ts';
import { exponentialMs, type Random } from './random.ts';
import { itemFor, paysEnough, type RelayPeer } from './tx-relay-peers.ts';

/**
 * Announces transactions now and then, some at a time: who listens can't tell when each came, nor from whom.
 * @source Bitcoin Core src/net_processing.cpp PeerManagerImpl::SendMessages
 */
export interface Trickle {
  /** Announces what waits, if it is time. */
  announce(peer: Peer, state: RelayPeer, nowMs: number): void;
}

/** On average. An outbound peer was chosen by us: there is less to hide from it. */
const INBOUND_MS = 5000;
const OUTBOUND_MS = 2000;

export function createTrickle(mempool: Mempool, random: Pick<Random, 'below'>): Trickle {
  /** Inbound peers of one network have one time, or somebody with many connections would see more than with one. */
  const inboundTimes = new Map<string, number>();

  function nextTime(peer: Peer, nowMs: number): number {
    if (!isInbound(peer)) return nowMs + exponentialMs(random, OUTBOUND_MS);
    const { network } = peer.service;
    const known = inboundTimes.get(network) ?? 0;
    const next = known < nowMs ? nowMs + exponentialMs(random, INBOUND_MS) : known;
    inboundTimes.set(network, next);
    return next;
  }

  /** What the peer wants of these and does not know. It knows them then. */
  function* chosen(peer: Peer, state: RelayPeer, entries: Iterable<MempoolEntry>): Generator<InventoryItem> {
    for (const entry of entries) {
      const item = itemFor(peer, entry);
      if (!paysEnough(entry, state) || state.known.contains(item.hash)) continue;
      if (state.bloomFilter && !state.bloomFilter.isRelevantAndUpdate(entry.tx)) continue;
      state.known.insert(item.hash);
      yield item;
    }
  }

  /** All that the peer wants, also what it knows: it has asked. */
  function* wholeMempool(peer: Peer, state: RelayPeer): Generator<InventoryItem> {
    for (const { entries } of drain(mempool.feed())) {
      for (const entry of entries) {
        if (!paysEnough(entry, state)) continue;
        if (state.bloomFilter && !state.bloomFilter.isRelevantAndUpdate(entry.tx)) continue;
        const item = itemFor(peer, entry);
        state.known.insert(item.hash);
        yield item;
      }
    }
  }

  return {
    announce(peer, state, nowMs) {
      const isTime = state.nextInvMs < nowMs;
      if (isTime) state.nextInvMs = nextTime(peer, nowMs);
      if (!isTime && !peer.permissions.has('noban')) return;
      if (!state.wantsTransactions) state.toSend = [];
      const waiting = state.toSend;
      if (!state.wantsMempool && waiting.length === 0) return;
      state.toSend = [];
      // What is announced now may be asked for.
      state.lastInvSequence = mempool.sequence();
      const items = state.wantsMempool
        ? wholeMempool(peer, state)
        : chosen(peer, state, bestFirst(waiting, mempool));
      state.wantsMempool = false;
      sendInv(peer, [...items]);
    },
  };
}

function sendInv(peer: Peer, items: readonly InventoryItem[]): void {
  for (let from = 0; from < items.length; from += MAX_INV_SIZE) {
    peer.send({ command: 'inv', items: items.slice(from, from + MAX_INV_SIZE) });
  }
}
