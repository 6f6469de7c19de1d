import { compareBytes } from '../util/bytes.ts';
import { type AddressRange, covers, rangeAround } from './address-range.ts';
import {
  ADDRESS_SIZE,
  formatNetAddress,
  type NetAddress,
  parseNetAddress,
  unbracketed,
} from './net-address.ts';
import { NETWORK_NUMBERS } from './net-group.ts';
import { isValidAddress } from './routability.ts';

/** A range of IP addresses, or one address of another network. @source Bitcoin Core src/netaddress.h CSubNet */
export type Subnet = AddressRange;

/** The address alone. */
export function subnetOfAddress(address: NetAddress): Subnet {
  return rangeAround(address, 8 * ADDRESS_SIZE[address.network]);
}

/**
 * The subnet that the text names; undefined where it names none.
 * @param text - an address, IPv6 with or without brackets; or IP/BITS or IP/NETMASK
 * @param resolve - what an address is taken for, see resolveCjdns
 * @source Bitcoin Core src/netbase.cpp LookupSubNet
 */
export function parseSubnet(
  text: string,
  resolve: (address: NetAddress) => NetAddress = (address) => address,
): Subnet | undefined {
  const slash = text.lastIndexOf('/');
  const parsed = parseHost(slash < 0 ? text : text.slice(0, slash));
  if (!parsed) return undefined;
  const address = resolve(parsed);
  if (slash < 0) return subnetOfAddress(address);
  if (!isIp(address)) return undefined;
  const bits = parseBits(text.slice(slash + 1), address);
  return bits === undefined ? undefined : rangeAround(address, bits);
}

function parseHost(text: string): NetAddress | undefined {
  return parseNetAddress(unbracketed(text));
}

function isIp({ network }: Pick<NetAddress, 'network'>): boolean {
  return network === 'ipv4' || network === 'ipv6';
}

/** How many bits a number or a netmask says; a netmask with a hole names no subnet. */
function parseBits(text: string, { network }: NetAddress): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text) <= 8 * ADDRESS_SIZE[network] ? Number(text) : undefined;
  const mask = parseHost(text);
  if (mask?.network !== network) return undefined;
  const bits = Array.from(mask.bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits) ? bits.replaceAll('0', '').length : undefined;
}

/** The subnet as Core writes it: IP always with its bits. @source Core CSubNet::ToString */
export function formatSubnet(subnet: Subnet): string {
  return isIp(subnet) ? `${formatNetAddress(subnet)}/${subnet.bits}` : formatNetAddress(subnet);
}

/** True where the address, if it is one that a host could have, lies in the subnet. @source Core CSubNet::Match */
export function matchesSubnet(subnet: Subnet, address: NetAddress): boolean {
  return isValidAddress(address) && covers(subnet, address);
}

/** Below, at or above 0: Core's order of subnets. @source Core src/netaddress.cpp operator< of CSubNet */
export function compareSubnets(a: Subnet, b: Subnet): number {
  return (
    NETWORK_NUMBERS[a.network] - NETWORK_NUMBERS[b.network] ||
    compareBytes(a.bytes, b.bytes) ||
    a.bits - b.bits
  );
}
