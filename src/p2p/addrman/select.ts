import { expectDefined } from '../../util/invariant.ts';
import type { Random } from '../random.ts';
import { type NetworkClass, networkClassOf, routedNetworkOf } from '../routability.ts';
import type { BookParts } from './add.ts';
import { type AddressEntry, chanceOf, isTerrible } from './entry.ts';
import { BUCKET_SIZE, type TableName } from './place.ts';
import { countEntries, swapOrder } from './tables.ts';

/** How the address book chooses: whom to connect to, and whom to tell others of. */

export interface SelectRequest {
  /** Only those that were never connected to. */
  readonly newOnly?: boolean;
  /** Only those of these networks; empty or absent: of all. */
  readonly networks?: ReadonlySet<NetworkClass>;
}

/** With each entry that was drawn and not chosen the next one's chance grows. */
const IMPATIENCE = 1.2;

/** Chances are compared in so many steps. */
const CHANCE_STEPS = 2 ** 30;

/**
 * An entry at random; undefined where there is none that may be. Both tables have the same chance, and in each every bucket
 * that has one: many addresses in few buckets gain nothing.
 * @source Bitcoin Core src/addrman.cpp AddrManImpl::Select_
 */
export function selectEntry(parts: BookParts, request: SelectRequest, now: number): AddressEntry | undefined {
  const { tables, random } = parts;
  const { newOnly = false, networks = new Set() } = request;
  const count = (table: TableName): number =>
    networks.size === 0
      ? countEntries(tables, undefined, table)
      : [...networks].reduce((sum, network) => sum + countEntries(tables, network, table), 0);
  const hasNew = count('new') > 0;
  const hasTried = !newOnly && count('tried') > 0;
  if (!hasNew && !hasTried) return undefined;
  const table = hasNew && (!hasTried || random.below(2) === 0) ? 'new' : 'tried';
  const buckets = takenBuckets(tables, table);
  for (let factor = 1; ; factor *= IMPATIENCE) {
    const entry = drawFrom(parts, { table, buckets, networks });
    if (random.below(CHANCE_STEPS) < factor * chanceOf(entry, now) * CHANCE_STEPS) return entry;
  }
}

/** Those that have anything: in a young book almost all are empty. */
function takenBuckets({ filled }: BookParts['tables'], table: TableName): readonly number[] {
  return Array.from(filled[table].keys()).filter((bucket) => filled[table][bucket] !== 0);
}

interface Draw {
  readonly table: TableName;
  readonly buckets: readonly number[];
  readonly networks: ReadonlySet<NetworkClass>;
}

/** The first of a bucket, from a place on, that may be; ends, since there is one in the table. */
function drawFrom({ tables, random }: BookParts, { table, buckets, networks }: Draw): AddressEntry {
  const slots = tables.slots[table];
  for (;;) {
    const bucket = expectDefined(buckets[random.below(buckets.length)], 'a table with entries has a bucket');
    const first = random.below(BUCKET_SIZE);
    for (let i = 0; i < BUCKET_SIZE; i++) {
      const entry = slots[bucket * BUCKET_SIZE + ((first + i) % BUCKET_SIZE)];
      if (entry && (networks.size === 0 || networks.has(routedNetworkOf(entry.service)))) return entry;
    }
  }
}

export interface GetAddressesRequest {
  /** 0: any number. */
  readonly maxCount: number;
  /** Of all that are known; 0: all. */
  readonly maxPercent: number;
  readonly network?: NetworkClass | undefined;
  /** Those of little worth, too. */
  readonly isUnfiltered?: boolean;
}

/** Entries in random order. @source Bitcoin Core src/addrman.cpp AddrManImpl::GetAddr_ */
export function sampleEntries(
  { tables, random }: BookParts,
  { maxCount, maxPercent, network, isUnfiltered = false }: GetAddressesRequest,
  now: number,
): readonly AddressEntry[] {
  const { shuffled } = tables;
  const share =
    maxPercent === 0 ? shuffled.length : Math.floor((Math.min(maxPercent, 100) * shuffled.length) / 100);
  const wanted = maxCount === 0 ? share : Math.min(share, maxCount);
  const sample: AddressEntry[] = [];
  for (let n = 0; n < shuffled.length && sample.length < wanted; n++) {
    const entry = drawNext(tables, n, random);
    if (network !== undefined && networkClassOf(entry.service) !== network) continue;
    if (isUnfiltered || !isTerrible(entry, now)) sample.push(entry);
  }
  return sample;
}

/** One of those from that place on, which then has the place. */
function drawNext(tables: BookParts['tables'], from: number, random: Random): AddressEntry {
  const { shuffled } = tables;
  swapOrder(tables, from, from + random.below(shuffled.length - from));
  return expectDefined(shuffled[from], 'the random order has no holes');
}
