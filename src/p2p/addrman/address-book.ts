import type { Clock } from '../../util/clock.ts';
import type { Log } from '../../util/log.ts';
import type { PeerAddress } from '../codec/message.ts';
import { formatNetAddress, type NetAddress, type NetService } from '../net-address.ts';
import type { AddressChanges, KeptAddresses } from '../ports.ts';
import type { Random } from '../random.ts';
import type { NetworkClass } from '../routability.ts';
import { addAddress } from './add.ts';
import { drawHolder, noteGood, resolveCollisions, type TriedParts } from './collisions.ts';
import type { AddressEntry } from './entry.ts';
import { splitSlot, type TableName } from './place.ts';
import { recordOf, restoreRecords } from './restore.ts';
import { type GetAddressesRequest, type SelectRequest, sampleEntries, selectEntry } from './select.ts';
import {
  type AddressTables,
  countEntries,
  createTables,
  findEntry,
  newSlotOf,
  noteChange,
  triedSlotOf,
} from './tables.ts';

/** An address to connect to. */
export interface Candidate {
  readonly address: PeerAddress;
  /** When we last tried it, seconds since 1970; 0: never. */
  readonly lastTry: number;
}

/** Where an address stands. @source Bitcoin Core src/addrman.h AddressPosition */
export interface AddressPosition {
  readonly table: TableName;
  /** In so many buckets. */
  readonly multiplicity: number;
  readonly bucket: number;
  readonly position: number;
}

export interface ListedAddress extends Pick<AddressPosition, 'bucket' | 'position'> {
  readonly address: PeerAddress;
  readonly source: NetAddress;
}

/**
 * The addresses of other nodes, up to some 80,000: a new table of those that others told of (1024 buckets of 64), a tried
 * table of those that a connection of ours reached (256 buckets of 64). Where one may stand is chosen by a secret key, its
 * group and its source's group, so that nobody can fill the book with his own:
 *
 * - all that the sources of one group tell goes into at most 64 of the 1024 new buckets, 6.25 % of the table;
 * - the addresses of one group go into at most 8 of the 256 tried buckets, 3.125 % of the table;
 * - an address that answers is pushed out of the tried table only once it fails a test.
 *
 * @source Bitcoin Core src/addrman.h AddrMan
 */
export interface AddressBook {
  /** Notes what a source tells; true where at least one got a place. @param timePenalty - seconds taken off what it says */
  add(addresses: readonly PeerAddress[], source: NetAddress, timePenalty?: number): boolean;
  /** A connection of ours succeeded; true where the address got into the tried table. */
  good(service: NetService): boolean;
  /** A connection of ours was tried. @param isFailure - counts against it, until the next success */
  attempt(service: NetService, isFailure: boolean): void;
  /** A connection of ours ended that was good. */
  connected(service: NetService): void;
  setServices(service: NetService, services: bigint): void;
  select(request?: SelectRequest): Candidate | undefined;
  /** An address whose place in the tried table another one could have: to be tested. */
  selectTriedCollision(): Candidate | undefined;
  /** Acts on the outcome of those tests. */
  resolveCollisions(): void;
  getAddresses(request: GetAddressesRequest): readonly PeerAddress[];
  size(network?: NetworkClass, table?: TableName): number;
  findEntry(service: NetService): AddressPosition | undefined;
  /** Everything in a table, by places. */
  getEntries(table: TableName): readonly ListedAddress[];
  /** 32 secret bytes. */
  readonly key: Uint8Array;
  /** What is to be kept, since the last noteSaved(). */
  changes(): AddressChanges;
  noteSaved(): void;
}

export interface AddressBookDependencies {
  /** What was kept of it; without records it is a new book. */
  readonly kept: KeptAddresses;
  readonly random: Random;
  readonly clock: Pick<Clock, 'nowSeconds'>;
  readonly log: Pick<Log, 'debug'>;
}

/** Times of what others see of a connection are this coarse, seconds. */
const CONNECTED_INTERVAL = 20 * 60;

