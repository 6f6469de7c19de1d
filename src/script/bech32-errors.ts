/**
 * Where a bech32 or bech32m string is probably mistyped: up to two wrong characters can be located from the
 * checksum's syndromes. Only positions are told, never a correction, which could send money astray.
 *
 * The checksum is a BCH code over GF(32) whose generator has the roots e^997, e^998, e^999 in GF(1024).
 * With an error polynomial E of one or two terms, its values at these roots give the terms' positions.
 * @source Bitcoin Core src/bech32.cpp LocateErrors; BIP173
 */

export interface Bech32Errors {
  /** Core's text. */
  readonly message: string;
  /** Indices into the string, ascending. */
  readonly locations: readonly number[];
}

const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const MAX_LENGTH = 90;
const CHECKSUM_LENGTH = 6;

/** What the checksum of each encoding leaves as remainder. */
const ENCODINGS = [
  { constant: 1, message: 'Invalid Bech32 checksum' },
  { constant: 0x2bc830a3, message: 'Invalid Bech32m checksum' },
] as const;

/** Order of GF(1024)'s multiplicative group; GF(32)'s non-zero elements are the powers of e^33. */
const ORDER = 1023;
const SUBFIELD_STEP = 33;
const FIRST_ROOT = 997;

/** Says what is wrong with a string that neither bech32 nor bech32m accept. */
export function locateBech32Errors(text: string): Bech32Errors {
  if (text.length > MAX_LENGTH) {
    const excess = Array.from({ length: text.length - MAX_LENGTH }, (_, i) => MAX_LENGTH + i);
    return { message: 'Bech32 string too long', locations: excess };
  }
  const badCharacters = findBadCharacters(text);
  if (badCharacters.length > 0)
    return { message: 'Invalid character or mixed case', locations: badCharacters };
  const separator = text.lastIndexOf('1');
  if (separator < 0) return { message: 'Missing separator', locations: [] };
  if (separator === 0 || separator + CHECKSUM_LENGTH >= text.length) {
    return { message: 'Invalid separator position', locations: [separator] };
  }
  const data = Array.from(text.slice(separator + 1).toLowerCase(), (character) => CHARSET.indexOf(character));
  const stranger = data.indexOf(-1);
  if (stranger >= 0) return { message: 'Invalid Base 32 character', locations: [separator + 1 + stranger] };
  return locateChecksumErrors(text, text.slice(0, separator).toLowerCase(), data);
}

/** Characters outside printable ASCII, and those in the other case than the first letter. */
function findBadCharacters(text: string): number[] {
  const firstLetter = /[A-Za-z]/.exec(text)?.[0] ?? 'a';
  const otherCase = firstLetter >= 'a' ? /[A-Z]/ : /[a-z]/;
  return Array.from(text.split(''), (character, index) => ({ character, index }))
    .filter(({ character }) => otherCase.test(character) || character < '!' || character > '~')
    .map(({ index }) => index);
}

/** Tries both encodings and tells the fewest errors that explain the string. */
function locateChecksumErrors(text: string, hrp: string, data: readonly number[]): Bech32Errors {
  let best: Bech32Errors = { message: 'Invalid checksum', locations: [] };
  for (const { constant, message } of ENCODINGS) {
    const fromEnd = errorPowers(polyMod(hrp, data) ^ constant, data.length);
    const locations = fromEnd.map((power) => text.length - 1 - power).sort((a, b) => a - b);
    const isBetter = best.locations.length === 0 || locations.length < best.locations.length;
    if (locations.length > 0 && isBetter) best = { message, locations };
  }
  return best;
}

/** The powers of x (positions from the end) of the one or two terms that give the residue; none where more went wrong. */
function errorPowers(residue: number, length: number): number[] {
  const [s0, s1, s2] = syndromes(residue);
  if (s0 !== 0 && s1 !== 0 && s2 !== 0 && (2 * log(s1) - log(s0) - log(s2) + 2 * ORDER) % ORDER === 0) {
    const only = (log(s1) - log(s0) + ORDER) % ORDER;
    return only < length && isInSubfield(log(s0) - FIRST_ROOT * only) ? [only] : [];
  }
  for (let first = 0; first < length; first++) {
    const second = secondPower([s0, s1, s2], first, length);
    if (second !== undefined) return [first, second];
  }
  return [];
}

