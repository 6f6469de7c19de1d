import { describe, expect, it } from 'vitest';
import { parseNetworkName, reachableNetworks, resolveCjdns } from '../../../src/p2p/reachability.ts';
import { addressOf } from '../../helpers/net-addresses.ts';

const CLEARNET_ONLY = {
  onlyNet: [],
  isCjdnsReachable: false,
  isOnionReachable: false,
  isI2pReachable: false,
} as const;

describe('reachableNetworks', () => {
  it('has IPv4 and IPv6 unless told otherwise', () => {
    expect([...reachableNetworks(CLEARNET_ONLY)]).toEqual(['ipv4', 'ipv6']);
  });

  it('has the others where there is a way to them', () => {
    const all = { ...CLEARNET_ONLY, isCjdnsReachable: true, isOnionReachable: true, isI2pReachable: true };
    expect([...reachableNetworks(all)]).toEqual(['ipv4', 'ipv6', 'onion', 'i2p', 'cjdns']);
  });

  it('keeps to -onlynet, which makes no way', () => {
    const options = { ...CLEARNET_ONLY, onlyNet: ['ipv6', 'onion'] } as const;
    expect([...reachableNetworks(options)]).toEqual(['ipv6']);
    expect([...reachableNetworks({ ...options, isOnionReachable: true })]).toEqual(['ipv6', 'onion']);
  });
});

describe('parseNetworkName', () => {
  it('knows the five networks in any case, and no other', () => {
    expect(['IPv4', 'ipv6', 'ONION', 'i2p', 'cjdns'].map(parseNetworkName)).toEqual([
      'ipv4',
      'ipv6',
      'onion',
      'i2p',
      'cjdns',
    ]);
    expect(['tor', 'internal', 'not_publicly_routable', ''].map(parseNetworkName)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('resolveCjdns', () => {
  it('takes fc00::/8 for CJDNS where that can be reached', () => {
    const reachable = reachableNetworks({ ...CLEARNET_ONLY, isCjdnsReachable: true });
    expect(resolveCjdns(addressOf('fc00::1'), reachable).network).toBe('cjdns');
    expect(resolveCjdns(addressOf('fd00::1'), reachable).network).toBe('ipv6');
    expect(resolveCjdns(addressOf('fc00::1'), reachableNetworks(CLEARNET_ONLY)).network).toBe('ipv6');
  });
});
