import { displayHash, type Hash256 } from '../primitives/hash256.ts';
import { INV_TYPE, type InventoryItem } from './codec/message.ts';

/** A transaction as peers name it: by its txid, or by its wtxid (BIP339). @source Bitcoin Core GenTxid */
export interface TxRef {
  readonly hash: Hash256;
  readonly isWtxid: boolean;
}

/** The transaction that an item names; undefined where it names something else. */
export function txRefOf({ type, hash }: InventoryItem): TxRef | undefined {
  const isTx = type === INV_TYPE.tx || type === INV_TYPE.wtx || type === INV_TYPE.witnessTx;
  return isTx ? { hash, isWtxid: type === INV_TYPE.wtx } : undefined;
}

const NAMES: ReadonlyMap<number, string> = new Map([
  [INV_TYPE.tx, 'tx'],
  [INV_TYPE.block, 'block'],
  [INV_TYPE.filteredBlock, 'merkleblock'],
  [INV_TYPE.compactBlock, 'cmpctblock'],
  [INV_TYPE.wtx, 'wtx'],
]);

const WITNESS_FLAG = 2 ** 30;
const HEX = 16;
const TYPE_DIGITS = 8;

/** An item as log lines have it. @source Bitcoin Core src/protocol.cpp CInv::ToString */
export function inventoryText({ type, hash }: InventoryItem): string {
  const isWitness = Math.floor(type / WITNESS_FLAG) % 2 === 1;
  // The two highest bits say how it is to be sent.
  const name = NAMES.get(type % WITNESS_FLAG);
  const what = name && `${isWitness ? 'witness-' : ''}${name}`;
  return `${what ?? `0x${type.toString(HEX).padStart(TYPE_DIGITS, '0')}`} ${displayHash(hash)}`;
}
