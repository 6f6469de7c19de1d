import { describe, expect, it } from 'vitest';
import { internalAddress, type NetAddress } from '../../../src/p2p/net-address.ts';
import {
  isLocalAddress,
  isRoutableAddress,
  isValidAddress,
  linkedIpv4,
  networkClassOf,
  routedNetworkOf,
} from '../../../src/p2p/routability.ts';
import { addressOf } from '../../helpers/net-addresses.ts';

const ONION = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';

/** The same 16 bytes as an address of CJDNS. */
const cjdns = (text: string): NetAddress => ({ network: 'cjdns', bytes: addressOf(text).bytes });

describe('isValidAddress', () => {
  it.each(['127.0.0.1', '10.0.0.1', '0.0.0.1', '8.8.8.8', '::1', '2001::1', 'fc00::1', ONION])(
    'takes %s',
    (text) => {
      expect(isValidAddress(addressOf(text))).toBe(true);
    },
  );

  it.each(['0.0.0.0', '255.255.255.255', '::', '2001:db8::', '2001:db8:ffff::1'])('refuses %s', (text) => {
    expect(isValidAddress(addressOf(text))).toBe(false);
  });

  it('takes CJDNS only with the byte that its addresses begin with', () => {
    expect(isValidAddress(cjdns('fc00:1::2'))).toBe(true);
    expect(isValidAddress(cjdns('fd00:1::2'))).toBe(false);
  });

  it('refuses what stands for a name', () => {
    expect(isValidAddress(internalAddress('seed.example'))).toBe(false);
  });
});

describe('isLocalAddress', () => {
  it.each(['127.0.0.1', '127.255.255.255', '0.1.2.3', '::1', '::ffff:127.0.0.1'])('knows %s', (text) => {
    expect(isLocalAddress(addressOf(text))).toBe(true);
  });

  it.each(['128.0.0.0', '1.0.0.0', '::2', '10.0.0.1'])('does not take %s for this machine', (text) => {
    expect(isLocalAddress(addressOf(text))).toBe(false);
  });
});

describe('isRoutableAddress', () => {
  /** First and last address of each range that is set aside, and their neighbours. */
  it.each([
    ['RFC1918', '10.0.0.0', '10.255.255.255', '9.255.255.255', '11.0.0.0'],
    ['RFC1918', '172.16.0.0', '172.31.255.255', '172.15.255.255', '172.32.0.0'],
    ['RFC1918', '192.168.0.0', '192.168.255.255', '192.167.255.255', '192.169.0.0'],
    ['RFC2544', '198.18.0.0', '198.19.255.255', '198.17.255.255', '198.20.0.0'],
    ['RFC3927', '169.254.0.0', '169.254.255.255', '169.253.255.255', '169.255.0.0'],
    ['RFC6598', '100.64.0.0', '100.127.255.255', '100.63.255.255', '100.128.0.0'],
    ['RFC5737', '192.0.2.0', '192.0.2.255', '192.0.1.255', '192.0.3.0'],
    ['RFC5737', '198.51.100.0', '198.51.100.255', '198.51.99.255', '198.51.101.0'],
    ['RFC5737', '203.0.113.0', '203.0.113.255', '203.0.112.255', '203.0.114.0'],
    ['loopback', '127.0.0.0', '127.255.255.255', '126.255.255.255', '128.0.0.0'],
    ['RFC3849', '2001:db8::', '2001:db8:ffff:ffff::', '2001:db7:ffff::', '2001:db9::'],
    ['RFC4862', 'fe80::', 'fe80::ffff:ffff:ffff:ffff', 'fe7f:ffff::', 'fe80:0:0:1::'],
    ['RFC4193', 'fc00::', 'fdff:ffff::', 'fbff:ffff::', 'fe00::'],
    ['RFC4843', '2001:10::', '2001:1f:ffff::', '2001:f:ffff::', '2001:30::'],
    ['RFC7343', '2001:20::', '2001:2f:ffff::', '2001:f:ffff::', '2001:30::'],
  ])('refuses the addresses of %s from %s to %s', (_, first, last, before, after) => {
    const routable = [first, last, before, after].map((text) => isRoutableAddress(addressOf(text)));
    expect(routable).toEqual([false, false, true, true]);
  });

  it.each(['8.8.8.8', '2001::1', '2002::1', '64:ff9b::102:304', ONION])('takes %s', (text) => {
    expect(isRoutableAddress(addressOf(text))).toBe(true);
  });
});

describe('networkClassOf', () => {
  it.each([
    ['127.0.0.1', 'not_publicly_routable'],
    ['::1', 'not_publicly_routable'],
    ['8.8.8.8', 'ipv4'],
    ['::ffff:8.8.8.8', 'ipv4'],
    ['2003::8888', 'ipv6'],
    ['fc00::1', 'not_publicly_routable'],
    [ONION, 'onion'],
  ])('says of %s: %s', (text, network) => {
    expect(networkClassOf(addressOf(text))).toBe(network);
    expect(routedNetworkOf(addressOf(text))).toBe(network);
  });

  it('knows CJDNS and names', () => {
    expect(networkClassOf(cjdns('fc00::1'))).toBe('cjdns');
    expect(networkClassOf(internalAddress('foo.com'))).toBe('internal');
  });

  it('takes IPv6 around an IPv4 address for IPv4, over whichever network it is reached', () => {
    for (const text of ['2001::fefd:fcfb', '2002:102:304::', '64:ff9b::102:304', '::ffff:0:102:304']) {
      expect(networkClassOf(addressOf(text)), text).toBe('ipv4');
      expect(routedNetworkOf(addressOf(text)), text).toBe('ipv6');
      expect([...(linkedIpv4(addressOf(text)) ?? [])], text).toEqual([1, 2, 3, 4]);
    }
  });
});
