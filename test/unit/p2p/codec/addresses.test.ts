import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage } from '../../../../src/p2p/codec/codec.ts';
import type { MessageOf, PeerAddress } from '../../../../src/p2p/codec/message.ts';
import {
  formatNetAddress,
  internalAddress,
  type NetAddress,
  NO_ADDRESS,
  parseNetAddress,
} from '../../../../src/p2p/net-address.ts';
import { fromHex, toHex } from '../../../../src/util/bytes.ts';
import { expectDefined } from '../../../../src/util/invariant.ts';
import { accept, reject } from '../../../../src/util/verdict.ts';

const hex = (...parts: readonly string[]) => expectDefined(fromHex(parts.join('')), 'hex');
const parsed = (text: string) => expectDefined(parseNetAddress(text), text);

/** @source Bitcoin Core src/test/netbase_tests.cpp fixture_addresses */
const FIXTURE: readonly PeerAddress[] = [
  { time: 0x4966bc61, services: 0n, service: { ...parsed('::1'), port: 0 } },
  { time: 0x83766279, services: 1n, service: { ...parsed('::1'), port: 0x00f1 } },
  { time: 0xffffffff, services: 0x448n, service: { ...parsed('::1'), port: 0xf1f2 } },
];

const LOOPBACK = '00000000000000000000000000000001';
const ADDR = [
  '03',
  ...['61bc6649', '0000000000000000', LOOPBACK, '0000'],
  ...['79627683', '0100000000000000', LOOPBACK, '00f1'],
  ...['ffffffff', '4804000000000000', LOOPBACK, 'f1f2'],
];
const ADDRV2 = [
  '03',
  ...['61bc6649', '00', '02', '10', LOOPBACK, '0000'],
  ...['79627683', '01', '02', '10', LOOPBACK, '00f1'],
  ...['ffffffff', 'fd4804', '02', '10', LOOPBACK, 'f1f2'],
];

describe.for([
  ['addr', ADDR],
  ['addrv2', ADDRV2],
] as const)('%s', ([command, bytes]) => {
  const message = { command, addresses: FIXTURE } as MessageOf<'addr'> | MessageOf<'addrv2'>;

  it('is read as Core reads it', () => {
    expect(decodeMessage(command, hex(...bytes))).toEqual(accept(message));
  });

  it('is written as Core writes it', () => {
    expect(toHex(encodeMessage(message))).toBe(bytes.join(''));
  });

  it('holds at most 1000 addresses', () => {
    const of = (length: number): MessageOf<'addr'> | MessageOf<'addrv2'> =>
      ({ ...message, addresses: new Array(length).fill(FIXTURE[0]) }) as typeof message;
    expect(decodeMessage(command, encodeMessage(of(1000)))).toEqual(accept(of(1000)));
    expect(decodeMessage(command, encodeMessage(of(1001)))).toEqual(
      reject('misbehaving', `${command} message size = 1001`),
    );
  });

  it('is malformed, and no more than that, where it claims too many and ends', () => {
    const cut = encodeMessage({ ...message, addresses: new Array(1001).fill(FIXTURE[0]) } as typeof message);
    expect(decodeMessage(command, cut.subarray(0, -1))).toEqual(
      reject('malformed', 'DataStream::read(): end of data'),
    );
  });
});

const ONION = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';
const ONION_KEY = '79bcc625184b05194975c28b66b66b0469f7f6556fb1ac3189a79b40dda32f1f';

function encoded(command: 'addr' | 'addrv2', address: NetAddress): string {
  const service = { ...address, port: 1 };
  return toHex(encodeMessage({ command, addresses: [{ time: 0, services: 0n, service }] }));
}

/** @source Bitcoin Core src/test/net_tests.cpp cnetaddr_serialize_v1, cnetaddr_serialize_v2 */
describe('encodeMessage', () => {
  it.for([
    ['an IPv4 address', parsed('1.2.3.4'), '00000000000000000000ffff01020304', '010401020304'],
    [
      'an IPv6 address',
      parsed('1a1b:2a2b:3a3b:4a4b:5a5b:6a6b:7a7b:8a8b'),
      '1a1b2a2b3a3b4a4b5a5b6a6b7a7b8a8b',
      '02101a1b2a2b3a3b4a4b5a5b6a6b7a7b8a8b',
    ],
    ['an onion service', parsed(ONION), '00'.repeat(16), `0420${ONION_KEY}`],
    [
      'a name',
      internalAddress('a'),
      'fd6b88c08724ca978112ca1bbdcafac2',
      '0210fd6b88c08724ca978112ca1bbdcafac2',
    ],
  ] as const)('writes %s in the old and in the new form', ([, address, old, addrv2]) => {
    expect(encoded('addr', address)).toBe(`01${'00'.repeat(12)}${old}0001`);
    expect(encoded('addrv2', address)).toBe(`01${'00'.repeat(5)}${addrv2}0001`);
  });
});

