import { describe, expect, it } from 'vitest';
import { sha256d } from '../../../../src/crypto/sha256d.ts';
import {
  BUCKET_COUNT,
  NEW_BUCKETS_PER_SOURCE_GROUP,
  newBucketOf,
  positionOf,
  TRIED_BUCKETS_PER_GROUP,
  triedBucketOf,
} from '../../../../src/p2p/addrman/place.ts';
import { addressOf } from '../../../helpers/net-addresses.ts';
import { serviceOf, TEST_KEY } from '../../../helpers/p2p/test-book.ts';

/** Keys and expected numbers of these tests: Bitcoin Core src/test/addrman_tests.cpp caddrinfo_get_*_bucket_legacy. */
const KEY_1 = sha256d(Uint8Array.of(1, 0, 0, 0));
const KEY_2 = sha256d(Uint8Array.of(2, 0, 0, 0));

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('triedBucketOf', () => {
  const first = serviceOf('250.1.1.1:8333');

  it('is the bucket that Core chooses', () => {
    expect(triedBucketOf(KEY_1, first)).toBe(40);
  });

  it('depends on the key and on the port', () => {
    expect(triedBucketOf(KEY_2, first)).not.toBe(triedBucketOf(KEY_1, first));
    expect(triedBucketOf(KEY_1, serviceOf('250.1.1.1:9999'))).not.toBe(triedBucketOf(KEY_1, first));
  });

  it('has 8 buckets for the addresses of a group, and many for those of many', () => {
    const sameGroup = new Set(numbers(255).map((i) => triedBucketOf(KEY_1, serviceOf(`250.1.1.${i}`))));
    const manyGroups = new Set(numbers(255).map((i) => triedBucketOf(KEY_1, serviceOf(`250.${i}.1.1`))));
    expect([sameGroup.size, manyGroups.size]).toEqual([TRIED_BUCKETS_PER_GROUP, 160]);
  });
});

describe('newBucketOf', () => {
  const source = addressOf('250.1.2.1');
  const first = serviceOf('250.1.2.1:8333');

  it('is the bucket that Core chooses', () => {
    expect(newBucketOf(KEY_1, first, source)).toBe(786);
  });

  it('depends on the key, not on the port', () => {
    expect(newBucketOf(KEY_2, first, source)).not.toBe(786);
    expect(newBucketOf(KEY_1, serviceOf('250.1.2.1:9999'), source)).toBe(786);
  });

  it('has one bucket for the addresses of a group that a group tells of', () => {
    const buckets = numbers(255).map((i) =>
      newBucketOf(KEY_1, serviceOf(`250.1.1.${i}`), addressOf(`250.1.1.${i}`)),
    );
    expect(new Set(buckets).size).toBe(1);
  });

  it('has at most 64 buckets for all that the sources of a group tell of', () => {
    const told = numbers(4 * 255).map((i) => `${250 + Math.floor(i / 255)}.${i % 256}.1.1`);
    const buckets = told.map((text) => newBucketOf(KEY_1, serviceOf(text), addressOf('251.4.1.1')));
    expect(new Set(buckets).size).toBeLessThanOrEqual(NEW_BUCKETS_PER_SOURCE_GROUP);
  });

  it('has more where sources of many groups tell of the same address', () => {
    const buckets = numbers(255).map((i) =>
      newBucketOf(KEY_1, serviceOf('250.1.1.1'), addressOf(`250.${i}.1.1`)),
    );
    expect(new Set(buckets).size).toBeGreaterThan(NEW_BUCKETS_PER_SOURCE_GROUP);
  });
});

describe('positionOf', () => {
  /** Addresses that tell of themselves, of the key 1. @source Bitcoin Core test/functional/rpc_net.py test_getrawaddrman */
  it.each([
    ['2.0.0.0:8333', 'new', '82/8'],
    ['[2803:0:1234:abcd::1]:45324', 'new', '613/6'],
    ['c4gfnttsuwqomiygupdqqqyy5y5emnk5c73hrfvatri67prd7vyq.b32.i2p:8333', 'new', '963/46'],
    ['1.2.3.4:8333', 'tried', '6/33'],
    ['[1233:3432:2434:2343:3234:2345:6546:4534]:8333', 'tried', '197/34'],
    ['pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion:8333', 'tried', '72/61'],
    ['nrfj6inpyf73gpkyool35hcmne5zwfmse3jl3aw23vk7chdemalyaqad.onion:45324', 'tried', '139/46'],
  ] as const)('puts %s into %s at %s', (text, table, place) => {
    const service = serviceOf(text);
    const bucket =
      table === 'new' ? newBucketOf(TEST_KEY, service, service) : triedBucketOf(TEST_KEY, service);
    expect(`${bucket}/${positionOf(TEST_KEY, table, { bucket, service })}`).toBe(place);
    expect(bucket).toBeLessThan(BUCKET_COUNT[table]);
  });

  it('puts what is of CJDNS where Core does', () => {
    const service = { ...serviceOf('[fc00:1:2:3:4:5:6:7]:8333'), network: 'cjdns' } as const;
    const bucket = newBucketOf(TEST_KEY, service, service);
    expect(`${bucket}/${positionOf(TEST_KEY, 'new', { bucket, service })}`).toBe('336/24');
  });
});
