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

/** What the five bits that are pushed out of the remainder bring back into its halves. */
const [BACK_HIGH, BACK_LOW] = [0, 1].map((half) =>
  Int32Array.from({ length: 32 }, (_, bits) =>
    GENERATOR.reduce((sum, word, bit) => sum ^ ((bits >> bit) & 1 ? (word[half] ?? 0) : 0), 0),
  ),
) as [Int32Array, Int32Array];

/**
 * The eight characters behind `#`; undefined where the text has a character that no descriptor has.
 * @param descriptor - without `#` and checksum
 * @source BIP380; Bitcoin Core src/script/descriptor.cpp DescriptorChecksum
 */
export function descriptorChecksum(descriptor: string): string | undefined {
  const state: ChecksumState = { high: 0, low: 1 };
  let groups = 0;
  let groupCount = 0;
  for (let i = 0; i < descriptor.length; i++) {
    const position = POSITIONS[descriptor.charCodeAt(i)] ?? -1;
    if (position < 0) return undefined;
    addSymbol(state, position & 31);
    groups = groups * 3 + (position >> 5);
    groupCount++;
    if (groupCount < 3) continue;
    addSymbol(state, groups);
    groups = 0;
    groupCount = 0;
  }
  if (groupCount > 0) addSymbol(state, groups);
  for (let i = 0; i < CHECKSUM_LENGTH; i++) addSymbol(state, 0);
  return checksumText(state.high, state.low ^ 1);
}

/** The 40-bit remainder, in two halves of four symbols. */
interface ChecksumState {
  high: number;
  low: number;
}

/** Called for every character of every output that is shown: BACK_HIGH and BACK_LOW save a loop over five bits. */
function addSymbol(state: ChecksumState, symbol: number): void {
  const top = state.high >> 15;
  state.high = (((state.high & 0x7fff) << 5) | (state.low >> 15)) ^ (BACK_HIGH[top] ?? 0);
  state.low = ((state.low & 0x7fff) << 5) ^ symbol ^ (BACK_LOW[top] ?? 0);
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
