import type { AddressNetwork, NetAddress } from './net-address.ts';

/** Addresses of one network that share their first bits. */
export interface AddressRange {
  readonly network: AddressNetwork;
  /** The first address: all behind the shared bits is 0. */
  readonly bytes: Uint8Array;
  /** How many first bits they share; all of them: the one address. */
  readonly bits: number;
}

const ONES = 0xff;

/** The range in which the address lies, with so many bits shared. @param bits - as many as the address has at most */
export function rangeAround({ network, bytes }: NetAddress, bits: number): AddressRange {
  return { network, bytes: bytes.map((byte, i) => byte & maskByte(i, bits)), bits };
}

/** True where the address lies in the range. */
export function covers(range: AddressRange, { network, bytes }: NetAddress): boolean {
  if (network !== range.network) return false;
  return bytes.every((byte, i) => (byte & maskByte(i, range.bits)) === range.bytes[i]);
}

/** The mask's byte at that place. */
function maskByte(index: number, bits: number): number {
  const shared = Math.min(Math.max(bits - 8 * index, 0), 8);
  return (ONES << (8 - shared)) & ONES;
}
