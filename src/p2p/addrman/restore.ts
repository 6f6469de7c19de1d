import type { AddressRecord } from '../ports.ts';
import { isValidAddress } from '../routability.ts';
import { type AddressEntry, newEntry } from './entry.ts';
import { BUCKET_COUNT, BUCKET_SIZE } from './place.ts';
import {
  type AddressTables,
  enroll,
  isGone,
  MAX_NEW_SLOTS,
  newSlotInBucket,
  newSlotOf,
  noteChange,
  putIntoNew,
  putIntoTried,
  strike,
  triedSlotOf,
} from './tables.ts';

/** Between the address book and what is kept of it. */

/** What is kept of an entry. */
export function recordOf(entry: AddressEntry): AddressRecord {
  const { service, services, time, source, lastSuccess, attempts, isTried, newSlots } = entry;
  const newBuckets = newSlots.map((slot) => Math.floor(slot / BUCKET_SIZE));
  return { service, services, time, source, lastSuccess, attempts, isTried, newBuckets };
}

/**
 * Puts kept entries where they were. One whose place is taken, or who no longer is an address, is lost, as after a
 * change of the rules for places.
 * @returns how many were lost
 * @source Bitcoin Core src/addrman.cpp AddrManImpl::Unserialize
 */
export function restoreRecords(tables: AddressTables, records: readonly AddressRecord[]): number {
  const lost = records.map((record) => restoreRecord(tables, record)).filter(isGone);
  // What was restored is kept as it is.
  tables.changed.clear();
  for (const entry of lost) noteChange(tables, entry);
  return lost.length;
}

function restoreRecord(tables: AddressTables, record: AddressRecord): AddressEntry {
  const entry = newEntry(record, record.source);
  entry.lastSuccess = record.lastSuccess;
  entry.attempts = record.attempts;
  enroll(tables, entry);
  if (isValidAddress(entry.service)) {
    if (record.isTried) restoreTried(tables, entry);
    else restoreNew(tables, entry, record.newBuckets);
  }
  if (isGone(entry)) strike(tables, entry);
  return entry;
}

function restoreTried(tables: AddressTables, entry: AddressEntry): void {
  const slot = triedSlotOf(tables, entry.service);
  if (entry.lastSuccess > 0 && !tables.slots.tried[slot]) putIntoTried(tables, entry, slot);
}

function restoreNew(tables: AddressTables, entry: AddressEntry, buckets: readonly number[]): void {
  for (const bucket of buckets.slice(0, MAX_NEW_SLOTS)) {
    const isBucket = bucket >= 0 && bucket < BUCKET_COUNT.new;
    const kept = isBucket ? newSlotInBucket(tables, entry.service, bucket) : undefined;
    const isFree = kept !== undefined && !tables.slots.new[kept];
    const slot = isFree ? kept : newSlotOf(tables, entry.service, entry.source);
    if (!tables.slots.new[slot]) putIntoNew(tables, entry, slot);
  }
}
