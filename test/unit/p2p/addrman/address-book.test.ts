import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAddressBook } from '../../../../src/p2p/addrman/address-book.ts';
import { BUCKET_COUNT, BUCKET_SIZE, type TableName } from '../../../../src/p2p/addrman/place.ts';
import { formatNetService, internalAddress, NO_ADDRESS } from '../../../../src/p2p/net-address.ts';
import { expectDefined } from '../../../../src/util/invariant.ts';
import { addressOf } from '../../../helpers/net-addresses.ts';
import {
  createTestBook,
  peerAddressOf,
  serviceOf,
  TEST_KEY,
  TEST_START,
  type TestBook,
} from '../../../helpers/p2p/test-book.ts';
import { seededRandom } from '../../../helpers/p2p/test-peer.ts';

/**
 * What Bitcoin Core's src/test/addrman_tests.cpp expects of a book with the key 1: the numbers of addresses that collide
 * are its.
 */

const SOURCE = addressOf('252.2.2.2');
const DAY = 24 * 3600;
const I2P_1 = 'udhdrtrcetjm5sxzskjyr5ztpeszydbh4dpl3pl4utgqqw2v4jna.b32.i2p';
const I2P_2 = 'c4gfnttsuwqomiygupdqqqyy5y5emnk5c73hrfvatri67prd7vyq.b32.i2p';
const ALL = { maxCount: 0, maxPercent: 0 };

const selected = ({ book }: TestBook, request = {}) => {
  const candidate = book.select(request);
  return candidate && formatNetService(candidate.address.service);
};

const collision = ({ book }: TestBook) => {
  const candidate = book.selectTriedCollision();
  return candidate && formatNetService(candidate.address.service);
};

/** Adds addresses 250.1.1.FROM … 250.1.1.TO that one source tells of, and connects to them. */
function addTried({ book }: TestBook, from: number, to: number): void {
  for (let i = from; i <= to; i++) {
    expect(book.add([peerAddressOf(`250.1.1.${i}`)], SOURCE)).toBe(true);
    expect(book.good(serviceOf(`250.1.1.${i}`)), `250.1.1.${i}`).toBe(true);
  }
}

