import type { PeerAddress } from '../codec/message.ts';
import { type NetAddress, type NetService, netServiceKey } from '../net-address.ts';

/** An address of the book, and how it fared. Times are seconds since 1970, 0: never. */
export interface AddressEntry {
  readonly service: NetService;
  /** The service's, see netServiceKey(). */
  readonly key: string;
  /** Who first told of it. */
  readonly source: NetAddress;
  services: bigint;
  /** When somebody last heard of it, as far as it is known. */
  time: number;
  /** When we last tried to connect. */
  lastTry: number;
  /** The same, of those that count as failures. */
  lastCountedTry: number;
  lastSuccess: number;
  /** Tries since the last success. */
  attempts: number;
  isTried: boolean;
  /** Its places in the new table; none where it is tried. */
  readonly newSlots: number[];
  /** Its place in the random order of all. */
  order: number;
}

/** An entry without a place that nobody has tried to connect to. */
export function newEntry({ service, services, time }: PeerAddress, source: NetAddress): AddressEntry {
  return {
    service,
    key: netServiceKey(service),
    source,
    services,
    time: Math.max(0, time),
    lastTry: 0,
    lastCountedTry: 0,
    lastSuccess: 0,
    attempts: 0,
    isTried: false,
    newSlots: [],
    order: -1,
  };
}

const MINUTE = 60;
const DAY = 24 * 3600;

/** @source Bitcoin Core src/addrman.h: the constants of the same names without ADDRMAN_ */
const HORIZON = 30 * DAY;
const RETRIES = 3;
const MAX_FAILURES = 10;
const MIN_FAIL = 7 * DAY;

/** A clock that is ahead by more is wrong, or its owner lies. */
const FUTURE_TOLERANCE = 10 * MINUTE;

/**
 * True for an entry of so little worth that others may take its place and nobody is told of it: not heard of for a month,
 * or from the future, or failing again and again.
 * @source Bitcoin Core src/addrman.cpp AddrInfo::IsTerrible
 */
export function isTerrible(entry: AddressEntry, now: number): boolean {
  const { time, lastTry, lastSuccess, attempts } = entry;
  if (now - lastTry <= MINUTE) return false;
  if (time > now + FUTURE_TOLERANCE) return true;
  if (now - time > HORIZON) return true;
  if (lastSuccess === 0 && attempts >= RETRIES) return true;
  return now - lastSuccess > MIN_FAIL && attempts >= MAX_FAILURES;
}

const RECENT_TRY = 10 * MINUTE;
const RECENT_TRY_CHANCE = 0.01;
const FAILURE_CHANCE = 0.66;
const MAX_COUNTED_FAILURES = 8;

/**
 * How likely it is to be chosen once it was drawn, 0 … 1: less after a try just now, and after each failure.
 * @source Bitcoin Core src/addrman.cpp AddrInfo::GetChance
 */
export function chanceOf({ lastTry, attempts }: AddressEntry, now: number): number {
  const recent = now - lastTry < RECENT_TRY ? RECENT_TRY_CHANCE : 1;
  return recent * FAILURE_CHANCE ** Math.min(attempts, MAX_COUNTED_FAILURES);
}
