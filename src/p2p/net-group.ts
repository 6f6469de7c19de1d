import { concatBytes } from '../util/bytes.ts';
import { type NetAddress, type NetService, toIpv6Bytes } from './net-address.ts';
import { isHeNetAddress, linkedIpv4, type NetworkClass, networkClassOf } from './routability.ts';

/**
 * Groups of addresses that one operator may well hold together: who wants many of them has to be in many groups. The
 * address book spreads its entries by them, and a node has at most one outbound connection to a group.
 */

/** How Core counts the networks; the number is the first byte of a group. @source Bitcoin Core src/netaddress.h Network */
export const NETWORK_NUMBERS: Readonly<Record<NetworkClass, number>> = {
  not_publicly_routable: 0,
  ipv4: 1,
  ipv6: 2,
  onion: 3,
  i2p: 4,
  cjdns: 5,
  internal: 6,
};

/** First bits that the addresses of a group share. */
const IPV4_BITS = 16;
const IPV6_BITS = 32;
const HE_NET_BITS = 36;
const KEY_BITS = 4;
/** Behind the byte with which every address of CJDNS begins. */
const CJDNS_BITS = 8 + KEY_BITS;

/**
 * The address's group: the number of its network, then the bits that the group shares, the last byte filled up with ones.
 * All addresses that are not publicly routable are one group, every internal one is its own.
 * @source Bitcoin Core src/netgroup.cpp NetGroupManager::GetGroup, without an asmap
 */
export function netGroupOf(address: NetAddress): Uint8Array {
  const network = networkClassOf(address);
  const number = Uint8Array.of(NETWORK_NUMBERS[network]);
  switch (network) {
    case 'not_publicly_routable':
      return number;
    case 'ipv4':
      return concatBytes(number, firstBits(linkedIpv4(address) ?? address.bytes, IPV4_BITS));
    case 'ipv6':
      return concatBytes(number, firstBits(address.bytes, isHeNetAddress(address) ? HE_NET_BITS : IPV6_BITS));
    case 'cjdns':
      return concatBytes(number, firstBits(address.bytes, CJDNS_BITS));
    case 'onion':
    case 'i2p':
      return concatBytes(number, firstBits(address.bytes, KEY_BITS));
    case 'internal':
      return concatBytes(number, address.bytes);
  }
}

function firstBits(bytes: Uint8Array, bits: number): Uint8Array {
  const rest = bits % 8;
  const group = bytes.slice(0, Math.ceil(bits / 8));
  if (rest > 0) group[group.length - 1] = (group.at(-1) ?? 0) | ((1 << (8 - rest)) - 1);
  return group;
}

/**
 * The address as it is hashed into a place of the address book: 16 bytes where old messages could hold it.
 * @source Bitcoin Core src/netaddress.cpp CNetAddr::GetAddrBytes
 */
export function hashedAddressBytes(address: NetAddress): Uint8Array {
  const { network, bytes } = address;
  return network === 'ipv4' || network === 'ipv6' || network === 'internal' ? toIpv6Bytes(address) : bytes;
}

/** The same with the port behind it, high byte first. @source Bitcoin Core src/netaddress.cpp CService::GetKey */
export function hashedServiceBytes(service: NetService): Uint8Array {
  return concatBytes(hashedAddressBytes(service), Uint8Array.of(service.port >> 8, service.port & 0xff));
}
