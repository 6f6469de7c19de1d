/** What the letters behind a number of bytes mean: small ones by thousands, capital ones by 1,024s. */
const UNITS: Readonly<Record<string, number>> = {
  k: 1e3,
  K: 2 ** 10,
  m: 1e6,
  M: 2 ** 20,
  g: 1e9,
  G: 2 ** 30,
  t: 1e12,
  T: 2 ** 40,
};

/**
 * The bytes that a text like `500M` says.
 * @param text - a whole number, with or without a letter
 * @param unit - the letter of a number without one
 * @source Bitcoin Core src/util/strencodings.cpp ParseByteUnits
 */
export function parseByteUnits(text: string, unit: string): number {
  const letter = /[a-zA-Z]$/.exec(text)?.[0];
  return Number.parseInt(text, 10) * (UNITS[letter ?? unit] ?? 1);
}
