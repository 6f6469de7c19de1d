import { isIPv4 } from 'node:net';
import { base32nopad } from '@scure/base';
import { sha3256 } from '../crypto/sha3.ts';
import { sha256 } from '../crypto/sha256d.ts';
import { concatBytes, equalBytes } from '../util/bytes.ts';
import { endpointText } from '../util/endpoint.ts';
import { invariant } from '../util/invariant.ts';
import { formatIpv6, parseIpv6 } from './ipv6-text.ts';

/**
 * Where a peer can be reached: an address of one of the networks that nodes talk over, as text and as the 16 bytes of
 * old messages. Whether an address is worth anything (routable, local, one of a group) is the address book's question.
 * @source Bitcoin Core src/netaddress.h CNetAddr, CService
 */

/** The networks by the names that Core's RPC gives them; `internal` is none, its addresses stand for the names of seeds. */
export type AddressNetwork = keyof typeof ADDRESS_SIZE;

/** Bytes of an address. */
export const ADDRESS_SIZE = { ipv4: 4, ipv6: 16, onion: 32, i2p: 32, cjdns: 16, internal: 10 } as const;

export interface NetAddress {
  readonly network: AddressNetwork;
  /** As many as the network's addresses have, most significant first; of `onion` the public key of a v3 service. */
  readonly bytes: Uint8Array;
}

/** An address and a port. @source Bitcoin Core src/netaddress.h CService */
export interface NetService extends NetAddress {
  /** 0 … 65535. */
  readonly port: number;
}

/** No address, as Core's default-constructed one: `::`. */
export const NO_ADDRESS: NetAddress = { network: 'ipv6', bytes: new Uint8Array(ADDRESS_SIZE.ipv6) };

/** How addresses that are not IPv6 look in the 16 bytes of one. */
const IPV4_IN_IPV6 = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff);
const TORV2_IN_IPV6 = Uint8Array.of(0xfd, 0x87, 0xd8, 0x7e, 0xeb, 0x43);
/** 0xfd and the first bytes of SHA-256("bitcoin"). */
const INTERNAL_IN_IPV6 = Uint8Array.of(0xfd, 0x6b, 0x88, 0xc0, 0x87, 0x24);

const ONION_SUFFIX = '.onion';
const I2P_SUFFIX = '.b32.i2p';
const I2P_NAME_LENGTH = 52;

const ONION_VERSION = Uint8Array.of(3);
const ONION_CHECKSUM_SIZE = 2;
const ONION_SIZE = ADDRESS_SIZE.onion + ONION_CHECKSUM_SIZE + ONION_VERSION.length;

/** An address of those bytes. @throws InvariantError where the network's addresses have another length */
export function netAddress(network: AddressNetwork, bytes: Uint8Array): NetAddress {
  invariant(bytes.length === ADDRESS_SIZE[network], `an ${network} address of ${bytes.length} bytes`);
  return { network, bytes };
}

/** What stands for a name in the address book: where a seed's addresses come from. @source Core CNetAddr::SetInternal */
export function internalAddress(name: string): NetAddress {
  return { network: 'internal', bytes: sha256(Buffer.from(name)).slice(0, ADDRESS_SIZE.internal) };
}

export function equalNetAddresses(a: NetAddress, b: NetAddress): boolean {
  return a.network === b.network && equalBytes(a.bytes, b.bytes);
}

