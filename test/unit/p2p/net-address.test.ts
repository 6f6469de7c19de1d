import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  equalNetAddresses,
  formatNetAddress,
  formatNetService,
  fromIpv6Bytes,
  internalAddress,
  type NetAddress,
  NO_ADDRESS,
  netAddress,
  netAddressKey,
  netServiceKey,
  parseNetAddress,
  parseNetService,
  socketService,
  splitHostPort,
  toIpv6Bytes,
} from '../../../src/p2p/net-address.ts';
import { fromHex, toHex } from '../../../src/util/bytes.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { anyNetAddress } from '../../helpers/messages.ts';

const ONION = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';
const I2P = 'UDHDrtrcetjm5sxzskjyr5ztpeszydbh4dpl3pl4utgqqw2v4jna.b32.I2P';

function parsed(text: string): NetAddress {
  return expectDefined(parseNetAddress(text), text);
}

function bytesOf(hex: string): Uint8Array {
  return expectDefined(fromHex(hex), hex);
}

const anyAddress = anyNetAddress();

/** @source Bitcoin Core src/test/net_tests.cpp cnetaddr_basic */
describe('parseNetAddress', () => {
  it.for([
    ['0.0.0.0', 'ipv4', '0.0.0.0'],
    ['255.255.255.255', 'ipv4', '255.255.255.255'],
    ['12.34.56.78', 'ipv4', '12.34.56.78'],
    ['::ffff:1.2.3.4', 'ipv4', '1.2.3.4'],
    ['::', 'ipv6', '::'],
    ['1122:3344:5566:7788:9900:aabb:ccdd:eeff', 'ipv6', '1122:3344:5566:7788:9900:aabb:ccdd:eeff'],
    ['fd6c:88c0:8724:1:2:3:4:5', 'ipv6', 'fd6c:88c0:8724:1:2:3:4:5'],
    ['fd87:d87e:eb43::1', 'ipv6', '::'],
    [ONION, 'onion', ONION],
    [ONION.toUpperCase().replace('ONION', 'onion'), 'onion', ONION],
    [I2P, 'i2p', I2P.toLowerCase()],
  ] as const)('reads %s', ([text, network, written]) => {
    const address = parsed(text);
    expect(address.network).toBe(network);
    expect(formatNetAddress(address)).toBe(written);
  });

  it.for([
    ['an onion service of version 2', '6hzph5hv6337r6p2.onion'],
    ['a wrong checksum', 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscsad.onion'],
    ['a wrong version', 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscrye.onion'],
    ['a zero character', 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd\0wtf.onion'],
    ['another length', 'mfrggzak.onion'],
    ['what is no base32', 'mf*g zak.onion'],
    ['padding', 'udhdrtrcetjm5sxzskjyr5ztpeszydbh4dpl3pl4utgqqw2v4jn=.b32.i2p'],
    ['more padding', 'udhdrtrcetjm5sxzskjyr5ztpeszydbh4dpl3pl4utgqqw2v4jna=.b32.i2p'],
    ['bits left over', 'udhdrtrcetjm5sxzskjyr5ztpeszydbh4dpl3pl4utgqqw2v4jnb.b32.i2p'],
    ['a zero character in I2P', 'udhdrtrcetjm5sxzskjyr5ztpeszydbh4dpl3pl4utgqqw2v\0wtf.b32.i2p'],
    ['an encrypted I2P name', 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscsad.b32.i2p'],
    ['a host’s name', 'localhost'],
    ['words', 'totally bogus'],
    ['three numbers', '1.2.3'],
    ['an octal number', '01.2.3.4'],
    ['a zone', 'fe80::1%32'],
    ['what stands for a name', 'fd6b:88c0:8724:1:2:3:4:5'],
    ['nothing', ''],
  ])('finds none in %s', ([, text]) => {
    expect(parseNetAddress(text ?? '')).toBeUndefined();
  });

  it('reads what formatNetAddress writes', () => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        const { network, bytes } = address;
        const isOwnText = network !== 'cjdns' && network !== 'internal';
        const found = parseNetAddress(formatNetAddress(address));
        const expected = network === 'cjdns' || network === 'ipv6' ? fromIpv6Bytes(bytes) : address;
        expect(found).toEqual(isOwnText || network === 'cjdns' ? expected : undefined);
      }),
    );
  });
});

describe('netAddress', () => {
  it('has no address of another length', () => {
    expect(() => netAddress('ipv4', new Uint8Array(5))).toThrow('an ipv4 address of 5 bytes');
  });
});

describe('internalAddress', () => {
  it('is what Core makes of a name', () => {
    expect(formatNetAddress(internalAddress('esffpp'))).toBe('esffpvrt3wpeaygy.internal');
  });
});

/** @source Bitcoin Core src/test/net_tests.cpp cnetaddr_serialize_v1 */
describe('toIpv6Bytes', () => {
  it.for([
    ['::', NO_ADDRESS, '00000000000000000000000000000000'],
    ['IPv4', parsed('1.2.3.4'), '00000000000000000000ffff01020304'],
    ['IPv6', parsed('1a1b:2a2b:3a3b:4a4b:5a5b:6a6b:7a7b:8a8b'), '1a1b2a2b3a3b4a4b5a5b6a6b7a7b8a8b'],
    ['an onion service', parsed(ONION), '00000000000000000000000000000000'],
    ['a name', internalAddress('a'), 'fd6b88c08724ca978112ca1bbdcafac2'],
  ] as const)('writes %s', ([, address, hex]) => {
    expect(toHex(toIpv6Bytes(address))).toBe(hex);
  });

  it('gives back what fromIpv6Bytes read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        expect(toIpv6Bytes(fromIpv6Bytes(bytes))).toEqual(bytes);
      }),
    );
  });
});

