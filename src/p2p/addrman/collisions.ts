import type { NetService } from '../net-address.ts';
import { isValidAddress } from '../routability.ts';
import type { BookParts } from './add.ts';
import type { AddressEntry } from './entry.ts';
import { findEntry, isGone, makeTried, noteChange, triedSlotOf } from './tables.ts';

/**
 * How entries get into the tried table. Where the place is taken its holder is tested first, by a connection: an attacker
 * with many good addresses can't push out those that answer.
 * @source Bitcoin Core src/addrman.cpp AddrManImpl::Good_, ResolveCollisions_, SelectTriedCollision_
 */

export interface TriedParts extends BookParts {
  /** Entries of the new table that wait until the holder of their place was tested. */
  readonly collisions: Set<AddressEntry>;
}

const MINUTE = 60;

/** @source Core src/addrman.h ADDRMAN_SET_TRIED_COLLISION_SIZE */
const MAX_COLLISIONS = 10;
/** A holder that was tested or answered less long ago is not tested again. @source Core ADDRMAN_REPLACEMENT */
const REPLACEMENT = 4 * 3600;
/** After so long the holder goes although it could not be tested. @source Core ADDRMAN_TEST_WINDOW */
const TEST_WINDOW = 40 * MINUTE;

/** Notes that a connection to the address succeeded; true where that brought it into the tried table. */
export function noteGood(parts: TriedParts, service: NetService, now: number): boolean {
  const entry = findEntry(parts.tables, service);
  if (!entry) return false;
  return promote(parts, entry, { now, isHolderSafe: true });
}

function promote(
  { tables, collisions }: TriedParts,
  entry: AddressEntry,
  { now, isHolderSafe }: { readonly now: number; readonly isHolderSafe: boolean },
): boolean {
  // Not the time that others are told: it would say with whom we are connected.
  entry.lastSuccess = now;
  entry.lastTry = now;
  entry.attempts = 0;
  noteChange(tables, entry);
  if (entry.isTried) return false;
  if (isHolderSafe && holderOf(tables, entry)) {
    if (collisions.size < MAX_COLLISIONS) collisions.add(entry);
    return false;
  }
  makeTried(tables, entry);
  return true;
}

/** Lets those go in whose holders failed the test, and gives up on the others. */
export function resolveCollisions(parts: TriedParts, now: number): void {
  for (const entry of [...parts.collisions]) {
    const outcome = isGone(entry) || !isValidAddress(entry.service) ? 'stay' : judge(parts, entry, now);
    if (outcome === 'wait') continue;
    if (outcome === 'replace') promote(parts, entry, { now, isHolderSafe: false });
    parts.collisions.delete(entry);
  }
}

function judge({ tables }: TriedParts, entry: AddressEntry, now: number): 'stay' | 'replace' | 'wait' {
  const holder = holderOf(tables, entry);
  if (!holder) return 'replace';
  if (now - holder.lastSuccess < REPLACEMENT) return 'stay';
  // A connection that was begun just now may still succeed.
  if (now - holder.lastTry < REPLACEMENT) return now - holder.lastTry > MINUTE ? 'replace' : 'wait';
  return now - entry.lastSuccess > TEST_WINDOW ? 'replace' : 'wait';
}

/** One of the holders that are to be tested, at random. */
export function drawHolder({ tables, random, collisions }: TriedParts): AddressEntry | undefined {
  const entry = [...collisions][random.below(collisions.size)];
  if (!entry) return undefined;
  if (!isGone(entry)) return holderOf(tables, entry);
  collisions.delete(entry);
  return undefined;
}

function holderOf(tables: TriedParts['tables'], { service }: AddressEntry): AddressEntry | undefined {
  return tables.slots.tried[triedSlotOf(tables, service)];
}