describe('add', () => {
  it('tells the log what it took, and its place', () => {
    const lines: string[] = [];
    const book = createAddressBook({
      kept: { key: TEST_KEY, records: [] },
      random: seededRandom(1),
      clock: { nowSeconds: () => TEST_START },
      log: { debug: (_category, line) => void lines.push(typeof line === 'string' ? line : line()) },
    });
    book.add([peerAddressOf('250.1.1.1:8333'), peerAddressOf('127.0.0.1:8333')], SOURCE);
    const { bucket, position } = expectDefined(book.findEntry(serviceOf('250.1.1.1:8333')), 'its place');
    expect(lines).toEqual([
      `Added 250.1.1.1:8333 to new[${bucket}][${position}]`,
      'Added 1 addresses (of 2) from 252.2.2.2: 0 tried, 1 new',
    ]);
  });

  it('takes an address once', () => {
    const test = createTestBook();
    expect(selected(test)).toBeUndefined();
    expect(test.book.add([peerAddressOf('250.1.1.1:8333')], SOURCE)).toBe(true);
    expect(test.book.add([peerAddressOf('250.1.1.1:8333')], SOURCE)).toBe(false);
    expect([test.book.size(), selected(test)]).toEqual([1, '250.1.1.1:8333']);
  });

  it('takes several at once, and the same address with another port', () => {
    const { book } = createTestBook();
    expect(book.add([peerAddressOf('250.1.1.3:8333'), peerAddressOf('250.1.1.4:8333')], SOURCE)).toBe(true);
    expect(book.add([peerAddressOf('250.1.1.3:8334')], SOURCE)).toBe(true);
    expect(book.size()).toBe(3);
  });

  it('takes none that cannot be reached from everywhere', () => {
    const { book } = createTestBook();
    for (const text of ['127.0.0.1', '10.0.0.1', '0.0.0.0', '[fc00::1]:8333', '[2001:db8::1]:8333']) {
      expect(book.add([peerAddressOf(text)], SOURCE), text).toBe(false);
    }
    expect(book.add([{ time: 0, services: 0n, service: { ...internalAddress('a'), port: 1 } }], SOURCE)).toBe(
      false,
    );
  });

  it('drops one whose place is taken, unless the holder is worth less', () => {
    const test = createTestBook();
    const now = test.now();
    const add = (i: number, time = now) => test.book.add([peerAddressOf(`250.1.1.${i}`, time)], SOURCE);
    for (let i = 1; i <= 22; i++) expect(add(i), `250.1.1.${i}`).toBe(true);
    expect([add(23), test.book.size()]).toEqual([false, 22]);
    test.pass(31 * DAY);
    expect([add(23), test.book.size()]).toEqual([true, 22]);
  });

  it('gives an address that many tell of anew up to eight places', () => {
    const { book, now } = createTestBook();
    const tell = (i: number, time: number) =>
      book.add([peerAddressOf('253.3.3.3:8333', time)], addressOf(`${i % 256}.${i >> 8}.1.1`));
    for (let i = 1; i < 20; i++) tell(i, now());
    expect(book.findEntry(serviceOf('253.3.3.3:8333'))?.multiplicity).toBe(1);
    for (let i = 1; i < 2000; i++) tell(i, now() + i);
    expect(book.findEntry(serviceOf('253.3.3.3:8333'))?.multiplicity).toBe(8);
    expect([book.size(), book.getEntries('new').length]).toEqual([1, 8]);
  });

  it('takes what others say of the time to be older, but not what one says of itself', () => {
    const { book, now } = createTestBook();
    const time = now() - 10_000;
    const timeOf = (text: string) =>
      book.getAddresses(ALL).find(({ service }) => formatNetService(service) === text)?.time;
    book.add([peerAddressOf('250.1.1.1:8333', time)], addressOf('250.1.1.1'), 3600);
    book.add([peerAddressOf('250.1.1.2:8333', time)], addressOf('250.1.1.3'), 3600);
    expect([timeOf('250.1.1.1:8333'), timeOf('250.1.1.2:8333')]).toEqual([time, time - 3600]);
  });

  it('learns services and, now and then, times', () => {
    const { book, now } = createTestBook();
    const tell = (time: number, services: bigint) =>
      book.add([{ ...peerAddressOf('250.1.1.1:8333', time), services }], SOURCE);
    const known = () => book.getAddresses(ALL).map(({ time, services }) => [time - now(), services]);
    tell(now() - 7200, 1n);
    tell(now() - 3600, 8n);
    expect(known()).toEqual([[-7200, 9n]]);
    tell(now() - 3599, 0n);
    expect(known()).toEqual([[-3599, 9n]]);
  });
});

describe('good', () => {
  it('moves an address, with its port, into the tried table', () => {
    const test = createTestBook();
    test.book.add([peerAddressOf('250.1.1.1:8333'), peerAddressOf('250.1.1.1:8334')], SOURCE);
    expect(test.book.good(serviceOf('250.1.1.1:8334'))).toBe(true);
    expect([test.book.size(undefined, 'new'), test.book.size(undefined, 'tried')]).toEqual([1, 1]);
    expect(selected(test, { newOnly: true })).toBe('250.1.1.1:8333');
    expect(test.book.findEntry(serviceOf('250.1.1.1:8334'))).toMatchObject({
      table: 'tried',
      multiplicity: 1,
    });
  });

  it('does nothing with an unknown address', () => {
    expect(createTestBook().book.good(serviceOf('250.1.1.1'))).toBe(false);
  });

  it('does not push out who holds the place', () => {
    const test = createTestBook();
    addTried(test, 1, 35);
    expect(test.book.add([peerAddressOf('250.1.1.36')], SOURCE)).toBe(true);
    expect(test.book.good(serviceOf('250.1.1.36'))).toBe(false);
    addTried(test, 37, 37);
  });
});

