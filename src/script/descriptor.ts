import { sha256 } from '../crypto/sha256d.ts';
import { isXOnlyPubkey } from '../crypto/x-only-pubkey.ts';
import { fromHex, toHex } from '../util/bytes.ts';
import { type AddressPrefixes, decodeAddress, encodeAddress } from './address.ts';
import { payToWitnessProgram } from './output-scripts.ts';
import { isCompressedOrUncompressedPubkey, isCompressedPubkey } from './pubkey.ts';
import { solve } from './solver.ts';

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

/** The descriptors that say an output script outright. */
const DESCRIPTOR = /^(?<body>(?<kind>addr|raw)\((?<content>[^()]*)\))(?:#(?<checksum>.*))?$/;

/** The generator times 1, 2, 4, 8, 16, each as two halves of 20 bits, since 40 are more than a bitwise operator takes. */
const GENERATOR = [
  [0xf5dee, 0x51989],
  [0xa9fdc, 0xa3312],
  [0x1bab1, 0x0e32d],
  [0x3706b, 0x1677a],
  [0x644d6, 0x26ffd],
] as const;

/**
 * The output descriptor of a scriptPubKey about whose keys nothing is known, with its checksum: as RPC shows
 * it in `desc`. It is `pk(…)`, `multi(…)` or `rawtr(…)` where the script itself shows the keys, `addr(…)` where
 * there is an address, else `raw(…)`.
 * @source Bitcoin Core src/script/descriptor.cpp InferDescriptor; BIP380 to 386
 */
export function inferDescriptor(scriptPubKey: Uint8Array, prefixes: AddressPrefixes): string {
  return withChecksum(inferFromKeys(scriptPubKey) ?? inferFromAddress(scriptPubKey, prefixes));
}

/**
 * The same for the P2WSH output of a witness script that is known: `wsh(…)` where the script shows its keys, all of
 * them compressed, else the output's `addr(…)`.
 */
export function inferWitnessScriptDescriptor(witnessScript: Uint8Array, prefixes: AddressPrefixes): string {
  const solution = solve(witnessScript);
  const keys =
    solution.type === 'pubkey' ? [solution.pubkey] : solution.type === 'multisig' ? solution.pubkeys : [];
  const inner = keys.every(isCompressedPubkey) ? inferFromKeys(witnessScript) : undefined;
  if (inner !== undefined) return withChecksum(`wsh(${inner})`);
  return inferDescriptor(payToWitnessProgram(0, sha256(witnessScript)), prefixes);
}

/**
 * The scriptPubKey that a descriptor of one output stands for: `addr(ADDRESS)` or `raw(HEX)`, with or without its
 * checksum; undefined for any other text, and where the checksum is wrong.
 * @source BIP380, BIP385; Bitcoin Core src/script/descriptor.cpp Parse
 */
export function decodeDescriptor(text: string, prefixes: AddressPrefixes): Uint8Array | undefined {
  const { body = '', checksum, kind, content = '' } = DESCRIPTOR.exec(text)?.groups ?? {};
  if (checksum !== undefined && checksum !== descriptorChecksum(body)) return undefined;
  if (kind === undefined || content === '') return undefined;
  if (kind === 'raw') return fromHex(content);
  const decoded = decodeAddress(content, prefixes);
  return decoded.ok ? decoded.value : undefined;
}

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

function withChecksum(descriptor: string): string {
  return `${descriptor}#${descriptorChecksum(descriptor)}`;
}

function inferFromKeys(scriptPubKey: Uint8Array): string | undefined {
  const solution = solve(scriptPubKey);
  if (solution.type === 'pubkey' && isCompressedOrUncompressedPubkey(solution.pubkey)) {
    return `pk(${toHex(solution.pubkey)})`;
  }
  if (solution.type === 'multisig' && solution.pubkeys.every(isCompressedOrUncompressedPubkey)) {
    return `multi(${[solution.required, ...solution.pubkeys.map(toHex)].join(',')})`;
  }
  if (solution.type === 'witness_v1_taproot' && isXOnlyPubkey(solution.outputKey)) {
    return `rawtr(${toHex(solution.outputKey)})`;
  }
  return undefined;
}

function inferFromAddress(scriptPubKey: Uint8Array, prefixes: AddressPrefixes): string {
  const address = encodeAddress(scriptPubKey, prefixes);
  return address === undefined ? `raw(${toHex(scriptPubKey)})` : `addr(${address})`;
}
