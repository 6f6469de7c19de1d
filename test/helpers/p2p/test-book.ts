import { type AddressBook, createAddressBook } from '../../../src/p2p/addrman/address-book.ts';
import type { PeerAddress } from '../../../src/p2p/codec/message.ts';
import { type NetService, parseNetService } from '../../../src/p2p/net-address.ts';
import type { AddressRecord } from '../../../src/p2p/ports.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { SILENT_LOG } from '../../../src/util/log.ts';
import { seededRandom } from './test-peer.ts';

/** The key of Bitcoin Core's deterministic tests: the number 1. */
export const TEST_KEY = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0));

/** When a test begins, seconds since 1970. */
export const TEST_START = 1_700_000_000;

/** An address book of a test, and its clock. */
export interface TestBook {
  readonly book: AddressBook;
  now(): number;
  /** Lets so many seconds pass; below 0: goes back. */
  pass(seconds: number): void;
}

export interface TestBookOptions {
  readonly key?: Uint8Array;
  readonly records?: readonly AddressRecord[];
  readonly seed?: number;
}

export function createTestBook({ key = TEST_KEY, records = [], seed = 1 }: TestBookOptions = {}): TestBook {
  let now = TEST_START;
  const book = createAddressBook({
    kept: { key, records },
    random: seededRandom(seed),
    clock: { nowSeconds: () => now },
    log: SILENT_LOG,
  });
  return {
    book,
    now: () => now,
    pass(seconds) {
      now += seconds;
    },
  };
}

/** Address and port from `ADDRESS:PORT`; without a port it is 0, as in Core's tests. */
export function serviceOf(text: string): NetService {
  return expectDefined(parseNetService(text, 0), `${text} is an address`);
}

/** The address as a peer tells of it. @param time - seconds since 1970; unless given so long ago that it is worth little */
export function peerAddressOf(text: string, time = 100_000_000): PeerAddress {
  return { time, services: 0n, service: serviceOf(text) };
}
