import { expectDefined, invariant } from '../../util/invariant.ts';
import { type NetAddress, type NetService, netServiceKey } from '../net-address.ts';
import { type NetworkClass, routedNetworkOf } from '../routability.ts';
import type { AddressEntry } from './entry.ts';
import {
  BUCKET_COUNT,
  BUCKET_SIZE,
  newBucketOf,
  positionOf,
  type TableName,
  triedBucketOf,
} from './place.ts';

/**
 * The tables of the address book as data, and the steps by which entries move: each leaves every entry either in the
 * tried table or, up to eight times, in the new one, or gone. A place is a number, `bucket * BUCKET_SIZE + position`.
 */

/** An entry may stand in so many buckets of the new table. @source Core ADDRMAN_NEW_BUCKETS_PER_ADDRESS */
export const MAX_NEW_SLOTS = 8;

type Counts = Record<TableName, number>;

export interface AddressTables {
  /** 32 secret bytes. */
  readonly key: Uint8Array;
  /** Every entry, by netServiceKey. */
  readonly byKey: Map<string, AddressEntry>;
  /** Every entry, in an order that is made random as far as it is read. */
  readonly shuffled: AddressEntry[];
  readonly slots: Readonly<Record<TableName, (AddressEntry | undefined)[]>>;
  /** How many places of each bucket are taken. */
  readonly filled: Readonly<Record<TableName, Uint8Array>>;
  readonly counts: Map<NetworkClass, Counts>;
  /** By key, whose entries changed, came or went since they were last saved. */
  readonly changed: Map<string, NetService>;
}

export function createTables(key: Uint8Array): AddressTables {
  const places = (table: TableName) => new Array(BUCKET_COUNT[table] * BUCKET_SIZE).fill(undefined);
  return {
    key,
    byKey: new Map(),
    shuffled: [],
    slots: { new: places('new'), tried: places('tried') },
    filled: { new: new Uint8Array(BUCKET_COUNT.new), tried: new Uint8Array(BUCKET_COUNT.tried) },
    counts: new Map(),
    changed: new Map(),
  };
}

export function findEntry(tables: AddressTables, service: NetService): AddressEntry | undefined {
  return tables.byKey.get(netServiceKey(service));
}

/** True once the entry is in no table any more. */
export function isGone({ isTried, newSlots }: AddressEntry): boolean {
  return !isTried && newSlots.length === 0;
}

/** What is saved of the entry has changed. */
export function noteChange(tables: AddressTables, entry: AddressEntry): void {
  tables.changed.set(entry.key, entry.service);
}

/** The entry's place in the new table, were the source the one who told of it. */
export function newSlotOf({ key }: AddressTables, service: NetService, source: NetAddress): number {
  return slotIn(key, 'new', { bucket: newBucketOf(key, service, source), service });
}

/** The entry's place in that bucket of the new table. */
export function newSlotInBucket({ key }: AddressTables, service: NetService, bucket: number): number {
  return slotIn(key, 'new', { bucket, service });
}

/** The entry's only place in the tried table. */
export function triedSlotOf({ key }: AddressTables, service: NetService): number {
  return slotIn(key, 'tried', { bucket: triedBucketOf(key, service), service });
}

function slotIn(key: Uint8Array, table: TableName, place: { bucket: number; service: NetService }): number {
  return place.bucket * BUCKET_SIZE + positionOf(key, table, place);
}

/** How many entries there are: of a network, in a table, or in all. */
export function countEntries(tables: AddressTables, network?: NetworkClass, table?: TableName): number {
  let count = 0;
  for (const [name, counts] of tables.counts) {
    if (network !== undefined && name !== network) continue;
    if (table !== 'tried') count += counts.new;
    if (table !== 'new') count += counts.tried;
  }
  return count;
}

/** Makes the entry known, for a place in a table that it gets next. */
export function enroll(tables: AddressTables, entry: AddressEntry): void {
  entry.order = tables.shuffled.push(entry) - 1;
  tables.byKey.set(entry.key, entry);
}

