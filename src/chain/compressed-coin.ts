import { secp256k1 } from '../crypto/secp256k1.ts';
import type { Satoshis } from '../primitives/amount.ts';
import { type Writer, writeBytes, writeUint8 } from '../primitives/writer.ts';
import { isCompressedPubkey } from '../script/pubkey.ts';
import { solve } from '../script/solver.ts';

/**
 * Coins in the short form that Bitcoin Core gives them on disk and in files of a UTXO set. A coin is three integers of
 * variable length and a script: 2·height + coinbase, the amount with its decimal zeros taken out, and the script's
 * length plus 6; for keys and hashes of the common kinds a form of 21 or 33 bytes takes the place of the last two.
 */

/** First bytes of the short forms; 2 to 5 are those of a public key. */
const PUBKEY_HASH = 0;
const SCRIPT_HASH = 1;
const EVEN_UNCOMPRESSED = 4;

/** Values of the first byte that are no lengths. @source Bitcoin Core src/compressor.h ScriptCompression */
const SPECIAL_SCRIPTS = 6;

/** What is encoded beside the script: 2·height + coinbase, value and scriptPubKey. */
interface CoinFields {
  readonly height: number;
  readonly isCoinbase: boolean;
  readonly output: { readonly value: Satoshis; readonly scriptPubKey: Uint8Array };
}

/** @source Bitcoin Core src/coins.h Coin::Serialize */
export function writeCompressedCoin(writer: Writer, { height, isCoinbase, output }: CoinFields): void {
  writeVarInt(writer, 2 * height + Number(isCoinbase));
  writeVarInt(writer, compressAmount(output.value));
  const short = shortScript(output.scriptPubKey);
  if (!short) writeVarInt(writer, output.scriptPubKey.length + SPECIAL_SCRIPTS);
  writeBytes(writer, short ?? output.scriptPubKey);
}

/**
 * An integer in base 128, most significant digit first, the top bit set on all but the last; one is subtracted at each
 * further digit, so that no value has two forms.
 * @source Bitcoin Core src/serialize.h WriteVarInt
 */
export function writeVarInt(writer: Writer, value: number | bigint): void {
  let rest = BigInt(value);
  const digits = [Number(rest & 0x7fn)];
  while (rest > 0x7fn) {
    rest = (rest >> 7n) - 1n;
    digits.push(Number(rest & 0x7fn) | 0x80);
  }
  for (const digit of digits.reverse()) writeUint8(writer, digit);
}

/**
 * The amount with its zeros at the end, nine at most, counted in one digit and its last other digit in 1 … 9.
 * @param value - satoshis, not below 0
 * @source Bitcoin Core src/compressor.cpp CompressAmount
 */
export function compressAmount(value: Satoshis): bigint {
  if (value === 0) return 0n;
  let rest = value;
  let zeros = 0;
  for (; zeros < 9 && rest % 10 === 0; zeros++) rest /= 10;
  if (zeros === 9) return 1n + 10n * BigInt(rest - 1) + 9n;
  const digit = rest % 10;
  // Beyond 2^53 for amounts of some millions of coins.
  return 1n + 10n * BigInt(9 * ((rest - digit) / 10) + digit - 1) + BigInt(zeros);
}

/**
 * The short form of a script; undefined where it has none, as an uncompressed key that is no point of the curve.
 * @source Bitcoin Core src/compressor.cpp CompressScript
 */
function shortScript(scriptPubKey: Uint8Array): Uint8Array | undefined {
  const solution = solve(scriptPubKey);
  switch (solution.type) {
    case 'pubkeyhash':
      return Uint8Array.of(PUBKEY_HASH, ...solution.hash);
    case 'scripthash':
      return Uint8Array.of(SCRIPT_HASH, ...solution.hash);
    case 'pubkey':
      return shortPubkey(solution.pubkey);
    default:
      return undefined;
  }
}

function shortPubkey(pubkey: Uint8Array): Uint8Array | undefined {
  if (isCompressedPubkey(pubkey)) return pubkey;
  if (pubkey[0] !== 4 || !secp256k1.isPublicKey(pubkey)) return undefined;
  const isOdd = (pubkey.at(-1) ?? 0) & 1;
  return Uint8Array.of(EVEN_UNCOMPRESSED | isOdd, ...pubkey.subarray(1, 33));
}
