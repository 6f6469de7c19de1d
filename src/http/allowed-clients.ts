import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

/** Which addresses are served. @source Bitcoin Core src/httpserver.cpp InitHTTPAllowList, ClientAllowed */

/** Addresses that share their first bits. */
export interface Subnet {
  readonly family: 'ipv4' | 'ipv6';
  /** One of them. */
  readonly address: string;
  /** How many first bits they share. */
  readonly prefix: number;
}

const BITS = { ipv4: 32, ipv6: 128 } as const;

/** An IPv4 client of a socket that listens on IPv6. @source RFC 4291 section 2.5.5.2 */
const MAPPED_IPV4 = /^::ffff:(?<ipv4>\d+\.\d+\.\d+\.\d+)$/i;

/**
 * The subnet that `-rpcallowip` names; undefined where it names none.
 * @param text - an IP, IP/BITS, or IPV4/NETMASK; IPv6 with or without brackets
 */
export function parseSubnet(text: string): Subnet | undefined {
  const [written = '', suffix, ...more] = text.split('/');
  const address = /^\[(?<ipv6>.*)\]$/.exec(written)?.groups?.['ipv6'] ?? written;
  if (isIP(address) === 0 || more.length > 0) return undefined;
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  const prefix = suffix === undefined ? BITS[family] : parsePrefix(suffix, family);
  return prefix === undefined ? undefined : { family, address, prefix };
}

function parsePrefix(suffix: string, family: Subnet['family']): number | undefined {
  if (/^\d{1,3}$/.test(suffix)) return Number(suffix) <= BITS[family] ? Number(suffix) : undefined;
  if (family === 'ipv6' || !isIPv4(suffix)) return undefined;
  const bits = suffix
    .split('.')
    .map((byte) => Number(byte).toString(2).padStart(8, '0'))
    .join('');
  // A netmask with a hole names no subnet.
  return /^1*0*$/.test(bits) ? bits.replaceAll('0', '').length : undefined;
}

/** True for a client that is to be answered; `address` as its socket has it. */
export type IsAllowed = (address: string) => boolean;

/** This machine itself and the subnets. */
export function allowClients(subnets: readonly Subnet[]): IsAllowed {
  const allowed = new BlockList();
  allowed.addSubnet('127.0.0.0', 8, 'ipv4');
  allowed.addAddress('::1', 'ipv6');
  for (const { address, prefix, family } of subnets) allowed.addSubnet(address, prefix, family);
  return (address) => {
    const ip = MAPPED_IPV4.exec(address)?.groups?.['ipv4'] ?? address;
    if (isIPv4(ip)) return allowed.check(ip, 'ipv4');
    return isIPv6(ip) && allowed.check(ip, 'ipv6');
  };
}