export function createAddressBook({ kept, random, clock, log }: AddressBookDependencies): AddressBook {
  const tables = createTables(kept.key);
  const parts: TriedParts = { tables, random, log, collisions: new Set() };
  // Later than any entry's last counted try: the first failure counts.
  let lastGood = 1;
  const now = clock.nowSeconds;
  restore(tables, kept, log);

  return {
    add(addresses, source, timePenalty = 0) {
      const request = { source, timePenalty, now: now() };
      const added = addresses.filter((address) => addAddress(parts, address, request)).length;
      if (added > 0) log.debug('addrman', () => describeAddition(tables, { added, addresses, source }));
      return added > 0;
    },
    good(service) {
      lastGood = now();
      return noteGood(parts, service, lastGood);
    },
    attempt(service, isFailure) {
      const entry = findEntry(tables, service);
      if (!entry) return;
      entry.lastTry = now();
      if (!isFailure || entry.lastCountedTry >= lastGood) return;
      entry.lastCountedTry = entry.lastTry;
      entry.attempts++;
      noteChange(tables, entry);
    },
    connected(service) {
      const entry = findEntry(tables, service);
      if (!entry || now() - entry.time <= CONNECTED_INTERVAL) return;
      entry.time = now();
      noteChange(tables, entry);
    },
    setServices(service, services) {
      const entry = findEntry(tables, service);
      if (!entry || entry.services === services) return;
      entry.services = services;
      noteChange(tables, entry);
    },
    select: (request = {}) => candidateOf(selectEntry(parts, request, now())),
    selectTriedCollision: () => candidateOf(drawHolder(parts)),
    resolveCollisions: () => resolveCollisions(parts, now()),
    getAddresses: (request) => sampleEntries(parts, request, now()).map(addressOf),
    size: (network, table) => countEntries(tables, network, table),
    findEntry(service) {
      const entry = findEntry(tables, service);
      return entry && positionOfEntry(tables, entry);
    },
    getEntries: (table) =>
      tables.slots[table].flatMap((entry, slot) =>
        entry ? { address: addressOf(entry), source: entry.source, ...splitSlot(slot) } : [],
      ),
    key: tables.key,
    changes: () => changesOf(tables),
    noteSaved: () => tables.changed.clear(),
  };
}

function restore(
  tables: AddressTables,
  { records }: KeptAddresses,
  log: AddressBookDependencies['log'],
): void {
  const lost = restoreRecords(tables, records);
  if (lost > 0) log.debug('addrman', `addrman lost ${lost} addresses due to collisions or invalid addresses`);
}

function addressOf({ time, services, service }: AddressEntry): PeerAddress {
  return { time, services, service };
}

function candidateOf(entry: AddressEntry | undefined): Candidate | undefined {
  return entry && { address: addressOf(entry), lastTry: entry.lastTry };
}

/** By the first source's word, in the new table; it may by now stand elsewhere. @source Core AddrManImpl::FindAddressEntry_ */
function positionOfEntry(tables: AddressTables, entry: AddressEntry): AddressPosition {
  const { service, source, isTried, newSlots } = entry;
  return isTried
    ? { table: 'tried', multiplicity: 1, ...splitSlot(triedSlotOf(tables, service)) }
    : { table: 'new', multiplicity: newSlots.length, ...splitSlot(newSlotOf(tables, service, source)) };
}

function changesOf(tables: AddressTables): AddressChanges {
  const changed = [...tables.changed];
  return {
    put: changed.flatMap(([key]) => {
      const entry = tables.byKey.get(key);
      return entry ? [recordOf(entry)] : [];
    }),
    removed: changed.flatMap(([key, service]) => (tables.byKey.has(key) ? [] : [service])),
  };
}

interface Addition {
  readonly added: number;
  readonly addresses: readonly PeerAddress[];
  readonly source: NetAddress;
}

/** @source Bitcoin Core src/addrman.cpp AddrManImpl::Add_ */
function describeAddition(tables: AddressTables, { added, addresses, source }: Addition): string {
  const count = (table: TableName) => countEntries(tables, undefined, table);
  return (
    `Added ${added} addresses (of ${addresses.length}) from ${formatNetAddress(source)}: ` +
    `${count('tried')} tried, ${count('new')} new`
  );
}