describe('resolveCollisions', () => {
  it('has nothing to do where no place was taken, nor for those that are tried already', () => {
    const test = createTestBook();
    expect(collision(test)).toBeUndefined();
    addTried(test, 1, 22);
    for (let i = 1; i <= 22; i++) expect(test.book.good(serviceOf(`250.1.1.${i}`))).toBe(false);
    expect(collision(test)).toBeUndefined();
  });

  it('keeps a holder that answered of late', () => {
    const test = createTestBook();
    addTried(test, 1, 35);
    test.book.add([peerAddressOf('250.1.1.36')], SOURCE);
    test.book.good(serviceOf('250.1.1.36'));
    expect(collision(test)).toBe('250.1.1.19:0');
    test.book.resolveCollisions();
    expect(collision(test)).toBeUndefined();
    expect(test.book.findEntry(serviceOf('250.1.1.36'))?.table).toBe('new');
    addTried(test, 37, 58);
    test.book.add([peerAddressOf('250.1.1.59')], SOURCE);
    expect(test.book.good(serviceOf('250.1.1.59'))).toBe(false);
    expect(collision(test)).toBe('250.1.1.10:0');
    expect(test.book.good(serviceOf('250.1.1.36'))).toBe(false);
    test.book.resolveCollisions();
    expect(collision(test)).toBeUndefined();
  });

  it('replaces a holder that failed the test, or that nobody could test', () => {
    const test = createTestBook();
    const tableOf = (i: number) => test.book.findEntry(serviceOf(`250.1.1.${i}`))?.table;
    test.pass(-DAY);
    addTried(test, 1, 35);
    test.pass(DAY);
    test.book.add([peerAddressOf('250.1.1.36')], SOURCE);
    expect(test.book.good(serviceOf('250.1.1.36'))).toBe(false);
    test.book.attempt(serviceOf('250.1.1.19'), false);
    test.pass(60);
    test.book.resolveCollisions();
    expect([tableOf(19), collision(test)]).toEqual(['tried', '250.1.1.19:0']);
    test.pass(1);
    test.book.resolveCollisions();
    expect([tableOf(36), tableOf(19), collision(test)]).toEqual(['tried', 'new', undefined]);
    expect(test.book.good(serviceOf('250.1.1.36'))).toBe(false);
    expect(collision(test)).toBeUndefined();

    expect(test.book.good(serviceOf('250.1.1.19'))).toBe(false);
    expect(collision(test)).toBe('250.1.1.36:0');
    test.pass(4 * 3600);
    test.book.resolveCollisions();
    expect([tableOf(19), tableOf(36), collision(test)]).toEqual(['tried', 'new', undefined]);
  });

  it('remembers ten at most', () => {
    const test = createTestBook();
    for (let i = 1; i < 3000; i++) {
      const text = `250.1.${i >> 8}.${i & 255}`;
      test.book.add([peerAddressOf(text, test.now())], addressOf(`${1 + (i % 120)}.1.1.1`));
      test.book.good(serviceOf(text));
    }
    // Each of them is another holder's.
    const seen = new Set(Array.from({ length: 500 }, () => collision(test)));
    expect(seen.size).toBeGreaterThan(1);
    expect(seen.size).toBeLessThanOrEqual(10);
  });
});

describe('select', () => {
  it('takes the table that has what is wanted', () => {
    const test = createTestBook();
    test.book.add([peerAddressOf('250.1.1.1:8333')], SOURCE);
    test.book.good(serviceOf('250.1.1.1:8333'));
    expect([selected(test), selected(test, { newOnly: true })]).toEqual(['250.1.1.1:8333', undefined]);
    test.book.add([peerAddressOf('250.3.1.1:8333')], SOURCE);
    expect(selected(test, { newOnly: true })).toBe('250.3.1.1:8333');
  });

  it('takes the networks that are wanted', () => {
    const test = createTestBook();
    const of = (...networks: readonly string[]) => selected(test, { networks: new Set(networks) });
    test.book.add([peerAddressOf(I2P_1), peerAddressOf('250.1.1.3:8333')], SOURCE);
    test.book.good(serviceOf(I2P_1));
    expect([of('ipv4'), of('i2p'), of('ipv6'), of('onion', 'cjdns')]).toEqual([
      '250.1.1.3:8333',
      `${I2P_1}:0`,
      undefined,
      undefined,
    ]);
    expect(selected(test, { newOnly: true, networks: new Set(['i2p']) })).toBeUndefined();
    test.book.add([peerAddressOf(I2P_2)], SOURCE);
    expect(new Set(Array.from({ length: 100 }, () => of('i2p')))).toEqual(
      new Set([`${I2P_1}:0`, `${I2P_2}:0`]),
    );
  });

  it('avoids those that were tried of late, or failed often', () => {
    const test = createTestBook();
    test.book.add([peerAddressOf('250.1.1.1:8333'), peerAddressOf('250.2.1.1:8333')], SOURCE);
    test.book.attempt(serviceOf('250.1.1.1:8333'), false);
    const chosen = Array.from({ length: 200 }, () => selected(test));
    const recent = chosen.filter((text) => text === '250.1.1.1:8333').length;
    expect(recent).toBeLessThan(10);
    expect(test.book.select()?.lastTry).toBe(0);
  });
});

