import {
  failDecoding,
  type Reader,
  readCompactSize,
  readUint8,
  readUint32,
  readVector,
} from '../../primitives/reader.ts';
import {
  type Writer,
  writeBytes,
  writeUint8,
  writeUint32,
  writeVarBytes,
  writeVector,
} from '../../primitives/writer.ts';
import type { Rejected } from '../../util/verdict.ts';
import {
  ADDRESS_SIZE,
  type AddressNetwork,
  fromIpv6Bytes,
  type NetAddress,
  type NetService,
  NO_ADDRESS,
  netAddress,
  toIpv6Bytes,
} from '../net-address.ts';
import {
  readCompactUint64,
  readExactly,
  readPort,
  readUint64,
  skip,
  writeCompactUint64,
  writePort,
  writeUint64,
} from './fields.ts';
import { MAX_ADDR_TO_SEND, MAX_ADDRV2_SIZE } from './limits.ts';
import type { MessageOf, PeerAddress } from './message.ts';
import { misbehaving } from './message-codec.ts';

/**
 * Addresses in messages. What a reader doesn't know, or must not know by such a message, becomes NO_ADDRESS, which
 * nobody connects to or passes on; it counts, as in Core, among the addresses of its message.
 * @source Bitcoin Core src/netaddress.h CNetAddr, src/protocol.h CAddress; BIP155
 */

/** The networks by BIP155's numbers, with BIP155's names; 3 was for onion services of version 2. */
const BIP155_NETWORKS: ReadonlyMap<number, { network: AddressNetwork; name: string }> = new Map([
  [1, { network: 'ipv4', name: 'IPv4' }],
  [2, { network: 'ipv6', name: 'IPv6' }],
  [4, { network: 'onion', name: 'TORv3' }],
  [5, { network: 'i2p', name: 'I2P' }],
  [6, { network: 'cjdns', name: 'CJDNS' }],
]);

const BIP155_NUMBERS: ReadonlyMap<AddressNetwork, number> = new Map(
  [...BIP155_NETWORKS].map(([number, { network }]) => [network, number]),
);
const BIP155_IPV6 = 2;

type AddressMessage = MessageOf<'addr'> | MessageOf<'addrv2'>;

export function readAddr(reader: Reader): MessageOf<'addr'> | Rejected<'misbehaving'> {
  return limited({ command: 'addr', addresses: readVector(reader, readPeerAddress) });
}

export function writeAddr(writer: Writer, { addresses }: MessageOf<'addr'>): void {
  writeVector(writer, addresses, writePeerAddress);
}

export function readAddrV2(reader: Reader): MessageOf<'addrv2'> | Rejected<'misbehaving'> {
  return limited({ command: 'addrv2', addresses: readVector(reader, readPeerAddressV2) });
}

export function writeAddrV2(writer: Writer, { addresses }: MessageOf<'addrv2'>): void {
  writeVector(writer, addresses, writePeerAddressV2);
}

function limited<M extends AddressMessage>(message: M): M | Rejected<'misbehaving'> {
  const { length } = message.addresses;
  return length > MAX_ADDR_TO_SEND ? misbehaving(`${message.command} message size = ${length}`) : message;
}

function readPeerAddress(reader: Reader): PeerAddress {
  return { time: readUint32(reader), ...readServedAddress(reader) };
}

function writePeerAddress(writer: Writer, address: PeerAddress): void {
  writeUint32(writer, address.time);
  writeServedAddress(writer, address);
}

/** Services and the address in 16 bytes, as a version message has them, too. */
export function readServedAddress(reader: Reader): Omit<PeerAddress, 'time'> {
  return { services: readUint64(reader), service: readService(reader, readAddress) };
}

export function writeServedAddress(writer: Writer, { services, service }: Omit<PeerAddress, 'time'>): void {
  writeUint64(writer, services);
  writeBytes(writer, toIpv6Bytes(service));
  writePort(writer, service.port);
}

function readAddress(reader: Reader): NetAddress {
  return fromIpv6Bytes(skip(reader, ADDRESS_SIZE.ipv6));
}

function readPeerAddressV2(reader: Reader): PeerAddress {
  return {
    time: readUint32(reader),
    services: readCompactUint64(reader),
    service: readService(reader, readAddressV2),
  };
}

function writePeerAddressV2(writer: Writer, { time, services, service }: PeerAddress): void {
  writeUint32(writer, time);
  writeCompactUint64(writer, services);
  const number = BIP155_NUMBERS.get(service.network);
  writeUint8(writer, number ?? BIP155_IPV6);
  writeVarBytes(writer, number === undefined ? toIpv6Bytes(service) : service.bytes);
  writePort(writer, service.port);
}

function readService(reader: Reader, readAddressOf: (reader: Reader) => NetAddress): NetService {
  const { network, bytes } = readAddressOf(reader);
  return { network, bytes, port: readPort(reader) };
}

function readAddressV2(reader: Reader): NetAddress {
  const known = BIP155_NETWORKS.get(readUint8(reader));
  const size = readCompactSize(reader);
  if (size > MAX_ADDRV2_SIZE) failDecoding(`Address too long: ${size} > ${MAX_ADDRV2_SIZE}`);
  if (!known) {
    skip(reader, size);
    return NO_ADDRESS;
  }
  const expected = ADDRESS_SIZE[known.network];
  if (size !== expected)
    failDecoding(`BIP155 ${known.name} address with length ${size} (should be ${expected})`);
  const bytes = readExactly(reader, size);
  return known.network === 'ipv6' ? withoutEmbedded(bytes) : netAddress(known.network, bytes);
}

/** Other networks have numbers of their own: in 16 bytes of IPv6 they are none, but the names that only we ourselves write. */
function withoutEmbedded(bytes: Uint8Array): NetAddress {
  const address = fromIpv6Bytes(bytes);
  return address.network === 'ipv4' ? NO_ADDRESS : address;
}
