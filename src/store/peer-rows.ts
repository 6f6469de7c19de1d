import type Database from 'better-sqlite3';
import type { PeerAddress } from '../p2p/codec/message.ts';
import { ADDRESS_SIZE, type AddressNetwork, type NetAddress } from '../p2p/net-address.ts';
import type { AddressChanges, AddressRecord, KeptAddresses, PeerStore } from '../p2p/ports.ts';
import { toHex } from '../util/bytes.ts';

/** The statements behind peers.sqlite, table by table. */

/** The services are a signed 64-bit integer as text: a JavaScript number would round it. */
type PeerRow = readonly [network: string, address: Uint8Array, port: number, services: string, time: number];

/** Arrays: there may be 80,000, and objects would take a third longer. */
type AddressRow = readonly [
  ...PeerRow,
  sourceNetwork: string,
  source: Uint8Array,
  lastSuccess: number,
  attempts: number,
  tried: number,
  newBuckets: string,
];

const PEER_COLUMNS = 'network, address, port, CAST(services AS TEXT) AS services, time';

/** What is read and written of the address book; each write is one transaction. */
export function prepareAddresses(db: Database.Database): {
  load(): KeptAddresses | undefined;
  save(key: Uint8Array, changes: AddressChanges): void;
} {
  const readKey = db.prepare<[], { readonly key: Uint8Array }>('SELECT key FROM address_book');
  const readRows = db
    .prepare<[], AddressRow>(
      `SELECT ${PEER_COLUMNS}, source_network, source, last_success, attempts, tried, new_buckets FROM addresses`,
    )
    .raw();
  const putKey = db.prepare('INSERT OR IGNORE INTO address_book (id, key) VALUES (1, ?)');
  const put = db.prepare(
    `INSERT OR REPLACE INTO addresses (network, address, port, services, time, source_network, source, last_success,
       attempts, tried, new_buckets) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const remove = db.prepare('DELETE FROM addresses WHERE network = ? AND address = ? AND port = ?');

  const putRecord = (record: AddressRecord): void => {
    const { source, lastSuccess, attempts, isTried, newBuckets } = record;
    const origin = [source.network, source.bytes];
    put.run(...peerValues(record), ...origin, lastSuccess, attempts, Number(isTried), newBuckets.join());
  };
  const save = db.transaction((key: Uint8Array, { put: changed, removed }: AddressChanges) => {
    putKey.run(key);
    for (const { network, bytes, port } of removed) remove.run(network, bytes, port);
    for (const record of changed) putRecord(record);
  });
  return {
    load() {
      const kept = readKey.get();
      return kept && { key: new Uint8Array(kept.key), records: readRecords(readRows.iterate()) };
    },
    save: (key, changes) => save.immediate(key, changes),
  };
}

/** The same of the anchors. */
export function prepareAnchors(db: Database.Database): Pick<PeerStore, 'takeAnchors' | 'saveAnchors'> {
  const read = db.prepare<[], PeerRow>(`SELECT ${PEER_COLUMNS} FROM anchors ORDER BY id`).raw();
  const clear = db.prepare('DELETE FROM anchors');
  const put = db.prepare(
    'INSERT INTO anchors (network, address, port, services, time) VALUES (?, ?, ?, ?, ?)',
  );
  const take = db.transaction(() => {
    const anchors = read.all().flatMap((row) => peerOf(row) ?? []);
    clear.run();
    return anchors;
  });
  const save = db.transaction((anchors: readonly PeerAddress[]) => {
    clear.run();
    for (const anchor of anchors) put.run(...peerValues(anchor));
  });
  return {
    takeAnchors: () => take.immediate(),
    saveAnchors: (anchors) => save.immediate(anchors),
  };
}

function peerValues({ service, services, time }: PeerAddress) {
  return [service.network, service.bytes, service.port, BigInt.asIntN(64, services), time];
}

/** What the rows say, but for those that were not written by us. */
function readRecords(rows: Iterable<AddressRow>): readonly AddressRecord[] {
  const records: AddressRecord[] = [];
  // Few sources told of all: each is one object.
  const sources = new Map<string, NetAddress | undefined>();
  const sourceOf = (network: string, bytes: Uint8Array): NetAddress | undefined => {
    const key = `${network} ${toHex(bytes)}`;
    const known = sources.get(key) ?? addressOf(network, bytes);
    sources.set(key, known);
    return known;
  };
  for (const row of rows) {
    const [network, address, port, services, time, sourceNetwork, sourceBytes, ...rest] = row;
    const peer = peerOf([network, address, port, services, time]);
    const source = sourceOf(sourceNetwork, sourceBytes);
    if (!peer || !source) continue;
    const [lastSuccess, attempts, tried, newBuckets] = rest;
    const buckets = newBuckets === '' ? [] : newBuckets.split(',').map(Number);
    records.push({ ...peer, source, lastSuccess, attempts, isTried: tried === 1, newBuckets: buckets });
  }
  return records;
}

/** Undefined where the row was not written by us. */
function peerOf([network, address, port, services, time]: PeerRow): PeerAddress | undefined {
  const host = addressOf(network, address);
  return (
    host && {
      time,
      services: BigInt.asUintN(64, BigInt(services)),
      service: { network: host.network, bytes: host.bytes, port },
    }
  );
}

function addressOf(network: string, bytes: Uint8Array): NetAddress | undefined {
  const isOurs = isNetwork(network) && bytes.length === ADDRESS_SIZE[network];
  return isOurs ? { network, bytes: new Uint8Array(bytes) } : undefined;
}

function isNetwork(name: string): name is AddressNetwork {
  return Object.hasOwn(ADDRESS_SIZE, name);
}
