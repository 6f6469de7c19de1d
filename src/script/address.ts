import { bech32, bech32m } from '@scure/base';
import { concatBytes } from '../util/bytes.ts';
import { type Accepted, accept } from '../util/verdict.ts';
import { checkedPayload, decodeBase58, encodeBase58Check } from './base58check.ts';
import { locateBech32Errors } from './bech32-errors.ts';
import { payToPubkeyHash, payToScriptHash, payToWitnessProgram } from './output-scripts.ts';
import { HASH160_SIZE, WITNESS_V0_KEYHASH_SIZE, WITNESS_V0_SCRIPTHASH_SIZE } from './predicates.ts';
import { solve } from './solver.ts';

/** What tells one network's addresses from another's. */
export interface AddressPrefixes {
  /** The base58check version byte of P2PKH, e.g. 0 or 111. */
  readonly pubkeyHash: number;
  /** The base58check version byte of P2SH, e.g. 5 or 196. */
  readonly scriptHash: number;
  /** The human-readable part of segwit addresses in lower case, e.g. `bc` or `cpu`. */
  readonly bech32Hrp: string;
}

/** Why a text is no address of the network. */
export interface InvalidAddress {
  readonly ok: false;
  /** Core's text, as `validateaddress` and error -5 show it. */
  readonly error: string;
  /** Indices of characters that are probably mistyped; only a failed bech32 checksum tells them. */
  readonly errorLocations: readonly number[];
}

/**
 * The address that people know this output by; undefined where it has none (bare keys, multisig, data, …).
 * @param solution - of the scriptPubKey, from who has it already
 * @source Bitcoin Core src/addresstype.cpp ExtractDestination; src/key_io.cpp EncodeDestination
 */
export function encodeAddress(
  scriptPubKey: Uint8Array,
  prefixes: AddressPrefixes,
  solution = solve(scriptPubKey),
): string | undefined {
  switch (solution.type) {
    case 'pubkeyhash':
      return encodeHash(prefixes.pubkeyHash, solution.hash);
    case 'scripthash':
      return encodeHash(prefixes.scriptHash, solution.hash);
    case 'witness_v0_keyhash':
    case 'witness_v0_scripthash':
      return bech32.encode(prefixes.bech32Hrp, [0, ...bech32.toWords(solution.hash)]);
    case 'witness_v1_taproot':
      return encodeBech32m(prefixes, 1, solution.outputKey);
    case 'anchor':
      return encodeBech32m(prefixes, 1, scriptPubKey.subarray(2));
    case 'witness_unknown':
      return encodeBech32m(prefixes, solution.version, solution.program);
    default:
      return undefined;
  }
}

/**
 * The scriptPubKey that an address of this network stands for, or Core's words of why it is none.
 * @param text - as a person typed it
 * @source Bitcoin Core src/key_io.cpp DecodeDestination; BIP173, BIP350
 */
export function decodeAddress(
  text: string,
  prefixes: AddressPrefixes,
): Accepted<Uint8Array> | InvalidAddress {
  const { bech32Hrp } = prefixes;
  const claimsBech32 = text.slice(0, bech32Hrp.length).toLowerCase() === bech32Hrp;
  return claimsBech32 ? decodeSegwitAddress(text, prefixes) : decodeBase58Address(text, prefixes);
}

function decodeBase58Address(text: string, prefixes: AddressPrefixes): Accepted<Uint8Array> | InvalidAddress {
  const bytes = decodeBase58(text);
  if (bytes === undefined) return invalid('Invalid or unsupported Segwit (Bech32) or Base58 encoding.');
  const payload = checkedPayload(bytes);
  if (payload === undefined || payload.length > 1 + HASH160_SIZE) {
    return invalid('Invalid checksum or length of Base58 address (P2PKH or P2SH)');
  }
  const version = payload[0];
  if (version !== prefixes.pubkeyHash && version !== prefixes.scriptHash) {
    return invalid('Invalid or unsupported Base58-encoded address.');
  }
  const hash = payload.subarray(1);
  if (hash.length !== HASH160_SIZE) return invalid('Invalid length for Base58 address (P2PKH or P2SH)');
  return accept(version === prefixes.pubkeyHash ? payToPubkeyHash(hash) : payToScriptHash(hash));
}

function decodeSegwitAddress(
  text: string,
  { bech32Hrp }: AddressPrefixes,
): Accepted<Uint8Array> | InvalidAddress {
  const asBech32 = bech32.decodeUnsafe(text);
  const decoded = asBech32 ?? bech32m.decodeUnsafe(text);
  if (decoded === undefined) {
    const { message, locations } = locateBech32Errors(text);
    return invalid(message, locations);
  }
  const [version, ...words] = decoded.words;
  if (version === undefined) return invalid('Empty Bech32 data section');
  if (decoded.prefix !== bech32Hrp) {
    return invalid(
      `Invalid or unsupported prefix for Segwit (Bech32) address (expected ${bech32Hrp}, got ${decoded.prefix}).`,
    );
  }
  if (version === 0 && !asBech32) return invalid('Version 0 witness address must use Bech32 checksum');
  if (version !== 0 && asBech32) return invalid('Version 1+ witness address must use Bech32m checksum');
  const program = bech32.fromWordsUnsafe(words);
  if (!program) return invalid('Invalid padding in Bech32 data section');
  return checkWitnessProgram(version, program);
}

function checkWitnessProgram(version: number, program: Uint8Array): Accepted<Uint8Array> | InvalidAddress {
  const size = `${program.length} ${program.length === 1 ? 'byte' : 'bytes'}`;
  const isKnownV0 =
    program.length === WITNESS_V0_KEYHASH_SIZE || program.length === WITNESS_V0_SCRIPTHASH_SIZE;
  if (version === 0 && !isKnownV0) {
    return invalid(`Invalid Bech32 v0 address program size (${size}), per BIP141`);
  }
  if (version > 16) return invalid('Invalid Bech32 address witness version');
  if (program.length < 2 || program.length > 40)
    return invalid(`Invalid Bech32 address program size (${size})`);
  return accept(payToWitnessProgram(version, program));
}

function encodeHash(version: number, hash: Uint8Array): string {
  return encodeBase58Check(concatBytes(Uint8Array.of(version), hash));
}

function encodeBech32m({ bech32Hrp }: AddressPrefixes, version: number, program: Uint8Array): string {
  return bech32m.encode(bech32Hrp, [version, ...bech32m.toWords(program)]);
}

function invalid(error: string, errorLocations: readonly number[] = []): InvalidAddress {
  return { ok: false, error, errorLocations };
}
