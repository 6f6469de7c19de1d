import type { Log } from '../../util/log.ts';
import type { PeerAddress } from '../codec/message.ts';
import { equalNetAddresses, formatNetService, type NetAddress } from '../net-address.ts';
import type { Random } from '../random.ts';
import { isRoutableAddress } from '../routability.ts';
import { type AddressEntry, isTerrible, newEntry } from './entry.ts';
import { splitSlot } from './place.ts';
import {
  type AddressTables,
  clearNewSlot,
  enroll,
  findEntry,
  isGone,
  MAX_NEW_SLOTS,
  newSlotOf,
  noteChange,
  putIntoNew,
  strike,
} from './tables.ts';

/** What the steps of the address book work with. */
export interface BookParts {
  readonly tables: AddressTables;
  readonly random: Random;
  readonly log: Pick<Log, 'debug'>;
}

export interface AddRequest {
  /** Who tells of it. */
  readonly source: NetAddress;
  /** Seconds by which what others say is taken to be older than they say. */
  readonly timePenalty: number;
  /** Seconds since 1970. */
  readonly now: number;
}

const HOUR = 3600;
const DAY = 24 * HOUR;

/**
 * Notes an address that somebody told of; true where it got a place (or one more) in the new table.
 * @source Bitcoin Core src/addrman.cpp AddrManImpl::AddSingle
 */
export function addAddress(parts: BookParts, address: PeerAddress, request: AddRequest): boolean {
  const { service } = address;
  const { source } = request;
  if (!isRoutableAddress(service)) return false;
  const { tables } = parts;
  const timePenalty = equalNetAddresses(service, source) ? 0 : request.timePenalty;
  const told = { ...address, time: address.time - timePenalty };
  const known = findEntry(tables, service);
  if (known) {
    learn(tables, known, told, { isOnline: request.now - address.time < DAY });
    if (address.time <= known.time || !mayRepeat(known, parts.random)) return false;
    return place(parts, known, request);
  }
  const entry = newEntry(told, source);
  enroll(tables, entry);
  return place(parts, entry, request);
}

/** Takes what is new in what was told; times only now and then, so that they tell little of who is connected with whom. */
function learn(
  tables: AddressTables,
  entry: AddressEntry,
  told: PeerAddress,
  { isOnline }: { readonly isOnline: boolean },
): void {
  const { time, services } = entry;
  if (time < told.time - (isOnline ? HOUR : DAY)) entry.time = Math.max(0, told.time);
  entry.services |= told.services;
  if (entry.time !== time || entry.services !== services) noteChange(tables, entry);
}

/** False for an entry that has its place; each further one is half as likely as the one before. */
function mayRepeat({ isTried, newSlots }: AddressEntry, random: Random): boolean {
  if (isTried || newSlots.length === MAX_NEW_SLOTS) return false;
  return newSlots.length === 0 || random.below(2 ** newSlots.length) === 0;
}

/** Gives the entry the place that its source leads to, where that is free or held by one of less worth. */
function place({ tables, log }: BookParts, entry: AddressEntry, { source, now }: AddRequest): boolean {
  const slot = newSlotOf(tables, entry.service, source);
  const holder = tables.slots.new[slot];
  const isPlaced = !holder || (holder !== entry && mayReplace(holder, entry, now));
  if (isPlaced) {
    clearNewSlot(tables, slot);
    putIntoNew(tables, entry, slot);
    log.debug('addrman', () => {
      const { bucket, position } = splitSlot(slot);
      return `Added ${formatNetService(entry.service)} to new[${bucket}][${position}]`;
    });
  } else if (isGone(entry)) strike(tables, entry);
  return isPlaced;
}

function mayReplace(holder: AddressEntry, entry: AddressEntry, now: number): boolean {
  return isTerrible(holder, now) || (holder.newSlots.length > 1 && entry.newSlots.length === 0);
}