describe('getAddresses', () => {
  it('takes a share, and at most so many', () => {
    const { book, now } = createTestBook();
    const told = ['250.250.2.1:8333', '250.251.2.2:9999', '251.252.2.3:8333', '252.253.3.4:8333', I2P_1];
    book.add(
      told.map((text) => peerAddressOf(text, now())),
      SOURCE,
    );
    expect(book.getAddresses(ALL)).toHaveLength(5);
    expect(book.getAddresses({ maxCount: 2500, maxPercent: 23 })).toHaveLength(1);
    expect(book.getAddresses({ maxCount: 3, maxPercent: 100 })).toHaveLength(3);
    expect(book.getAddresses({ ...ALL, network: 'i2p' })).toHaveLength(1);
    expect(book.getAddresses({ ...ALL, network: 'onion' })).toHaveLength(0);
  });

  it('takes 23 % of many', () => {
    const { book, now } = createTestBook();
    const tell = (source: string, ...texts: readonly string[]) =>
      book.add(
        texts.map((text) => peerAddressOf(text, now())),
        addressOf(source),
      );
    tell('250.1.2.1', '250.250.2.1:8333', '251.252.2.3:8333', '252.254.4.5:8333');
    tell('250.2.3.3', '250.251.2.2:9999', '252.253.3.4:8333');
    for (const text of ['250.250.2.1:8333', '250.251.2.2:9999']) book.good(serviceOf(text));
    for (let i = 1; i < 8 * 256; i++) {
      const text = `${i % 256}.${i >> 8}.1.23`;
      book.add([peerAddressOf(text, now())], addressOf(text));
      if (i % 8 === 0) book.good(serviceOf(text));
    }
    expect(book.size()).toBe(2006);
    expect(book.getAddresses({ maxCount: 2500, maxPercent: 23 })).toHaveLength(461);
  });

  it('leaves out those of little worth, unless told not to', () => {
    const test = createTestBook();
    const { book } = test;
    const now = test.now();
    book.add([peerAddressOf('250.250.2.1:8333', now), peerAddressOf('250.251.2.2:9999')], SOURCE);
    book.add([peerAddressOf('250.251.2.3:9998', now), peerAddressOf('250.252.2.4:9997', now + 660)], SOURCE);
    book.good(serviceOf('250.250.2.1:8333'));
    // Before that success, so that each failure counts.
    test.pass(-61);
    for (let i = 0; i < 3; i++) book.attempt(serviceOf('250.251.2.3:9998'), true);
    test.pass(61);
    expect(book.getAddresses(ALL).map(({ service }) => formatNetService(service))).toEqual([
      '250.250.2.1:8333',
    ]);
    expect(book.getAddresses({ ...ALL, isUnfiltered: true })).toHaveLength(4);
  });
});

describe('attempt', () => {
  it('counts failures only while other connections succeed', () => {
    const test = createTestBook();
    test.book.add([peerAddressOf('250.1.1.1', test.now()), peerAddressOf('250.2.1.1', test.now())], SOURCE);
    const attempts = () =>
      test.book.changes().put.find(({ service }) => formatNetService(service) === '250.1.1.1:0')?.attempts;
    test.book.attempt(serviceOf('250.1.1.1'), false);
    expect(attempts()).toBe(0);
    for (let i = 0; i < 3; i++) test.book.attempt(serviceOf('250.1.1.1'), true);
    expect(attempts()).toBe(1);
    test.pass(1);
    test.book.good(serviceOf('250.2.1.1'));
    test.book.attempt(serviceOf('250.1.1.1'), true);
    expect(attempts()).toBe(2);
  });
});

