import { type AddressRange, covers } from './address-range.ts';
import { ADDRESS_SIZE, type AddressNetwork, type NetAddress } from './net-address.ts';

/**
 * What an address is good for: whether it can be a host at all, whether it can be reached over the internet, and which
 * network it counts for.
 * @source Bitcoin Core src/netaddress.cpp CNetAddr
 */

/** What an address counts for; `not_publicly_routable` by the name that Core's RPC gives it. */
export type NetworkClass = AddressNetwork | 'not_publicly_routable';

/** Ranges that the IETF set aside, by the document that does. */
const RESERVED = {
  /** Private networks. */
  rfc1918: [ipv4(8, 10), ipv4(12, 172, 16), ipv4(16, 192, 168)],
  /** Measurements of devices. */
  rfc2544: [ipv4(15, 198, 18)],
  /** Of the link alone. */
  rfc3927: [ipv4(16, 169, 254)],
  /** Behind a carrier's address translation. */
  rfc6598: [ipv4(10, 100, 64)],
  /** Documents, IPv4. */
  rfc5737: [ipv4(24, 192, 0, 2), ipv4(24, 198, 51, 100), ipv4(24, 203, 0, 113)],
  /** Documents, IPv6. */
  rfc3849: [ipv6(32, 0x2001, 0x0db8)],
  /** 6to4: an IPv4 address is in it. */
  rfc3964: [ipv6(16, 0x2002)],
  /** Well-known prefix of IPv4 in IPv6. */
  rfc6052: [ipv6(96, 0x64, 0xff9b)],
  /** Teredo: an IPv4 address is in it. */
  rfc4380: [ipv6(32, 0x2001, 0)],
  /** Of the link alone. */
  rfc4862: [ipv6(64, 0xfe80)],
  /** Unique local addresses. */
  rfc4193: [ipv6(7, 0xfc00)],
  /** Translated IPv4. */
  rfc6145: [ipv6(96, 0, 0, 0, 0, 0xffff)],
  /** ORCHID: names, not places. */
  rfc4843: [ipv6(28, 0x2001, 0x10)],
  /** ORCHIDv2. */
  rfc7343: [ipv6(28, 0x2001, 0x20)],
} as const;

/** This machine. */
const LOCAL = [ipv4(8, 127), ipv4(8, 0), ipv6(128, 0, 0, 0, 0, 0, 0, 0, 1)];

/** No host: the unspecified addresses, the broadcast address, and those of documents. */
const NO_HOST = [ipv4(32, 0, 0, 0, 0), ipv4(32, 255, 255, 255, 255), ipv6(128), ...RESERVED.rfc3849];

const UNROUTABLE = [
  ...LOCAL,
  ...RESERVED.rfc1918,
  ...RESERVED.rfc2544,
  ...RESERVED.rfc3927,
  ...RESERVED.rfc4862,
  ...RESERVED.rfc6598,
  ...RESERVED.rfc5737,
  ...RESERVED.rfc4193,
  ...RESERVED.rfc4843,
  ...RESERVED.rfc7343,
];

const ENDING_IN_IPV4 = [...RESERVED.rfc6052, ...RESERVED.rfc6145];

const HE_NET = ipv6(32, 0x2001, 0x470);

/** What every address of CJDNS begins with. */
const CJDNS_FIRST_BYTE = 0xfc;

/** True for an address of this machine itself. @source Core CNetAddr::IsLocal */
export function isLocalAddress(address: NetAddress): boolean {
  return isIn(LOCAL, address);
}

/** True for an address that a host could have. @source Core CNetAddr::IsValid */
export function isValidAddress(address: NetAddress): boolean {
  if (address.network === 'internal') return false;
  if (address.network === 'cjdns') return startsLikeCjdns(address);
  return !isIn(NO_HOST, address);
}

/** True for an address that can be reached from everywhere in its network. @source Core CNetAddr::IsRoutable */
export function isRoutableAddress(address: NetAddress): boolean {
  return isValidAddress(address) && !isIn(UNROUTABLE, address);
}

/** True where the bytes could be those of an address of CJDNS. @source Core CNetAddr::HasCJDNSPrefix */
export function startsLikeCjdns({ bytes }: NetAddress): boolean {
  return bytes[0] === CJDNS_FIRST_BYTE;
}

/** True for an address of Hurricane Electric, which gives large ranges to anyone. @source Core CNetAddr::IsHeNet */
export function isHeNetAddress(address: NetAddress): boolean {
  return covers(HE_NET, address);
}

/** The network over which the address is reached. @source Core CNetAddr::GetNetwork */
export function routedNetworkOf(address: NetAddress): NetworkClass {
  if (address.network === 'internal') return 'internal';
  return isRoutableAddress(address) ? address.network : 'not_publicly_routable';
}

/** The same, but IPv6 that only wraps an IPv4 address is IPv4. @source Core CNetAddr::GetNetClass */
export function networkClassOf(address: NetAddress): NetworkClass {
  return linkedIpv4(address) ? 'ipv4' : routedNetworkOf(address);
}

/**
 * The four bytes of the IPv4 address that a routable address is or wraps; undefined where it does neither.
 * @source Core CNetAddr::HasLinkedIPv4, GetLinkedIPv4
 */
export function linkedIpv4(address: NetAddress): Uint8Array | undefined {
  if (!isRoutableAddress(address)) return undefined;
  const { network, bytes } = address;
  if (network === 'ipv4') return bytes;
  if (isIn(ENDING_IN_IPV4, address)) return bytes.subarray(-ADDRESS_SIZE.ipv4);
  if (isIn(RESERVED.rfc3964, address)) return bytes.subarray(2, 2 + ADDRESS_SIZE.ipv4);
  // Teredo hides the address from translators by turning its bits around.
  if (isIn(RESERVED.rfc4380, address)) return bytes.slice(-ADDRESS_SIZE.ipv4).map((byte) => ~byte);
  return undefined;
}

function isIn(ranges: readonly AddressRange[], address: NetAddress): boolean {
  return ranges.some((range) => covers(range, address));
}

/** @param first - the first bytes; what follows is 0 */
function ipv4(bits: number, ...first: readonly number[]): AddressRange {
  const bytes = new Uint8Array(ADDRESS_SIZE.ipv4);
  bytes.set(first);
  return { network: 'ipv4', bytes, bits };
}

/** @param first - the first groups of 16 bits; what follows is 0 */
function ipv6(bits: number, ...first: readonly number[]): AddressRange {
  const bytes = new Uint8Array(ADDRESS_SIZE.ipv6);
  bytes.set(first.flatMap((group) => [group >> 8, group & 0xff]));
  return { network: 'ipv6', bytes, bits };
}
