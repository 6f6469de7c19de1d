import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { internalAddress } from '../../../src/p2p/net-address.ts';
import type { AddressRecord, PeerStore } from '../../../src/p2p/ports.ts';
import { openPeerStore } from '../../../src/store/peer-store.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { serviceOf } from '../../helpers/p2p/test-book.ts';
import { temporaryStorePath } from '../../helpers/test-chain.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i);

const RECORD: AddressRecord = {
  service: serviceOf('1.2.3.4:8333'),
  services: 1033n,
  time: 1_700_000_000,
  source: serviceOf('5.6.7.8:1'),
  lastSuccess: 0,
  attempts: 2,
  isTried: false,
  newBuckets: [3, 1023],
};

/** A store that is closed when the test is over, and what it tells on its own. */
function open(path: string): { readonly store: PeerStore; readonly notices: string[] } {
  const notices: string[] = [];
  const store = openPeerStore({ path, onNotice: (text) => notices.push(text) });
  onTestFinished(() => store.close());
  return { store, notices };
}

/** What another start finds. */
function reopen(path: string, store: PeerStore): PeerStore {
  store.close();
  return open(path).store;
}

const hosts = (records: readonly AddressRecord[] = []) =>
  records.map(({ source: { network, bytes }, ...record }) => ({ ...record, source: { network, bytes } }));

describe('the address book', () => {
  it('comes back as it was kept', () => {
    const path = temporaryStorePath();
    const { store } = open(path);
    expect(store.loadAddresses()).toBeUndefined();
    const onion = serviceOf('pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion:8333');
    const records: AddressRecord[] = [
      RECORD,
      {
        ...RECORD,
        service: serviceOf('1.2.3.4:8334'),
        services: 2n ** 64n - 1n,
        source: internalAddress('seed'),
      },
      {
        ...RECORD,
        service: { ...serviceOf('[fc00::1]:1'), network: 'cjdns' },
        isTried: true,
        newBuckets: [],
      },
      { ...RECORD, service: onion, lastSuccess: 1_600_000_000, source: serviceOf('[2003::1]:2') },
    ];
    store.saveAddresses(KEY, { put: records, removed: [] });
    const kept = reopen(path, store).loadAddresses();
    expect(kept?.key).toEqual(KEY);
    expect(hosts(kept?.records)).toHaveLength(4);
    expect(hosts(kept?.records)).toEqual(expect.arrayContaining(hosts(records)));
  });

  it('takes changes, and keeps its key', () => {
    const path = temporaryStorePath();
    const { store } = open(path);
    const other = { ...RECORD, service: serviceOf('9.9.9.9:8333') };
    store.saveAddresses(KEY, { put: [RECORD, other], removed: [] });
    const changes = { put: [{ ...RECORD, attempts: 0 }], removed: [other.service] };
    store.saveAddresses(new Uint8Array(32), changes);
    const kept = reopen(path, store).loadAddresses();
    expect([kept?.key, hosts(kept?.records)]).toEqual([KEY, hosts(changes.put)]);
  });

  it('goes without rows of another hand', () => {
    const path = temporaryStorePath();
    const { store } = open(path);
    store.saveAddresses(KEY, { put: [RECORD], removed: [] });
    store.close();
    const db = new Database(path);
    const put = db.prepare("INSERT INTO addresses VALUES (?, ?, 1, 9, 1, ?, ?, 0, 0, 0, '1')");
    put.run('ipv4', Buffer.alloc(5), 'ipv4', Buffer.alloc(4));
    put.run('dialup', Buffer.alloc(4), 'ipv4', Buffer.alloc(4));
    put.run('ipv4', Buffer.alloc(4), 'toString', Buffer.alloc(4));
    db.close();
    expect(hosts(open(path).store.loadAddresses()?.records)).toEqual(hosts([RECORD]));
  });
});

describe('the anchors', () => {
  it('are there once, in their order', () => {
    const path = temporaryStorePath();
    const { store } = open(path);
    const anchors = ['9.9.9.9:8333', '1.1.1.1:8333'].map((text) => ({
      service: serviceOf(text),
      services: 9n,
      time: 5,
    }));
    store.saveAnchors([{ service: serviceOf('3.3.3.3:1'), services: 0n, time: 0 }]);
    store.saveAnchors(anchors);
    const again = reopen(path, store);
    expect(again.takeAnchors()).toEqual(anchors);
    expect(again.takeAnchors()).toEqual([]);
  });
});

describe('openPeerStore', () => {
  const ANCHOR = { service: serviceOf('9.9.9.9:8333'), services: 9n, time: 5 };

  /** Files that are not what was written. */
  const spoiled: readonly (readonly [string, (path: string) => void])[] = [
    [
      'no database',
      (path) => writeFileSync(path, 'not a database, though it is long enough to look at it'.repeat(99)),
    ],
    [
      'a file that was written over',
      (path) => {
        const bytes = readFileSync(path);
        bytes.fill(0x5a, 4096, 3 * 4096);
        writeFileSync(path, bytes);
      },
    ],
    [
      'a file of a newer version',
      (path) => {
        const db = new Database(path);
        db.pragma('user_version = 99');
        db.close();
      },
    ],
    [
      'a file of another program',
      (path) => {
        const db = new Database(path);
        db.exec('DROP TABLE anchors; CREATE TABLE anchors (a)');
        db.close();
      },
    ],
  ];

  it.each(spoiled)('sets %s aside, says so, and starts anew', (_, spoil) => {
    const path = temporaryStorePath();
    const first = open(path).store;
    first.saveAnchors([ANCHOR]);
    first.close();
    spoil(path);
    const { store, notices } = open(path);
    expect(notices.at(-1)).toContain(`${path}.damaged and starts without`);
    expect(store.takeAnchors()).toEqual([]);
    expect(existsSync(`${path}.damaged`)).toBe(true);
    store.saveAnchors([ANCHOR]);
    expect(reopen(path, store).takeAnchors()).toEqual([ANCHOR]);
  });

  it('does not touch a file that another program has open', () => {
    const path = temporaryStorePath();
    open(path).store.close();
    const db = new Database(path);
    onTestFinished(() => void db.close());
    db.exec('BEGIN EXCLUSIVE');
    expect(() => openPeerStore({ path, onNotice: () => {} })).toThrow(StoreError);
    expect(existsSync(`${path}.damaged`)).toBe(false);
  }, 20_000);
});