describe('connected and setServices', () => {
  it('note the time coarsely, and what the peer offers', () => {
    const test = createTestBook();
    const [service, known] = [serviceOf('250.1.1.1'), () => test.book.getAddresses(ALL)[0]];
    test.book.add([peerAddressOf('250.1.1.1', test.now())], SOURCE);
    test.book.setServices(service, 1033n);
    test.pass(1200);
    test.book.connected(service);
    expect(known()).toMatchObject({ time: TEST_START, services: 1033n });
    test.pass(1);
    test.book.connected(service);
    expect(known()?.time).toBe(TEST_START + 1201);
  });
});

/** How much of the book one who has few groups can take. @source E. Heilman et al., "Eclipse Attacks" (2015) */
describe('an attacker', () => {
  const address = (i: number, first: number) => `${first}.1.${(i >> 8) & 255}.${i & 255}:8333`;

  it('with one group of sources gets at most 64 of the 1024 new buckets', () => {
    const { book, now } = createTestBook({ key: seededRandom(7).bytes(32) });
    // Addresses of as many groups as there are, which costs nothing to make up.
    for (let i = 0; i < 10_000; i++) {
      book.add(
        [peerAddressOf(`${1 + (i % 9)}.${(i >> 4) & 255}.${(i >> 12) & 255}.7`, now())],
        addressOf('203.1.1.1'),
      );
    }
    const buckets = new Set(book.getEntries('new').map(({ bucket }) => bucket));
    expect(buckets.size).toBeGreaterThan(32);
    expect(buckets.size).toBeLessThanOrEqual(64);
    expect(book.size(undefined, 'new') / (BUCKET_COUNT.new * BUCKET_SIZE)).toBeLessThanOrEqual(0.0625);
  });

  it('with one group of addresses gets at most 64 new buckets from each group of sources, 8 tried ones in all', () => {
    const { book, now } = createTestBook({ key: seededRandom(8).bytes(32) });
    for (let i = 0; i < 10_000; i++) {
      const text = address(i, 203);
      book.add([peerAddressOf(text, now())], addressOf(`${1 + (i % 200)}.2.3.4`));
      book.good(serviceOf(text));
    }
    const tried = book.getEntries('tried');
    expect(new Set(tried.map(({ bucket }) => bucket)).size).toBeLessThanOrEqual(8);
    expect(tried.length / (BUCKET_COUNT.tried * BUCKET_SIZE)).toBeLessThanOrEqual(0.03125);
    // One group of addresses from one group of sources has one bucket.
    const buckets = new Set(book.getEntries('new').map(({ bucket }) => bucket));
    expect(buckets.size).toBeLessThanOrEqual(200);
  });

  it('does not get rid of those that were there before', () => {
    const test = createTestBook({ key: seededRandom(9).bytes(32) });
    const honest = Array.from({ length: 500 }, (_, i) => `${11 + (i % 100)}.${i >> 3}.1.1:8333`);
    for (const text of honest) {
      test.book.add([peerAddressOf(text, test.now())], addressOf(text.split(':')[0] ?? ''));
      test.book.good(serviceOf(text));
    }
    const before = test.book.size(undefined, 'tried');
    for (let i = 0; i < 10_000; i++) {
      const text = address(i, 203);
      test.book.add([peerAddressOf(text, test.now())], addressOf(`${1 + (i % 200)}.2.3.4`));
      test.book.good(serviceOf(text));
      if (i % 100 === 0) test.book.resolveCollisions();
    }
    const held = honest.filter((text) => test.book.findEntry(serviceOf(text))?.table === 'tried');
    expect(held).toHaveLength(before);
  });
});

