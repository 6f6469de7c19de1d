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

/**
 * The eight characters behind `#`; undefined where the text has a character that no descriptor has.
 * @param descriptor - without `#` and checksum
 * @source BIP380; Bitcoin Core src/script/descriptor.cpp DescriptorChecksum
 */
export function descriptorChecksum(descriptor: string): string | undefined {
  const state: ChecksumState = { high: 0, low: 1 };
  let groups = 0;
  let groupCount = 0;
  for (const character of descriptor) {
    const position = INPUT_CHARSET.indexOf(character);
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

function addSymbol(state: ChecksumState, symbol: number): void {
  const top = state.high >> 15;
  state.high = ((state.high & 0x7fff) << 5) | (state.low >> 15);
  state.low = ((state.low & 0x7fff) << 5) ^ symbol;
  for (let bit = 0; bit < GENERATOR.length; bit++) {
    const word = GENERATOR[bit];
    if (word === undefined || !((top >> bit) & 1)) continue;
    state.high ^= word[0];
    state.low ^= word[1];
  }
}

function checksumText(high: number, low: number): string {
  const symbols = [high, low].flatMap((half) => [half >> 15, half >> 10, half >> 5, half]);
  return symbols.map((symbol) => CHECKSUM_CHARSET[symbol & 31]).join('');
}

/** The descriptor with its checksum behind it. @param descriptor - of characters that descriptors have */
export function withChecksum(descriptor: string): string {
  return `${descriptor}#${descriptorChecksum(descriptor)}`;
}