describe('fromIpv6Bytes', () => {
  it('finds IPv4 and names', () => {
    expect(fromIpv6Bytes(bytesOf('00000000000000000000ffff01020304'))).toEqual(parsed('1.2.3.4'));
    expect(fromIpv6Bytes(bytesOf('fd6b88c08724ca978112ca1bbdcafac2'))).toEqual(internalAddress('a'));
  });

  it('takes an onion service of version 2 for none', () => {
    expect(fromIpv6Bytes(bytesOf('fd87d87eeb430102030405060708090a'))).toEqual(NO_ADDRESS);
  });

  it('keeps nothing of the bytes it was given', () => {
    const bytes = bytesOf('20010000000000000000000000000001');
    const address = fromIpv6Bytes(bytes);
    bytes.fill(0);
    expect(formatNetAddress(address)).toBe('2001::1');
  });
});

describe('netServiceKey', () => {
  it('is the same for equal services alone', () => {
    const anyService = fc.record({ address: anyAddress, port: fc.nat(0xffff) });
    fc.assert(
      fc.property(anyService, anyService, ({ address: a, port: p }, { address: b, port: q }) => {
        const isEqual = equalNetAddresses(a, b) && p === q;
        expect(netServiceKey({ ...a, port: p }) === netServiceKey({ ...b, port: q })).toBe(isEqual);
        const copy = { ...a, bytes: a.bytes.slice() };
        expect(netAddressKey(copy)).toBe(netAddressKey(a));
        expect(equalNetAddresses(copy, a)).toBe(true);
      }),
    );
  });

  it('tells apart networks whose addresses have the same bytes', () => {
    const bytes = bytesOf('fc000001000200030004000500060007');
    expect(netAddressKey({ network: 'ipv6', bytes })).not.toBe(netAddressKey({ network: 'cjdns', bytes }));
  });
});

/** @source Bitcoin Core src/test/netbase_tests.cpp netbase_lookupnumeric */
describe('parseNetService', () => {
  it.for([
    ['127.0.0.1', '127.0.0.1:65535'],
    ['127.0.0.1:8333', '127.0.0.1:8333'],
    ['::ffff:127.0.0.1', '127.0.0.1:65535'],
    ['::', '[::]:65535'],
    ['[::]:8333', '[::]:8333'],
    ['[127.0.0.1]', '127.0.0.1:65535'],
    [`${ONION}:1`, `${ONION}:1`],
  ])('reads %s', ([text, written]) => {
    const service = parseNetService(text ?? '', 65535);
    expect(service && formatNetService(service)).toBe(written);
  });

  it.for([':::', 'localhost', '127.0.0.1:0', '127.0.0.1:65536', '[::1]:', '[::1]x:1'])(
    'finds none in %s',
    (text) => {
      expect(parseNetService(text, 65535)).toBeUndefined();
    },
  );
});

/** @source Bitcoin Core src/test/netbase_tests.cpp netbase_splithost */
describe('socketService', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1:5'],
    ['::ffff:1.2.3.4', '1.2.3.4:5'],
    ['::1', '[::1]:5'],
    ['fe80::1%eth0', '[fe80::1]:5'],
  ])('reads %s as Node writes it', (host, text) => {
    expect(formatNetService(expectDefined(socketService(host, 5), host))).toBe(text);
  });

  it('is none of a socket that is closed', () => {
    expect(socketService(undefined, undefined)).toBeUndefined();
  });
});

describe('splitHostPort', () => {
  it.for([
    ['www.bitcoincore.org', 'www.bitcoincore.org', undefined],
    ['[www.bitcoincore.org]', 'www.bitcoincore.org', undefined],
    ['www.bitcoincore.org:80', 'www.bitcoincore.org', 80],
    ['[www.bitcoincore.org]:80', 'www.bitcoincore.org', 80],
    ['127.0.0.1:8333', '127.0.0.1', 8333],
    ['[127.0.0.1]', '127.0.0.1', undefined],
    ['::ffff:127.0.0.1', '::ffff:127.0.0.1', undefined],
    ['[::ffff:127.0.0.1]:8333', '::ffff:127.0.0.1', 8333],
    ['[::]:8333', '::', 8333],
    ['::8333', '::8333', undefined],
    [':8333', '', 8333],
    ['[]:8333', '', 8333],
    ['', '', undefined],
    [':65535', '', 65535],
  ] as const)('splits "%s"', ([text, host, port]) => {
    expect(splitHostPort(text)).toEqual(port === undefined ? { host } : { host, port });
  });

  it.for([':65536', ':-1', '[]:70001', '[]:-0', '[]:0', '[]:1/2', '[]:1E2', '127.0.0.1:0', '127.0.0.1:'])(
    'refuses the port of "%s"',
    (text) => {
      expect(splitHostPort(text)).toBeUndefined();
    },
  );
});