type Syndromes = readonly [number, number, number];

/** Given one error's power, the other's; undefined where no error there fits. */
function secondPower([s0, s1, s2]: Syndromes, first: number, length: number): number | undefined {
  // E(x) = a·x^first + b·x^second. Each of these has the term with `first` cancelled out:
  const high = s2 ^ timesPower(s1, first);
  const low = s1 ^ timesPower(s0, first);
  if (high === 0 || low === 0) return undefined;
  const second = (log(high) - log(low) + ORDER) % ORDER;
  if (second >= length || second === first) return undefined;
  const other = s1 ^ timesPower(s0, second);
  if (other === 0) return undefined;
  const difference = log(power(first) ^ power(second));
  const bothFit =
    isInSubfield(log(low) - difference - FIRST_ROOT * second) &&
    isInSubfield(log(other) - difference - FIRST_ROOT * first);
  return bothFit ? second : undefined;
}

/** True where e^logarithm is an element of GF(32), which the value of an error must be. */
function isInSubfield(logarithm: number): boolean {
  return logarithm % SUBFIELD_STEP === 0;
}

/** The residue (six symbols of GF(32), highest power first) as a polynomial, evaluated at e^997, e^998, e^999. */
function syndromes(residue: number): Syndromes {
  const at = (root: number): number => {
    let sum = 0;
    for (let i = 0; i < CHECKSUM_LENGTH; i++) sum ^= timesPower((residue >>> (5 * i)) & 31, root * i);
    return sum;
  };
  return [at(FIRST_ROOT), at(FIRST_ROOT + 1), at(FIRST_ROOT + 2)];
}

/** The remainder of the expanded string modulo the code's generator. @source BIP173 */
function polyMod(hrp: string, data: readonly number[]): number {
  const codes = Array.from(hrp, (character) => character.charCodeAt(0));
  const symbols = [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31), ...data];
  const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  let remainder = 1;
  for (const symbol of symbols) {
    const top = remainder >>> 25;
    remainder = ((remainder & 0x1ffffff) << 5) ^ symbol;
    generator.forEach((word, bit) => {
      if ((top >>> bit) & 1) remainder ^= word;
    });
  }
  return remainder;
}

/** value · e^exponent. */
function timesPower(value: number, exponent: number): number {
  return value === 0 ? 0 : power(log(value) + exponent);
}

/** e^exponent. @param exponent - not negative */
function power(exponent: number): number {
  return FIELD.powers[exponent % ORDER] ?? 0;
}

/** The exponent that gives this non-zero element. */
function log(element: number): number {
  return FIELD.logarithms[element] ?? 0;
}

/** Powers and logarithms of e, a root of x² + 9x + 23 over GF(32) = GF(2)[x] / (x^5 + x^3 + 1); an element is 32·a + b for a·e + b. */
const FIELD = makeField();

function makeField(): { readonly powers: Uint16Array; readonly logarithms: Uint16Array } {
  const powers = new Uint16Array(ORDER);
  const logarithms = new Uint16Array(ORDER + 1);
  let element = 1;
  for (let exponent = 0; exponent < ORDER; exponent++) {
    powers[exponent] = element;
    logarithms[element] = exponent;
    // (a·e + b)·e = a·e² + b·e = (9a + b)·e + 23a
    const a = element >> 5;
    const b = element & 31;
    element = ((multiply32(a, 9) ^ b) << 5) | multiply32(a, 23);
  }
  return { powers, logarithms };
}

/** Product in GF(32). */
function multiply32(a: number, b: number): number {
  let product = 0;
  for (let bit = 4; bit >= 0; bit--) {
    product <<= 1;
    if (product & 32) product ^= 0b101001;
    if ((b >> bit) & 1) product ^= a;
  }
  return product;
}