/** Forgets an entry that has no place. */
export function strike(tables: AddressTables, entry: AddressEntry): void {
  invariant(isGone(entry), 'an address with a place in the book is not forgotten');
  swapOrder(tables, entry.order, tables.shuffled.length - 1);
  tables.shuffled.pop();
  tables.byKey.delete(entry.key);
  noteChange(tables, entry);
}

/** Lets two entries change places in the random order. */
export function swapOrder({ shuffled }: AddressTables, a: number, b: number): void {
  const [first, second] = [shuffled[a], shuffled[b]];
  invariant(first && second, 'the random order has no holes');
  [shuffled[a], shuffled[b]] = [second, first];
  [first.order, second.order] = [b, a];
}

/** Puts the entry into a free place of the new table. */
export function putIntoNew(tables: AddressTables, entry: AddressEntry, slot: number): void {
  if (entry.newSlots.length === 0) count(tables, entry, 'new', 1);
  setSlot(tables, 'new', slot, entry);
  entry.newSlots.push(slot);
  noteChange(tables, entry);
}

/** Frees a place of the new table; who had no other is forgotten. */
export function clearNewSlot(tables: AddressTables, slot: number): void {
  const entry = tables.slots.new[slot];
  if (!entry) return;
  takeFromNew(tables, entry, slot);
  if (isGone(entry)) strike(tables, entry);
}

function takeFromNew(tables: AddressTables, entry: AddressEntry, slot: number): void {
  setSlot(tables, 'new', slot, undefined);
  entry.newSlots.splice(entry.newSlots.indexOf(slot), 1);
  if (entry.newSlots.length === 0) count(tables, entry, 'new', -1);
  noteChange(tables, entry);
}

/** Puts an entry without a place into a free one of the tried table. */
export function putIntoTried(tables: AddressTables, entry: AddressEntry, slot: number): void {
  invariant(isGone(entry), 'an address is in one table only');
  setSlot(tables, 'tried', slot, entry);
  entry.isTried = true;
  count(tables, entry, 'tried', 1);
  noteChange(tables, entry);
}

/**
 * Moves an entry from the new table into the tried one. Whoever has its place there goes back to the new table, at the
 * cost of whoever has the place there.
 * @source Bitcoin Core src/addrman.cpp AddrManImpl::MakeTried
 */
export function makeTried(tables: AddressTables, entry: AddressEntry): void {
  for (const slot of [...entry.newSlots]) takeFromNew(tables, entry, slot);
  const slot = triedSlotOf(tables, entry.service);
  const evicted = tables.slots.tried[slot];
  if (evicted) {
    setSlot(tables, 'tried', slot, undefined);
    evicted.isTried = false;
    count(tables, evicted, 'tried', -1);
    const newSlot = newSlotOf(tables, evicted.service, evicted.source);
    clearNewSlot(tables, newSlot);
    putIntoNew(tables, evicted, newSlot);
  }
  putIntoTried(tables, entry, slot);
}

function setSlot(
  { slots, filled }: AddressTables,
  table: TableName,
  slot: number,
  entry: AddressEntry | undefined,
): void {
  const isFree = slots[table][slot] === undefined;
  invariant(isFree === (entry !== undefined), 'a place of the book is taken once and freed once');
  slots[table][slot] = entry;
  const bucket = Math.floor(slot / BUCKET_SIZE);
  const before = expectDefined(filled[table][bucket], 'a bucket of the table');
  filled[table][bucket] = before + (entry ? 1 : -1);
}

function count(tables: AddressTables, { service }: AddressEntry, table: TableName, change: 1 | -1): void {
  const network = routedNetworkOf(service);
  const counts = tables.counts.get(network) ?? { new: 0, tried: 0 };
  counts[table] += change;
  tables.counts.set(network, counts);
}
