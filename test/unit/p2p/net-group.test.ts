import { describe, expect, it } from 'vitest';
import { internalAddress, type NetAddress } from '../../../src/p2p/net-address.ts';
import { hashedAddressBytes, netGroupOf } from '../../../src/p2p/net-group.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { addressOf } from '../../helpers/net-addresses.ts';

describe('netGroupOf', () => {
  /** @source Bitcoin Core src/test/netbase_tests.cpp netbase_getgroup */
  it.each([
    ['this machine', '127.0.0.1', '00'],
    ['RFC1918', '10.0.0.1', '00'],
    ['RFC3927', '169.254.1.1', '00'],
    ['IPv4', '1.2.3.4', '010102'],
    ['RFC6145', '::ffff:0:102:304', '010102'],
    ['RFC6052', '64:ff9b::102:304', '010102'],
    ['RFC3964', '2002:102:304:9999:9999:9999:9999:9999', '010102'],
    ['RFC4380', '2001:0:9999:9999:9999:9999:fefd:fcfb', '010102'],
    ['he.net', '2001:470:abcd:9999:9999:9999:9999:9999', '0220010470af'],
    ['IPv6', '2001:2001:9999:9999:9999:9999:9999:9999', '0220012001'],
  ])('puts %s (%s) into %s', (_, text, group) => {
    expect(toHex(netGroupOf(addressOf(text)))).toBe(group);
  });

  it('gives every name a group of its own', () => {
    expect(toHex(netGroupOf(internalAddress('baz.net')))).toBe('0612929400eb4607c4ac07');
  });

  it('makes 16 groups of the networks whose addresses are keys', () => {
    const first = (network: 'onion' | 'i2p', byte: number): NetAddress => {
      const bytes = new Uint8Array(32);
      bytes[0] = byte;
      return { network, bytes };
    };
    expect(toHex(netGroupOf(first('onion', 0x5a)))).toBe('035f');
    expect(toHex(netGroupOf(first('onion', 0x50)))).toBe('035f');
    expect(toHex(netGroupOf(first('onion', 0x60)))).toBe('036f');
    expect(toHex(netGroupOf(first('i2p', 0x0a)))).toBe('040f');
  });

  it('skips what all addresses of CJDNS begin with', () => {
    const cjdns = (text: string): NetAddress => ({ network: 'cjdns', bytes: addressOf(text).bytes });
    expect(toHex(netGroupOf(cjdns('fc12::1')))).toBe('05fc1f');
    expect(toHex(netGroupOf(cjdns('fc1f::1')))).toBe('05fc1f');
    expect(toHex(netGroupOf(cjdns('fc20::1')))).toBe('05fc2f');
  });
});

describe('hashedAddressBytes', () => {
  it('is the 16 bytes of old messages for what they could hold', () => {
    expect(toHex(hashedAddressBytes(addressOf('1.2.3.4')))).toBe('00000000000000000000ffff01020304');
    expect(toHex(hashedAddressBytes(addressOf('2003::1')))).toBe('20030000000000000000000000000001');
    expect(toHex(hashedAddressBytes(internalAddress('baz.net')))).toBe('fd6b88c0872412929400eb4607c4ac07');
  });

  it('is the key itself for onion services', () => {
    const onion = addressOf('pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion');
    expect(hashedAddressBytes(onion)).toBe(onion.bytes);
  });
});
