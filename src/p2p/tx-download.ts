import { displayHash, hashKey } from '../primitives/hash256.ts';
import { INV_TYPE, type InventoryItem, type MessageOf } from './codec/message.ts';
import type { P2pContext } from './context.ts';
import type { Feature } from './feature.ts';
import { inventoryText, type TxRef, txRefOf } from './inventory.ts';
import { acceptsTransactions, logName, type Peer, perPeer } from './peer.ts';
import { isPreferredDownload } from './peer-chains.ts';
import { canServeWitnesses } from './services.ts';
import type { TxArrivals } from './tx-arrivals.ts';
import type { TxAsking } from './tx-asking.ts';
import type { TxRelay } from './tx-relay.ts';
import type { TxRequests } from './tx-requests.ts';

export interface TxDownloadDependencies extends P2pContext {
  readonly asking: TxAsking;
  readonly requests: Pick<TxRequests, 'noteAnswered'>;
  readonly arrivals: TxArrivals;
  readonly relay: Pick<TxRelay, 'noteKnown'>;
}

/** Items in one request. @source Bitcoin Core src/net_processing.cpp MAX_GETDATA_SZ */
const MAX_GETDATA_SIZE = 1000;
/** What a `notfound` may answer: all announcements of a peer, and its blocks. */
const MAX_NOTFOUND_SIZE = 5000 + 16;

/**
 * Transactions on their way in: what peers say that they have, and send.
 * @source Bitcoin Core src/net_processing.cpp PeerManagerImpl::ProcessMessage, SendMessages
 */
export function createTxDownload(deps: TxDownloadDependencies): Feature {
  const { clock, log, options, isInitialBlockDownload, asking, requests, arrivals, relay } = deps;
  const lastAcceptedAt = perPeer(() => ({ seconds: 0 }));

  function onInv(peer: Peer, { items }: MessageOf<'inv'>): void {
    const seen = new Set<string>();
    const nowMs = clock.nowMs();
    for (const item of items) {
      const tx = txRefOf(item);
      if (!tx && item.type !== INV_TYPE.block) {
        log.debug('net', () => `Unknown inv type "${inventoryText(item)}" received from ${logName(peer)}`);
      }
      // Each peer names transactions one way.
      if (!tx || item.type === (peer.usesWtxids ? INV_TYPE.tx : INV_TYPE.wtx)) continue;
      if (!acceptsTransactions(peer, options)) {
        peer.disconnect(`transaction (${displayHash(item.hash)}) inv sent in violation of protocol`);
        return;
      }
      const key = `${tx.isWtxid} ${hashKey(item.hash)}`;
      if (!seen.has(key)) onAnnounced(peer, { item, tx, nowMs });
      seen.add(key);
    }
  }

  function onAnnounced(
    peer: Peer,
    { item, tx, nowMs }: { readonly item: InventoryItem; readonly tx: TxRef; readonly nowMs: number },
  ): void {
    relay.noteKnown(peer, item.hash);
    if (isInitialBlockDownload()) return;
    const isKnown = asking.announced(peer.id, tx, nowMs);
    log.debug('net', () => `got inv: ${inventoryText(item)} ${isKnown ? 'have' : 'new'} ${logName(peer)}`);
  }

  function uselessTx(peer: Peer): string | undefined {
    if (!acceptsTransactions(peer, options)) {
      peer.disconnect('transaction sent in violation of protocol');
      return `ignoring transaction from ${logName(peer)}`;
    }
    // What it spends may be in blocks that are still to come.
    return isInitialBlockDownload()
      ? `ignoring transaction from ${logName(peer)}, as blocks are missing`
      : undefined;
  }

  async function onTx(peer: Peer, { tx }: MessageOf<'tx'>): Promise<void> {
    relay.noteKnown(peer, peer.usesWtxids ? tx.wtxid : tx.txid);
    if (await arrivals.receive(tx, peer)) lastAcceptedAt.of(peer).seconds = clock.nowSeconds();
  }

  function onNotFound(peer: Peer, { items }: MessageOf<'notfound'>): void {
    if (items.length > MAX_NOTFOUND_SIZE) return;
    for (const item of items) if (txRefOf(item)) requests.noteAnswered(peer.id, item.hash);
  }

  function request(peer: Peer): void {
    const items = asking.take(peer.id, clock.nowMs()).map((tx) => requestFor(peer, tx));
    for (let from = 0; from < items.length; from += MAX_GETDATA_SIZE) {
      peer.send({ command: 'getdata', items: items.slice(from, from + MAX_GETDATA_SIZE) });
    }
  }

  return {
    handlers: { inv: onInv, tx: onTx, notfound: onNotFound },
    useless: (peer, command) => (command === 'tx' ? uselessTx(peer) : undefined),
    ready(peer) {
      asking.connected(peer.id, {
        isPreferred: isPreferredDownload(peer),
        hasRelayPermission: peer.permissions.has('relay'),
        usesWtxids: peer.usesWtxids,
      });
    },
    sendPass: request,
    resume: (peer) => arrivals.reconsider(peer),
    gone(peer) {
      asking.gone(peer.id);
      lastAcceptedAt.drop(peer);
    },
    stats: (peer) => ({ lastTransactionAt: lastAcceptedAt.of(peer).seconds }),
  };
}

/** By its txid it is asked for with its witness. */
function requestFor(peer: Peer, { hash, isWtxid }: TxRef): InventoryItem {
  if (isWtxid) return { type: INV_TYPE.wtx, hash };
  return { type: canServeWitnesses(peer) ? INV_TYPE.witnessTx : INV_TYPE.tx, hash };
}