/** What holds of any book. @source Bitcoin Core src/addrman.cpp AddrManImpl::CheckAddrman */
function expectSound({ book }: TestBook): void {
  const servicesIn = (table: TableName) =>
    book.getEntries(table).map(({ address }) => formatNetService(address.service));
  const [tried, places] = [servicesIn('tried'), servicesIn('new')];
  const known = new Set(places);
  expect(new Set(tried).size).toBe(tried.length);
  expect(tried.some((service) => known.has(service))).toBe(false);
  expect([book.size(undefined, 'new'), book.size(undefined, 'tried')]).toEqual([known.size, tried.length]);
  expect(book.getAddresses({ ...ALL, isUnfiltered: true })).toHaveLength(book.size());
  for (const service of known) {
    const multiplicity = places.filter((other) => other === service).length;
    expect(book.findEntry(serviceOf(service))?.multiplicity).toBe(multiplicity);
    expect(multiplicity).toBeLessThanOrEqual(8);
  }
}

describe('what is kept', () => {
  const roundTrip = ({ book }: TestBook) =>
    createTestBook({ key: book.key, records: book.changes().put, seed: 2 });
  const contentOf = ({ book }: TestBook) => [book.getEntries('new'), book.getEntries('tried'), book.size()];

  it('makes the same book', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const test = createTestBook({ seed });
        const random = seededRandom(seed);
        for (let i = 0; i < 300; i++) {
          const text = `${1 + random.below(3)}.${random.below(4)}.1.${random.below(40)}:8333`;
          const source = addressOf(`${1 + random.below(100)}.1.1.1`);
          test.book.add([peerAddressOf(text, test.now() + i)], source);
          if (random.below(3) === 0) test.book.good(serviceOf(text));
          if (random.below(20) === 0) test.book.resolveCollisions();
          if (random.below(5) === 0) test.pass(600);
        }
        expectSound(test);
        const again = roundTrip(test);
        expect(contentOf(again)).toEqual(contentOf(test));
        expect(again.book.changes()).toEqual({ put: [], removed: [] });
      }),
      { numRuns: 20 },
    );
  });

  it('is what changed since it was kept before', () => {
    const test = createTestBook();
    const { book } = test;
    book.add([peerAddressOf('250.1.1.1', test.now()), peerAddressOf('250.2.1.1', test.now())], SOURCE);
    expect(book.changes().put).toHaveLength(2);
    book.noteSaved();
    expect(book.changes()).toEqual({ put: [], removed: [] });
    book.good(serviceOf('250.2.1.1'));
    expect(book.changes().put).toMatchObject([{ isTried: true, lastSuccess: TEST_START, newBuckets: [] }]);
  });

  it('names those that are gone', () => {
    const test = createTestBook();
    for (let i = 1; i <= 22; i++) test.book.add([peerAddressOf(`250.1.1.${i}`)], SOURCE);
    test.book.noteSaved();
    test.book.add([peerAddressOf('250.1.1.23', test.now())], SOURCE);
    const { put, removed } = test.book.changes();
    expect([put.length, removed.length]).toEqual([1, 1]);
  });

  it('is lost where it is no address any more, or was never reached though tried', () => {
    const { book } = createTestBook();
    book.add([peerAddressOf('5.5.5.5'), peerAddressOf('7.7.7.7')], NO_ADDRESS);
    book.good(serviceOf('7.7.7.7'));
    const records = book.changes().put;
    const [first, second] = records;
    if (!first || !second) throw new Error('two records');
    const damaged = [
      first,
      second,
      { ...first, service: serviceOf('0.0.0.0') },
      { ...second, service: serviceOf('8.8.8.8'), lastSuccess: 0 },
      { ...first, service: serviceOf('6.6.6.6'), newBuckets: [] },
      { ...first, service: serviceOf('9.9.9.9'), newBuckets: [-1, 5000] },
    ];
    const again = createTestBook({ records: damaged });
    expect([again.book.size(undefined, 'new'), again.book.size(undefined, 'tried')]).toEqual([2, 1]);
    expect(again.book.changes().removed.map(formatNetService).sort()).toEqual([
      '0.0.0.0:0',
      '6.6.6.6:0',
      '8.8.8.8:0',
    ]);
  });
});
