import type { Transaction } from '../../primitives/tx.ts';
import { createFifo, type Fifo } from '../../util/fifo.ts';
import { INV_TYPE, type InventoryItem, type MessageOf } from '../codec/message.ts';
import type { P2pContext } from '../context.ts';
import type { Feature } from '../feature.ts';
import { inventoryText } from '../inventory.ts';
import { type Peer, perPeer } from '../peer.ts';

/**
 * Answers what peers ask for with `getdata`, in their order: all transactions that come next, then one block, then
 * others have their turn.
 * @source Bitcoin Core src/net_processing.cpp PeerManagerImpl::ProcessGetData
 */
export interface GetDataService {
  readonly feature: Feature;
  /** Adds to what the peer has asked for. */
  enqueue(peer: Peer, item: InventoryItem): void;
}

export interface GetDataParts {
  readonly context: Pick<P2pContext, 'log'>;
  /** Whether the peer gets transactions at all; else it is not even told that they are not here. */
  readonly servesTransactions: (peer: Peer) => boolean;
  readonly findTxToSend: (peer: Peer, item: InventoryItem) => Transaction | undefined;
  /** Sends a block, or does what else follows. */
  readonly serveBlock: (peer: Peer, item: InventoryItem) => void | Promise<void>;
}

const TX_TYPES: readonly number[] = [INV_TYPE.tx, INV_TYPE.wtx, INV_TYPE.witnessTx];
const BLOCK_TYPES: readonly number[] = [
  INV_TYPE.block,
  INV_TYPE.filteredBlock,
  INV_TYPE.compactBlock,
  INV_TYPE.witnessBlock,
];

export function createGetDataService(parts: GetDataParts): GetDataService {
  const { log } = parts.context;
  const queues = perPeer<Fifo<InventoryItem>>(() => createFifo());

  /** Some of what the peer asked for. @returns whether there was anything to do, and room for it */
  async function serveSome(peer: Peer): Promise<boolean> {
    const queue = queues.of(peer);
    if (queue.size === 0 || peer.isGone || peer.isPaused()) return false;
    const next = serveTransactions(peer, queue);
    // What is of no known kind is passed over.
    if (next && BLOCK_TYPES.includes(next.type)) await parts.serveBlock(peer, next);
    return true;
  }

  /** Answers for the transactions that come next. @returns the first item that is none, which is off the queue then */
  function serveTransactions(peer: Peer, queue: Fifo<InventoryItem>): InventoryItem | undefined {
    const missing: InventoryItem[] = [];
    let item: InventoryItem | undefined;
    while (!peer.isPaused()) {
      item = queue.shift();
      if (!item || !TX_TYPES.includes(item.type)) break;
      if (parts.servesTransactions(peer)) {
        const tx = parts.findTxToSend(peer, item);
        if (tx) peer.send({ command: 'tx', tx, withoutWitness: item.type === INV_TYPE.tx });
        else missing.push(item);
      }
      item = undefined;
    }
    if (missing.length > 0) peer.send({ command: 'notfound', items: missing });
    return item;
  }

  async function onGetData(peer: Peer, { items }: MessageOf<'getdata'>): Promise<void> {
    log.debug('net', `received getdata (${items.length} invsz) peer=${peer.id}`);
    const [first] = items;
    if (first) log.debug('net', () => `received getdata for: ${inventoryText(first)} peer=${peer.id}`);
    for (const item of items) queues.of(peer).push(item);
    await serveSome(peer);
  }

  return {
    feature: {
      handlers: { getdata: onGetData },
      resume: serveSome,
      isBusy: (peer) => queues.of(peer).size > 0,
      gone: queues.drop,
    },
    enqueue: (peer, item) => queues.of(peer).push(item),
  };
}
