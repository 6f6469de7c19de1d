/** The checksum at the end of a descriptor. @source BIP380 */

/**
 * Every character a descriptor may have, in groups of 32: a wrong character of the same group changes one
 * symbol of the checksum's input. @source BIP380
 */
const INPUT_CHARSET =
  "0123456789()[],'/*abcdefgh@:$%{}" +
  'IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~' +
  'ijklmnopqrstuvwxyzABCDEFGH`#"\\ ';

const CHECKSUM_CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const CHECKSUM_LENGTH = 8;

/** The generator times 1, 2, 4, 8, 16, each as two halves of 20 bits, since 40 are more than a bitwise operator takes. */
const GENERATOR = [
  [0xf5dee, 0x51989],
  [0xa9fdc, 0xa3312],
  [0x1bab1, 0x0e32d],
  [0x3706b, 0x1677a],
  [0x644d6, 0x26ffd],
] as const;

/** Places of characters in INPUT_CHARSET by their codes; -1 for those that are not in it. */
const POSITIONS = Int8Array.from({ length: 128 }, (_, code) =>
  INPUT_CHARSET.indexOf(String.fromCharCode(code)),
);

/** The 40-bit remainder, in two halves of four symbols. */
interface Remainder {
  readonly high: number;
  readonly low: number;
}

/** One symbol more, as BIP380 defines it. */
function afterSymbol({ high, low }: Remainder, symbol: number): Remainder {
  const top = high >> 15;
  let nextHigh = ((high & 0x7fff) << 5) | (low >> 15);
  let nextLow = ((low & 0x7fff) << 5) ^ symbol;
  for (const [bit, [generatorHigh, generatorLow]] of GENERATOR.entries()) {
    if (((top >> bit) & 1) === 0) continue;
    nextHigh ^= generatorHigh;
    nextLow ^= generatorLow;
  }
  return { high: nextHigh, low: nextLow };
}

/**
 * What four symbols push out of the high half comes back into both: by its upper and its lower ten bits, as it is linear.
 * A descriptor stands beside every output that is shown: four symbols at once take as many steps as one.
 */
const [UPPER, LOWER] = [10, 0].map((shift) => {
  const halves = { high: new Int32Array(1024), low: new Int32Array(1024) };
  for (let bits = 0; bits < 1024; bits++) {
    let remainder: Remainder = { high: bits << shift, low: 0 };
    for (let i = 0; i < 4; i++) remainder = afterSymbol(remainder, 0);
    halves.high[bits] = remainder.high;
    halves.low[bits] = remainder.low;
  }
  return halves;
}) as [Readonly<Record<'high' | 'low', Int32Array>>, Readonly<Record<'high' | 'low', Int32Array>>];

/**
 * The eight characters behind `#`; undefined where the text has a character that no descriptor has.
 * @param descriptor - without `#` and checksum
 * @source BIP380; Bitcoin Core src/script/descriptor.cpp DescriptorChecksum
 */
export function descriptorChecksum(descriptor: string): string | undefined {
  const { length } = descriptor;
  const whole = length - (length % 3);
  let high = 0;
  let low = 1;
  // Three characters make four symbols: the place of each in its group, and their groups.
  for (let i = 0; i < whole; i += 3) {
    const a = POSITIONS[descriptor.charCodeAt(i)] ?? -1;
    const b = POSITIONS[descriptor.charCodeAt(i + 1)] ?? -1;
    const c = POSITIONS[descriptor.charCodeAt(i + 2)] ?? -1;
    if ((a | b | c) < 0) return undefined;
    const groups = (a >> 5) * 9 + (b >> 5) * 3 + (c >> 5);
    const symbols = ((a & 31) << 15) | ((b & 31) << 10) | ((c & 31) << 5) | groups;
    const [upper, lower] = [high >> 10, high & 1023];
    high = low ^ (UPPER.high[upper] ?? 0) ^ (LOWER.high[lower] ?? 0);
    low = symbols ^ (UPPER.low[upper] ?? 0) ^ (LOWER.low[lower] ?? 0);
  }
  const rest = addRest({ high, low }, descriptor.slice(whole));
  return rest && checksumText(rest.high, rest.low ^ 1);
}

/** The last one or two characters, and the eight symbols in whose place the checksum comes. */
function addRest(before: Remainder, characters: string): Remainder | undefined {
  let remainder = before;
  let groups = 0;
  for (let i = 0; i < characters.length; i++) {
    const position = POSITIONS[characters.charCodeAt(i)] ?? -1;
    if (position < 0) return undefined;
    remainder = afterSymbol(remainder, position & 31);
    groups = groups * 3 + (position >> 5);
  }
  if (characters.length > 0) remainder = afterSymbol(remainder, groups);
  for (let i = 0; i < CHECKSUM_LENGTH; i++) remainder = afterSymbol(remainder, 0);
  return remainder;
}

function checksumText(high: number, low: number): string {
  let text = '';
  for (const half of [high, low]) {
    for (let shift = 15; shift >= 0; shift -= 5) text += CHECKSUM_CHARSET[(half >> shift) & 31];
  }
  return text;
}

/** The descriptor with its checksum behind it. @param descriptor - of characters that descriptors have */
export function withChecksum(descriptor: string): string {
  return `${descriptor}#${descriptorChecksum(descriptor)}`;
}
