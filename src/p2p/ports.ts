import type { Hash256 } from '../primitives/hash256.ts';
import type { PeerAddress } from './codec/message.ts';
import type { NetAddress } from './net-address.ts';

/** What the part about peers needs of others: `store` keeps what it knows of them, `index` has the filters of blocks. */

/** The compact filters of blocks (BIP158), where they are kept. */
export interface FilterIndex {
  /** The filters, once there is one for every block that the chain has now; undefined while they are not all made. */
  current(): Promise<FilterTable | undefined>;
}

export interface FilterTable {
  /** The filter of a block, and its header (BIP157). @throws StoreError */
  filter(hash: Hash256): { readonly filter: Uint8Array; readonly header: Hash256 } | undefined;
}

/** What is kept of an address of the address book. Times are seconds since 1970. */
export interface AddressRecord extends PeerAddress {
  /** Who first told of it. */
  readonly source: NetAddress;
  /** 0: never. */
  readonly lastSuccess: number;
  /** Tries since. */
  readonly attempts: number;
  readonly isTried: boolean;
  /** The buckets of the new table that have it. */
  readonly newBuckets: readonly number[];
}

/** The whole address book as it is kept. */
export interface KeptAddresses {
  /** 32 secret bytes by which places are chosen. */
  readonly key: Uint8Array;
  readonly records: readonly AddressRecord[];
}

/** What changed in the address book since it was last kept. */
export interface AddressChanges {
  readonly put: readonly AddressRecord[];
  readonly removed: readonly PeerAddress['service'][];
}

/** A ban as it is kept; times are seconds since 1970. */
export interface BanRecord {
  /** As formatSubnet() writes it. */
  readonly subnet: string;
  readonly createdAt: number;
  readonly until: number;
}

/** Where the bans are kept. @throws StoreError, DiskFullError, from both */
export interface BanStore {
  /** Undefined: none were kept yet, or they can't be read. */
  load(): readonly BanRecord[] | undefined;
  /** Keeps these instead, durably, all of them or none. */
  save(bans: readonly BanRecord[]): void;
}

/** The file of what else is known of peers. Everything is durable when the call returns. @throws StoreError, DiskFullError, from all */
export interface PeerStore {
  /** Undefined: none was kept yet. */
  loadAddresses(): KeptAddresses | undefined;
  /** All of it or nothing. @param key - kept where there is none yet */
  saveAddresses(key: Uint8Array, changes: AddressChanges): void;
  /** Takes the anchors out: they are used once. */
  takeAnchors(): readonly PeerAddress[];
  saveAnchors(anchors: readonly PeerAddress[]): void;
  close(): void;
}
