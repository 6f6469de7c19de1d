import type { Clock } from '../util/clock.ts';
import type { Log } from '../util/log.ts';
import { type AddressBook, createAddressBook } from './addrman/address-book.ts';
import { type AddressResponses, createAddressResponses } from './addrman/address-responses.ts';
import { KEY_SIZE } from './addrman/place.ts';
import { type BanList, createBanList } from './ban-list.ts';
import type { PeerAddress } from './codec/message.ts';
import type { NetAddress } from './net-address.ts';
import type { BanStore, PeerStore } from './ports.ts';
import type { Random } from './random.ts';
import { resolveCjdns } from './reachability.ts';
import type { NetworkClass } from './routability.ts';

/** What the node knows of others, connected or not, and keeps when it stops. */
export interface KnownPeers {
  readonly book: AddressBook;
  readonly bans: BanList;
  readonly responses: AddressResponses;
  /** The networks of which the node makes use. */
  readonly reachable: ReadonlySet<NetworkClass>;
  /** What an address that was given as text is taken for, see resolveCjdns(). */
  readonly resolve: <A extends NetAddress>(address: A) => A;
  /**
   * Peers of the run before to connect to first: whoever wants to cut the node off can't do so by making it start anew.
   * They are there once, so that a bad one is not met again after a crash.
   */
  takeAnchors(): readonly PeerAddress[];
  /** Keeps anchors for the next start; more than two are left out. */
  saveAnchors(anchors: readonly PeerAddress[]): void;
  /** Keeps what changed in the address book, durably. */
  save(): void;
}

export interface KnownPeersDependencies {
  readonly store: PeerStore;
  readonly banStore: BanStore;
  readonly reachable: ReadonlySet<NetworkClass>;
  /** Seconds that a ban holds unless said otherwise. */
  readonly banSeconds: number;
  /** The secret of a new address book; random unless a test wants to know it. */
  readonly newKey?: Uint8Array | undefined;
  readonly random: Random;
  readonly clock: Pick<Clock, 'nowSeconds'>;
  readonly log: Pick<Log, 'info' | 'debug'>;
}

/** @source Bitcoin Core src/net.cpp MAX_BLOCK_RELAY_ONLY_ANCHORS */
const MAX_ANCHORS = 2;

/** What was kept of them; at the first start nothing. @throws StoreError, DiskFullError */
export function openKnownPeers(deps: KnownPeersDependencies): KnownPeers {
  const { store, reachable, random, clock, log } = deps;
  const resolve = <A extends NetAddress>(address: A): A => resolveCjdns(address, reachable);
  const bans = createBanList({
    store: deps.banStore,
    random,
    clock,
    log,
    defaultSeconds: deps.banSeconds,
    resolve,
  });
  const book = openAddressBook(deps);
  return {
    book,
    bans,
    responses: createAddressResponses({ book, bans, random, clock }),
    reachable,
    resolve,
    takeAnchors() {
      const anchors = store.takeAnchors().slice(0, MAX_ANCHORS);
      log.info(`${anchors.length} block-relay-only anchors will be tried for connections.`);
      return anchors;
    },
    saveAnchors: (anchors) => store.saveAnchors(anchors.slice(0, MAX_ANCHORS)),
    save() {
      store.saveAddresses(book.key, book.changes());
      book.noteSaved();
      log.debug('net', `Flushed ${book.size()} addresses to the peer database`);
    },
  };
}

function openAddressBook({ store, newKey, random, clock, log }: KnownPeersDependencies): AddressBook {
  const kept = store.loadAddresses() ?? { key: newKey ?? random.bytes(KEY_SIZE), records: [] };
  const book = createAddressBook({ kept, random, clock, log });
  log.info(`Loaded ${book.size()} addresses of other nodes`);
  return book;
}
