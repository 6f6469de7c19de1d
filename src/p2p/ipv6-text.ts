import { isIPv6 } from 'node:net';
import { expectDefined } from '../util/invariant.ts';

/**
 * IPv6 addresses as people write them. Own code, because an address must have one text and that Core's: ipaddr.js reads
 * `::1.2.3.4` as `::ffff:1.2.3.4` and writes `0:0:3::` for an address that RFC 5952 shortens on the other side.
 */

const GROUPS = 8;
const IPV6_SIZE = 2 * GROUPS;

/** An IPv4 address in the place of the last two groups. */
const DOTTED_TAIL = /(?<a>\d+)\.(?<b>\d+)\.(?<c>\d+)\.(?<d>\d+)$/;

/** The 16 bytes that the text spells; undefined where it spells none, or names a zone (`%eth0`). */
export function parseIpv6(text: string): Uint8Array | undefined {
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const undotted = text.replace(DOTTED_TAIL, (_, ...found: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = found.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [head = '', tail] = undotted.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const zeros = new Array<number>(GROUPS - before.length - after.length).fill(0);
  const groups = [...before, ...zeros, ...after];
  return Uint8Array.from({ length: IPV6_SIZE }, (_, i) => {
    const group = expectDefined(groups[i >> 1], 'an address has eight groups');
    return i % 2 === 0 ? group >> 8 : group & 0xff;
  });
}

function groupsOf(text: string): readonly number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

/**
 * The shortest text of 16 bytes: the first longest run of at least two zero groups becomes `::`.
 * @source RFC 5952 section 4; Bitcoin Core src/netaddress.cpp IPv6ToString
 */
export function formatIpv6(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, IPV6_SIZE);
  const groups = Array.from({ length: GROUPS }, (_, i) => view.getUint16(2 * i));
  const { start, length } = longestZeroRun(groups);
  const write = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':');
  if (length < 2) return write(groups);
  return `${write(groups.slice(0, start))}::${write(groups.slice(start + length))}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  let start = 0;
  for (const [i, group] of groups.entries()) {
    if (group !== 0) start = i + 1;
    else if (i + 1 - start > longest.length) longest = { start, length: i + 1 - start };
  }
  return longest;
}
