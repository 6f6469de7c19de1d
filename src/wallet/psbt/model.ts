import type { OutPoint } from '../../primitives/outpoint.ts';
import { decodeTransaction, readOutput, type Transaction, type TxOutput } from '../../primitives/tx.ts';
import { toHex } from '../../util/bytes.ts';
import { readWhole } from './problem.ts';

/** Partially signed transactions as they are on the wire: maps of keys and values. @source BIP174, BIP370, BIP371, BIP373 */

export const GLOBAL = {
  UNSIGNED_TX: 0x00,
  XPUB: 0x01,
  TX_VERSION: 0x02,
  FALLBACK_LOCKTIME: 0x03,
  INPUT_COUNT: 0x04,
  OUTPUT_COUNT: 0x05,
  TX_MODIFIABLE: 0x06,
  VERSION: 0xfb,
  PROPRIETARY: 0xfc,
} as const;

export const INPUT = {
  NON_WITNESS_UTXO: 0x00,
  WITNESS_UTXO: 0x01,
  PARTIAL_SIG: 0x02,
  SIGHASH: 0x03,
  REDEEM_SCRIPT: 0x04,
  WITNESS_SCRIPT: 0x05,
  BIP32_DERIVATION: 0x06,
  FINAL_SCRIPT_SIG: 0x07,
  FINAL_SCRIPT_WITNESS: 0x08,
  RIPEMD160: 0x0a,
  SHA256: 0x0b,
  HASH160: 0x0c,
  HASH256: 0x0d,
  PREVIOUS_TXID: 0x0e,
  OUTPUT_INDEX: 0x0f,
  SEQUENCE: 0x10,
  TIME_LOCKTIME: 0x11,
  HEIGHT_LOCKTIME: 0x12,
  TAP_KEY_SIG: 0x13,
  TAP_SCRIPT_SIG: 0x14,
  TAP_LEAF_SCRIPT: 0x15,
  TAP_BIP32_DERIVATION: 0x16,
  TAP_INTERNAL_KEY: 0x17,
  TAP_MERKLE_ROOT: 0x18,
  MUSIG2_PARTICIPANTS: 0x1a,
  MUSIG2_PUB_NONCE: 0x1b,
  MUSIG2_PARTIAL_SIG: 0x1c,
  PROPRIETARY: 0xfc,
} as const;

export const OUTPUT = {
  REDEEM_SCRIPT: 0x00,
  WITNESS_SCRIPT: 0x01,
  BIP32_DERIVATION: 0x02,
  AMOUNT: 0x03,
  SCRIPT: 0x04,
  TAP_INTERNAL_KEY: 0x05,
  TAP_TREE: 0x06,
  TAP_BIP32_DERIVATION: 0x07,
  MUSIG2_PARTICIPANTS: 0x08,
  PROPRIETARY: 0xfc,
} as const;

export interface PsbtEntry {
  readonly type: number;
  /** With its type, which is its first byte for every type that is known. */
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** Entries by the hex of their keys. */
export type PsbtMap = ReadonlyMap<string, PsbtEntry>;

export interface Psbt {
  readonly version: 0 | 2;
  readonly global: PsbtMap;
  readonly inputs: readonly PsbtMap[];
  readonly outputs: readonly PsbtMap[];
}

/** The map of these entries; of two with the same key the first stays. */
export function psbtMap(entries: Iterable<PsbtEntry>): PsbtMap {
  const map = new Map<string, PsbtEntry>();
  for (const entry of entries) {
    const name = toHex(entry.key);
    if (!map.has(name)) map.set(name, entry);
  }
  return map;
}

/** An entry of a known type. */
export function psbtEntry(
  type: number,
  value: Uint8Array,
  keyData: Uint8Array = new Uint8Array(),
): PsbtEntry {
  const key = new Uint8Array(1 + keyData.length);
  key[0] = type;
  key.set(keyData, 1);
  return { type, key, value };
}

/** All entries of a type. */
export function entriesOf(map: PsbtMap, type: number): readonly PsbtEntry[] {
  return [...map.values()].filter((entry) => entry.type === type);
}

/** The value of a type that a map has at most once; undefined where it has none. */
export function fieldOf(map: PsbtMap, type: number): Uint8Array | undefined {
  return entriesOf(map, type)[0]?.value;
}

/** What stands behind the type in the key. */
export function keyDataOf({ key }: PsbtEntry): Uint8Array {
  return key.subarray(1);
}

/** The whole transaction that an input spends from, where the map has it. */
export function nonWitnessUtxoOf(map: PsbtMap): Transaction | undefined {
  const bytes = fieldOf(map, INPUT.NON_WITNESS_UTXO);
  const decoded = bytes && decodeTransaction(bytes);
  return decoded?.ok ? decoded.value : undefined;
}

/** The output that an input spends, as far as its map tells. @source Bitcoin Core src/psbt.cpp PSBTInput::GetUTXO */
export function spentOutputOf(map: PsbtMap, { index }: OutPoint): TxOutput | undefined {
  const tx = nonWitnessUtxoOf(map);
  if (tx) return tx.outputs[index];
  const bytes = fieldOf(map, INPUT.WITNESS_UTXO);
  return bytes && readWhole(bytes, readOutput);
}

/** True where the input has its last scriptSig and witness. */
export function isFinal(map: PsbtMap): boolean {
  return [INPUT.FINAL_SCRIPT_SIG, INPUT.FINAL_SCRIPT_WITNESS].some(
    (type) => fieldOf(map, type) !== undefined,
  );
}

/** A number of 32 bits. @param value - 4 bytes */
export function uint32Of(value: Uint8Array): number {
  return new DataView(value.buffer, value.byteOffset, value.byteLength).getUint32(0, true);
}
