import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ADDRESS_SIZE, type NetAddress } from '../../../src/p2p/net-address.ts';
import {
  compareSubnets,
  formatSubnet,
  matchesSubnet,
  parseSubnet,
  subnetOfAddress,
} from '../../../src/p2p/subnet.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { addressOf } from '../../helpers/net-addresses.ts';

const ONION = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';

const subnetOf = (text: string) => expectDefined(parseSubnet(text), `${text} is a subnet`);

describe('parseSubnet', () => {
  /** @source Bitcoin Core src/test/netbase_tests.cpp subnet_test */
  it.each([
    ['127.0.0.1', '127.0.0.1/32'],
    ['::ffff:127.0.0.1', '127.0.0.1/32'],
    ['1.2.3.4/8', '1.0.0.0/8'],
    ['1.2.3.0/0', '0.0.0.0/0'],
    ['1.2.3.0/32', '1.2.3.0/32'],
    ['1.2.3.4/255.255.255.254', '1.2.3.4/31'],
    ['1.2.3.4/255.255.255.248', '1.2.3.0/29'],
    ['1.2.3.4/255.255.254.0', '1.2.2.0/23'],
    ['1.2.3.4/255.254.0.0', '1.2.0.0/15'],
    ['1.2.3.4/128.0.0.0', '0.0.0.0/1'],
    ['1.2.3.4/0.0.0.0', '0.0.0.0/0'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8/128'],
    ['[::1]', '::1/128'],
    ['1:2:3:4:5:6:7:8/33', '1:2::/33'],
    ['1:2:3:4:5:6:7:8/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '1:2:3:4:5:6:7:8/128'],
    ['1:2:3:4:5:6:7:8/ffff::', '1::/16'],
    ['1:2:3:4:5:6:7:8/::', '::/0'],
    [ONION, ONION],
  ])('reads %s as %s', (text, written) => {
    expect(formatSubnet(subnetOf(text))).toBe(written);
  });

  it.each([
    '',
    'fuzzy',
    '*',
    '1.2.3',
    '1.2.3.0/',
    '1.2.3.0/-1',
    '1.2.3.0/+24',
    '1.2.3.0/33',
    '1.2.3.0/300',
    '1.2.3.4/24/8',
    '1.2.3.4/255.255.232.0',
    '1.2.3.4/255.0.255.255',
    '1.2.3.4/ffff::',
    '::/-1',
    '::/129',
    '::/255.0.0.0',
    '1:2:3:4:5:6:7:8/ffff:ffff:ffff:fffe:ffff:ffff:ffff:ff0f',
    `${ONION}/200`,
    `${ONION}/255.0.0.0`,
    '1.2.3.0/24\0',
    `${ONION}\0`,
  ])('refuses "%s"', (text) => {
    expect(parseSubnet(text)).toBeUndefined();
  });

  it('knows no subnets of CJDNS, which has none', () => {
    const resolve = (address: NetAddress): NetAddress => ({ ...address, network: 'cjdns' });
    expect(parseSubnet('fc00::1/8', resolve)).toBeUndefined();
    expect(parseSubnet('fc00::1', resolve)).toMatchObject({ network: 'cjdns', bits: 128 });
  });
});

describe('matchesSubnet', () => {
  it.each([
    ['1.2.3.0/24', '1.2.3.4', true],
    ['1.2.2.0/24', '1.2.3.4', false],
    ['1.2.3.4', '1.2.3.4', true],
    ['1.2.3.4/32', '5.6.7.8', false],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:9', false],
    ['1:2:3:4:5:6:7:0/112', '1:2:3:4:5:6:7:1234', true],
    ['192.168.0.20/29', '192.168.0.18', true],
    ['1.2.2.110/31', '1.2.2.111', true],
    ['1.2.2.20/26', '1.2.2.63', true],
    ['::/0', '1:2:3:4:5:6:7:1234', true],
    ['::/0', '::', false],
    ['::/0', '1.2.3.4', false],
    ['0.0.0.0/0', '1:2:3:4:5:6:7:1234', false],
    [ONION, ONION, true],
    [ONION, 'kpgvmscirrdqpekbqjsvw5teanhatztpp2gl6eee4zkowvwfxwenqaid.onion', false],
    [ONION, '1.2.3.4', false],
  ])('%s: %s %s', (subnet, address, matches) => {
    expect(matchesSubnet(subnetOf(subnet), addressOf(address))).toBe(matches);
  });

  it('has exactly the addresses with the same first bits', () => {
    const ipv4 = fc.uint8Array({ minLength: ADDRESS_SIZE.ipv4, maxLength: ADDRESS_SIZE.ipv4 });
    const number = (bytes: Uint8Array) => Buffer.from(bytes).readUInt32BE();
    fc.assert(
      fc.property(ipv4, ipv4, fc.integer({ min: 0, max: 32 }), (a, b, bits) => {
        const same = Math.floor(number(a) / 2 ** (32 - bits)) === Math.floor(number(b) / 2 ** (32 - bits));
        fc.pre(number(b) !== 0 && number(b) !== 0xffffffff);
        const subnet = subnetOf(`${a.join('.')}/${bits}`);
        expect(matchesSubnet(subnet, { network: 'ipv4', bytes: b })).toBe(same);
        expect(subnetOf(formatSubnet(subnet))).toEqual(subnet);
      }),
    );
  });
});

describe('compareSubnets', () => {
  it('orders by network, address and size, as Core lists them', () => {
    const texts = ['127.0.0.0/24', '127.0.0.0/32', '192.168.0.2/32', '2001:4d40::/19', ONION];
    const sorted = [...texts].reverse().map(subnetOf).sort(compareSubnets).map(formatSubnet);
    expect(sorted).toEqual(texts.map((text) => formatSubnet(subnetOf(text))));
  });
});

describe('subnetOfAddress', () => {
  it('has the address alone', () => {
    const subnet = subnetOfAddress(addressOf('127.0.0.1'));
    expect(matchesSubnet(subnet, addressOf('127.0.0.1'))).toBe(true);
    expect(matchesSubnet(subnet, addressOf('127.0.0.2'))).toBe(false);
  });
});