/** An addrv2 message of one address, by the bytes of its network, its length and its address. */
function decodeV2(...address: readonly string[]) {
  return decodeMessage('addrv2', hex('01', '00000000', '00', ...address, '0001'));
}

/** @source Bitcoin Core src/test/net_tests.cpp cnetaddr_unserialize_v2 */
describe('decodeMessage', () => {
  it.for([
    ['IPv4', ['01', '04', '01020304'], 'ipv4', '1.2.3.4'],
    ['IPv6', ['02', '10', '0102030405060708090a0b0c0d0e0f10'], 'ipv6', '102:304:506:708:90a:b0c:d0e:f10'],
    ['a name', ['02', '10', 'fd6b88c08724ca978112ca1bbdcafac2'], 'internal', 'zklycewkdo64v6wc.internal'],
    ['an onion service', ['04', '20', ONION_KEY], 'onion', ONION],
    [
      'I2P',
      ['05', '20', 'a2894dabaec08c0051a481a6dac88b64f98232ae42d4b6fd2fa81952dfe36a87'],
      'i2p',
      'ukeu3k5oycgaauneqgtnvselmt4yemvoilkln7jpvamvfx7dnkdq.b32.i2p',
    ],
    ['CJDNS', ['06', '10', 'fc000001000200030004000500060007'], 'cjdns', 'fc00:1:2:3:4:5:6:7'],
  ] as const)('reads %s', ([, bytes, network, text]) => {
    const decoded = decodeV2(...bytes);
    const [found] = decoded.ok && decoded.value.command === 'addrv2' ? decoded.value.addresses : [];
    expect(found?.service.network).toBe(network);
    expect(found && formatNetAddress(found.service)).toBe(text);
    expect(found?.service.port).toBe(1);
  });

  it.for([
    ['IPv4 in IPv6', ['02', '10', '00000000000000000000ffff01020304']],
    ['an onion service of version 2 in IPv6', ['02', '10', 'fd87d87eeb430102030405060708090a']],
    ['an onion service of version 2', ['03', '0a', 'f1f2f3f4f5f6f7f8f9fa']],
    ['an unknown network', ['aa', '04', '01020304']],
    ['an unknown network without an address', ['aa', '00']],
    ['the longest address of an unknown network', ['aa', 'fd0002', '00'.repeat(512)]],
  ] as const)('takes %s for no address, and reads on', ([, bytes]) => {
    const service = { ...NO_ADDRESS, port: 1 };
    expect(decodeV2(...bytes)).toEqual(
      accept({ command: 'addrv2', addresses: [{ time: 0, services: 0n, service }] }),
    );
  });

  it.for([
    ['BIP155 IPv4 address with length 5 (should be 4)', ['01', '05', '0102030405']],
    ['BIP155 IPv6 address with length 4 (should be 16)', ['02', '04', '01020304']],
    ['BIP155 TORv3 address with length 0 (should be 32)', ['04', '00']],
    ['BIP155 I2P address with length 3 (should be 32)', ['05', '03', '010203']],
    ['BIP155 CJDNS address with length 1 (should be 16)', ['06', '01', '00']],
    ['Address too long: 513 > 512', ['01', 'fd0102', '01020304']],
    ['Address too long: 33554432 > 512', ['aa', 'fe00000002', '01020304050607']],
    ['ReadCompactSize(): size too large', ['aa', 'fe01000002', '01020304050607']],
    ['non-canonical ReadCompactSize()', ['aa', 'fd0400', '01020304']],
    ['DataStream::read(): end of data', ['01', '04', '01']],
  ] as const)('rejects with: %s', ([why, bytes]) => {
    expect(decodeV2(...bytes)).toEqual(reject('malformed', why));
  });

  it.for([
    ['fe00000100', 'ok'],
    ['feffffffff', 'ok'],
    ['ff0000000001000000', 'ok'],
    ['ffffffffffffffffff', 'ok'],
    ['fdfc00', 'malformed'],
    ['feffff0000', 'malformed'],
    ['ffffffffff00000000', 'malformed'],
  ] as const)('services may be any number in its shortest form: %s is %s', ([services, outcome]) => {
    const decoded = decodeMessage('addrv2', hex('01', '00000000', services, '01', '04', '01020304', '0001'));
    expect(decoded.ok ? 'ok' : decoded.code).toBe(outcome);
    if (!decoded.ok) expect(decoded.debug).toBe('non-canonical ReadCompactSize()');
  });
});
