import { sipHash24 } from '../crypto/siphash.ts';
import { createReader, readCompactSize } from '../primitives/reader.ts';
import { encode, writeBytes, writeCompactSize } from '../primitives/writer.ts';
import { toHex } from '../util/bytes.ts';

/**
 * Golomb-coded sets: small enough to be sent for every block, sure to match what is in them, and one in M others.
 * Members become numbers by a keyed hash; what is written are the gaps between them in Golomb-Rice code.
 * @source BIP158; Bitcoin Core src/blockfilter.cpp GCSFilter
 */

/** How many bits of a gap are written as they are. */
const REMAINDER_BITS = 19;
/** One in this many strangers matches. */
const FALSE_POSITIVE_RATE = 784_931;

/**
 * The set in its code; members that come twice count once.
 * @param key - 16 bytes
 */
export function encodeGolombSet(key: Uint8Array, members: Iterable<Uint8Array>): Uint8Array {
  const unique = new Map<string, Uint8Array>();
  for (const member of members) unique.set(toHex(member), member);
  const numbers = toNumbers(key, unique.values(), unique.size);
  const bits = createBitWriter();
  let last = 0;
  for (const number of numbers) {
    bits.writeGap(number - last);
    last = number;
  }
  return encode((writer) => {
    writeCompactSize(writer, unique.size);
    writeBytes(writer, bits.finish());
  });
}

/**
 * True where any of them may be in the set; false where none is.
 * @param key - the one that the set was made with
 */
export function matchesAny(key: Uint8Array, set: Uint8Array, candidates: Iterable<Uint8Array>): boolean {
  const reader = createReader(set);
  const size = readCompactSize(reader);
  const wanted = toNumbers(key, candidates, size);
  const bits = createBitReader(set.subarray(reader.offset));
  let value = 0;
  let next = 0;
  for (let i = 0; i < size && next < wanted.length; i++) {
    value += bits.readGap();
    while ((wanted[next] ?? Number.POSITIVE_INFINITY) < value) next++;
    if (wanted[next] === value) return true;
  }
  return false;
}

/** Below 2^53 as long as there are less than 2^33 members; ascending. */
function toNumbers(key: Uint8Array, members: Iterable<Uint8Array>, count: number): readonly number[] {
  const range = BigInt(count) * BigInt(FALSE_POSITIVE_RATE);
  const numbers = Array.from(members, (member) => Number((sipHash24(key, member) * range) >> 64n));
  return numbers.sort((a, b) => a - b);
}

/** Bits from the highest of each byte on; the last byte is filled with zeros. */
function createBitWriter() {
  const bytes: number[] = [];
  let free = 0;
  const writeBit = (bit: number): void => {
    if (free === 0) {
      bytes.push(0);
      free = 8;
    }
    free--;
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | (bit << free);
  };
  return {
    writeGap(gap: number): void {
      for (let ones = Math.floor(gap / 2 ** REMAINDER_BITS); ones > 0; ones--) writeBit(1);
      writeBit(0);
      for (let i = REMAINDER_BITS - 1; i >= 0; i--) writeBit((gap >> i) & 1);
    },
    finish: () => Uint8Array.from(bytes),
  };
}

function createBitReader(bytes: Uint8Array) {
  let at = 0;
  // Beyond the end there are zeros, as in the last byte's rest.
  const readBit = (): number => {
    const bit = ((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
    at++;
    return bit;
  };
  return {
    readGap(): number {
      let quotient = 0;
      while (readBit() === 1) quotient++;
      let remainder = 0;
      for (let i = 0; i < REMAINDER_BITS; i++) remainder = (remainder << 1) | readBit();
      return quotient * 2 ** REMAINDER_BITS + remainder;
    },
  };
}
