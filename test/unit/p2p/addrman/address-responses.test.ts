import { describe, expect, it } from 'vitest';
import { createAddressResponses } from '../../../../src/p2p/addrman/address-responses.ts';
import { formatNetAddress, type NetAddress } from '../../../../src/p2p/net-address.ts';
import { addressOf } from '../../../helpers/net-addresses.ts';
import { createTestBook, peerAddressOf } from '../../../helpers/p2p/test-book.ts';
import { seededRandom } from '../../../helpers/p2p/test-peer.ts';

const HOUR = 3600;

/** Answers from a book of some 5,000 addresses. */
function setUp(bans: { readonly banned?: string; readonly discouraged?: string } = {}) {
  const test = createTestBook();
  for (let i = 1; i < 6000; i++) {
    const text = `${1 + (i % 9)}.${(i >> 4) & 255}.1.1`;
    test.book.add([peerAddressOf(text, test.now())], addressOf(text));
  }
  const is = (text: string | undefined) => (address: NetAddress) => formatNetAddress(address) === text;
  const responses = createAddressResponses({
    book: test.book,
    bans: { isBanned: is(bans.banned), isDiscouraged: is(bans.discouraged) },
    random: seededRandom(3),
    clock: { nowSeconds: test.now },
  });
  return { ...test, responses };
}

describe('responseFor', () => {
  it('has 23 % of the book, and 1000 at most', () => {
    const { book, responses } = setUp();
    expect(responses.responseFor('ipv4')).toHaveLength(Math.min(1000, Math.floor(0.23 * book.size())));
  });

  it('is the same for 21 hours, another one after 27', () => {
    const { responses, pass } = setUp();
    const first = responses.responseFor('ipv4');
    pass(21 * HOUR);
    expect(responses.responseFor('ipv4')).toBe(first);
    pass(6 * HOUR);
    expect(responses.responseFor('ipv4')).not.toEqual(first);
  });

  it('is another one from each point of view', () => {
    const { responses } = setUp();
    expect(responses.responseFor('onion')).not.toEqual(responses.responseFor('ipv4'));
  });
});

describe('sample', () => {
  it('leaves out who is banned or discouraged', () => {
    const all = { maxCount: 0, maxPercent: 0 };
    const texts = (peers: ReturnType<ReturnType<typeof setUp>['responses']['sample']>) =>
      peers.map(({ service }) => formatNetAddress(service));
    const { responses, book } = setUp();
    expect(responses.sample(all)).toHaveLength(book.size());
    const [banned, discouraged] = texts(responses.sample(all));
    const narrowed = texts(
      setUp({ ...(banned && { banned }), ...(discouraged && { discouraged }) }).responses.sample(all),
    );
    expect(narrowed).toHaveLength(book.size() - 2);
    expect(narrowed).not.toContain(banned);
  });
});
