import { SocketAddress } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIpv6, parseIpv6 } from '../../../src/p2p/ipv6-text.ts';
import { toHex } from '../../../src/util/bytes.ts';

const anyIpv6 = fc
  .array(fc.oneof(fc.constant(0), fc.nat(0xff)), { minLength: 16, maxLength: 16 })
  .map((bytes) => Uint8Array.from(bytes));

function format(text: string): string | undefined {
  const bytes = parseIpv6(text);
  return bytes && formatIpv6(bytes);
}

function hexOf(text: string): string | undefined {
  const bytes = parseIpv6(text);
  return bytes && toHex(bytes);
}

describe('parseIpv6', () => {
  it('reads the last two groups as an IPv4 address, too', () => {
    expect(hexOf('::ffff:1.2.3.4')).toBe('00000000000000000000ffff01020304');
    expect(hexOf('64:ff9b::192.0.2.33')).toBe('0064ff9b0000000000000000c0000221');
    expect(format('::1.2.3.4')).toBe('::102:304');
  });

  it.for(['', ':', '1', '1.2.3.4', '::1%1', '1::2::3', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '::g', '[::1]'])(
    'finds none in "%s"',
    (text) => {
      expect(parseIpv6(text)).toBeUndefined();
    },
  );
});

describe('formatIpv6', () => {
  /** @source Bitcoin Core src/test/net_tests.cpp cnetaddr_tostring_canonical_ipv6; RFC 5952 */
  it.for([
    ['0000:0000:0000:0000:0000:0000:0000:0000', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:0db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:0db8:85a3:0000:0000:8a2e:0370:7334', '2001:db8:85a3::8a2e:370:7334'],
    ['2001:0db8::0001:0000', '2001:db8::1:0'],
    ['2001:db8:0000:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:db8:0:0:aaaa::1', '2001:db8::aaaa:0:0:1'],
    ['2001:db8:aaaa:bbbb:cccc:dddd::1', '2001:db8:aaaa:bbbb:cccc:dddd:0:1'],
    ['2001:db8:aaaa:bbbb:cccc:dddd:eeee:AaAa', '2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa'],
    ['1:0:0:0:0:0:0:0', '1::'],
    ['0:0:3:0:0:0:0:0', '0:0:3::'],
  ])('writes %s as %s', ([written, canonical]) => {
    expect(format(written ?? '')).toBe(canonical);
  });

  it('writes what is read again', () => {
    fc.assert(
      fc.property(anyIpv6, (bytes) => {
        expect(parseIpv6(formatIpv6(bytes))).toEqual(bytes);
      }),
    );
  });

  it('means the address that the operating system takes it for', () => {
    fc.assert(
      fc.property(anyIpv6, (bytes) => {
        const { address } = new SocketAddress({ address: formatIpv6(bytes), family: 'ipv6' });
        expect(parseIpv6(address)).toEqual(bytes);
      }),
    );
  });
});