/** A string to key a Map by; no two addresses have the same. */
export function netAddressKey({ network, bytes }: NetAddress): string {
  return network + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

/** A string to key a Map by; no two services have the same. */
export function netServiceKey(service: NetService): string {
  return netAddressKey(service) + String.fromCharCode(service.port);
}

/**
 * The address in the 16 bytes of old messages and of sockets; IPv4 comes mapped. Addresses of the second onion services,
 * which are gone, are none.
 * @source Bitcoin Core src/netaddress.cpp CNetAddr::SetLegacyIPv6
 */
export function fromIpv6Bytes(bytes: Uint8Array): NetAddress {
  if (startsWith(bytes, IPV4_IN_IPV6)) return netAddress('ipv4', bytes.slice(IPV4_IN_IPV6.length));
  if (startsWith(bytes, TORV2_IN_IPV6)) return NO_ADDRESS;
  if (startsWith(bytes, INTERNAL_IN_IPV6))
    return netAddress('internal', bytes.slice(INTERNAL_IN_IPV6.length));
  return netAddress('ipv6', bytes.slice());
}

/**
 * The address in 16 bytes: zeros where the network's addresses don't fit in.
 * @source Bitcoin Core src/netaddress.h CNetAddr::SerializeV1Array
 */
export function toIpv6Bytes({ network, bytes }: NetAddress): Uint8Array {
  switch (network) {
    case 'ipv4':
      return concatBytes(IPV4_IN_IPV6, bytes);
    case 'ipv6':
      return bytes;
    case 'internal':
      return concatBytes(INTERNAL_IN_IPV6, bytes);
    default:
      return NO_ADDRESS.bytes;
  }
}

/**
 * The address that the text spells; undefined where it spells none (a host's name, a zone, what stands for a seed's name).
 * An address of CJDNS looks like one of IPv6 and is taken for it.
 * @param text - `1.2.3.4`, `::1`, `NAME.onion`, `NAME.b32.i2p`
 * @source Bitcoin Core src/netaddress.cpp CNetAddr::SetSpecial; src/netbase.cpp LookupHost without a look-up
 */
export function parseNetAddress(text: string): NetAddress | undefined {
  if (text.endsWith(ONION_SUFFIX)) return parseOnion(text.slice(0, -ONION_SUFFIX.length));
  if (text.toLowerCase().endsWith(I2P_SUFFIX)) return parseI2p(text.slice(0, -I2P_SUFFIX.length));
  if (isIPv4(text)) return netAddress('ipv4', Uint8Array.from(text.split('.'), Number));
  const bytes = parseIpv6(text);
  const address = bytes && fromIpv6Bytes(bytes);
  return address?.network === 'internal' ? undefined : address;
}

function parseOnion(name: string): NetAddress | undefined {
  const bytes = decodeBase32(name);
  if (bytes?.length !== ONION_SIZE) return undefined;
  const key = bytes.slice(0, ADDRESS_SIZE.onion);
  return equalBytes(bytes, onionName(key)) ? netAddress('onion', key) : undefined;
}

function parseI2p(name: string): NetAddress | undefined {
  const bytes = name.length === I2P_NAME_LENGTH ? decodeBase32(name) : undefined;
  return bytes && netAddress('i2p', bytes);
}

/** Key, checksum and version. @source torspec, rend-spec-v3, 6. Encoding onion addresses */
function onionName(key: Uint8Array): Uint8Array {
  const checksum = sha3256(concatBytes(Buffer.from('.onion checksum'), key, ONION_VERSION));
  return concatBytes(key, checksum.subarray(0, ONION_CHECKSUM_SIZE), ONION_VERSION);
}

function decodeBase32(text: string): Uint8Array | undefined {
  try {
    return base32nopad.decode(text.toUpperCase());
  } catch {
    return undefined;
  }
}

/** The address as Core writes it. @source Bitcoin Core src/netaddress.cpp CNetAddr::ToStringAddr */
export function formatNetAddress({ network, bytes }: NetAddress): string {
  switch (network) {
    case 'ipv4':
      return bytes.join('.');
    case 'ipv6':
    case 'cjdns':
      return formatIpv6(bytes);
    case 'onion':
      return encodeBase32(onionName(bytes)) + ONION_SUFFIX;
    case 'i2p':
      return encodeBase32(bytes) + I2P_SUFFIX;
    case 'internal':
      return `${encodeBase32(bytes)}.internal`;
  }
}

function encodeBase32(bytes: Uint8Array): string {
  return base32nopad.encode(bytes).toLowerCase();
}

/** Address and port, as `1.2.3.4:8333` or `[::1]:8333`. @source Bitcoin Core CService::ToStringAddrPort */
export function formatNetService(service: NetService): string {
  return endpointText({ host: formatNetAddress(service), port: service.port });
}

/**
 * The address and the port that the text names; undefined where it names none.
 * @param text - an address, or ADDRESS:PORT with IPv6 in brackets
 * @param defaultPort - where the text has no port
 */
export function parseNetService(text: string, defaultPort: number): NetService | undefined {
  const { host, port = defaultPort } = splitHostPort(text) ?? {};
  const address = host === undefined ? undefined : parseNetAddress(host);
  return address && { ...address, port };
}

/**
 * A host, without brackets, and the port behind it if there is one; undefined where the port is none of 1 … 65535.
 * @source Bitcoin Core src/util/strencodings.cpp SplitHostPort
 */
export function splitHostPort(text: string): { host: string; port?: number } | undefined {
  const found = /^(?<host>\[.*\]|[^:]*):(?<port>[^:]*)$/s.exec(text);
  if (!found) return { host: unbracketed(text) };
  const [host = '', port = ''] = [found.groups?.['host'], found.groups?.['port']];
  if (!/^\d+$/.test(port) || Number(port) === 0 || Number(port) > 0xffff) return undefined;
  return { host: unbracketed(host), port: Number(port) };
}

/** The host without the brackets that IPv6 may stand in. */
export function unbracketed(host: string): string {
  return /^\[(?<inner>.*)\]$/s.exec(host)?.groups?.['inner'] ?? host;
}

/** The zone of an address of the link alone, e.g. `%eth0`: it says through which interface, not who. */
const ZONE = /%.*$/;

/** The address of a socket's end as Node writes it: IPv4 may be mapped, and IPv6 have a zone. */
export function socketAddress(text: string): NetAddress | undefined {
  return parseNetAddress(text.replace(ZONE, ''));
}

/** The same with the socket's port; undefined where it is closed already. */
export function socketService(host: string | undefined, port: number | undefined): NetService | undefined {
  const address = host === undefined ? undefined : socketAddress(host);
  return address && port !== undefined ? { ...address, port } : undefined;
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return equalBytes(bytes.subarray(0, prefix.length), prefix);
}
