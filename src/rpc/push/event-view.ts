import type { BlockIndexEntry } from '../../chain/block-index.ts';
import type { PushEvent, TransactionEvent } from '../../notify/push-events.ts';
import { blockSize } from '../../primitives/block.ts';
import { displayHash } from '../../primitives/hash256.ts';
import type { AddressPrefixes } from '../../script/address.ts';
import { amount } from '../json.ts';
import { transactionView } from '../views/transaction.ts';

/** An event as it is sent: its `type` says which fields it has; docs/events.md lists them. */
export function eventView(event: PushEvent, prefixes: AddressPrefixes): object {
  switch (event.topic) {
    case 'blocks':
      return {
        type: 'block',
        ...blockId(event.entry),
        time: event.entry.header.time,
        previousblockhash: displayHash(event.entry.header.prevBlockHash),
        nTx: event.block.transactions.length,
        size: blockSize(event.block),
      };
    case 'transactions':
      return { type: 'transaction', ...placeView(event), tx: transactionView(event.tx, { prefixes }) };
    case 'reorganisations':
      return {
        type: 'reorganisation',
        from: blockId(event.from),
        to: blockId(event.to),
        fork: blockId(event.fork),
        disconnected: hashesAbove(event.fork, event.from),
        connected: hashesAbove(event.fork, event.to),
      };
    case 'hashrate':
      return {
        type: 'hashrate',
        hashespersec: Math.round(event.hashRate?.total ?? 0),
        threadhashespersec: (event.hashRate?.perThread ?? []).map(Math.round),
        threads: event.threads,
      };
  }
}

function blockId({ hash, height }: BlockIndexEntry) {
  return { hash: displayHash(hash), height };
}

function placeView({ place }: TransactionEvent) {
  switch (place.in) {
    case 'mempool':
      return { status: 'mempool', fee: amount(place.entry.fee), vsize: place.entry.vsize };
    case 'block':
      return { status: 'confirmed', block: blockId(place.block) };
    case 'nothing':
      return { status: 'removed', reason: place.reason };
  }
}

/** From the block above `fork` up to `tip`. */
function hashesAbove(fork: BlockIndexEntry, tip: BlockIndexEntry): readonly string[] {
  const hashes: string[] = [];
  for (let walk: BlockIndexEntry | undefined = tip; walk && walk !== fork; walk = walk.parent) {
    hashes.push(displayHash(walk.hash));
  }
  return hashes.reverse();
}
