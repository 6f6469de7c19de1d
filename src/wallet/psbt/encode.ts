import { hash160 } from '../../crypto/hash160.ts';
import { encode, type Writer, writeBytes, writeUint8, writeVarBytes } from '../../primitives/writer.ts';
import { compareBytes } from '../../util/bytes.ts';
import {
  GLOBAL,
  INPUT,
  isFinal,
  keyDataOf,
  OUTPUT,
  type Psbt,
  type PsbtEntry,
  type PsbtMap,
} from './model.ts';

const MAGIC = Uint8Array.of(0x70, 0x73, 0x62, 0x74, 0xff);

/** The order in which Core writes fields; those that it does not know come last. @source Bitcoin Core src/psbt.h Serialize */
const GLOBAL_ORDER = orderOf(Object.values(GLOBAL));

const FINAL_FIELDS: readonly number[] = [INPUT.FINAL_SCRIPT_SIG, INPUT.FINAL_SCRIPT_WITNESS];
const VERSION_2_FIELDS: readonly number[] = [
  INPUT.PREVIOUS_TXID,
  INPUT.OUTPUT_INDEX,
  INPUT.SEQUENCE,
  INPUT.TIME_LOCKTIME,
  INPUT.HEIGHT_LOCKTIME,
];
/** What is left out of an input that is final. */
const SIGNING_FIELDS = Object.values(INPUT).filter(
  (type) =>
    type > INPUT.WITNESS_UTXO &&
    type !== INPUT.PROPRIETARY &&
    !FINAL_FIELDS.includes(type) &&
    !VERSION_2_FIELDS.includes(type),
);
const INPUT_ORDER = orderOf([
  INPUT.NON_WITNESS_UTXO,
  INPUT.WITNESS_UTXO,
  ...SIGNING_FIELDS,
  ...FINAL_FIELDS,
  ...VERSION_2_FIELDS,
  INPUT.PROPRIETARY,
]);
const OUTPUT_ORDER = orderOf([
  OUTPUT.REDEEM_SCRIPT,
  OUTPUT.WITNESS_SCRIPT,
  OUTPUT.BIP32_DERIVATION,
  OUTPUT.AMOUNT,
  OUTPUT.SCRIPT,
  OUTPUT.PROPRIETARY,
  OUTPUT.TAP_INTERNAL_KEY,
  OUTPUT.TAP_TREE,
  OUTPUT.TAP_BIP32_DERIVATION,
  OUTPUT.MUSIG2_PARTICIPANTS,
]);

/** The partially signed transaction in base64, its fields in Core's order. */
export function encodePsbt({ global, inputs, outputs }: Psbt): string {
  const bytes = encode((writer) => {
    writeBytes(writer, MAGIC);
    writeMap(writer, inOrder(global, GLOBAL_ORDER));
    for (const map of inputs) writeMap(writer, inputEntries(map));
    for (const map of outputs) writeMap(writer, inOrder(map, OUTPUT_ORDER));
  });
  return Buffer.from(bytes).toString('base64');
}

/** An input's entries as they are written. */
function inputEntries(map: PsbtMap): readonly PsbtEntry[] {
  const entries = inOrder(map, INPUT_ORDER, inputSortKey);
  return isFinal(map) ? entries.filter(({ type }) => !(SIGNING_FIELDS as number[]).includes(type)) : entries;
}

function writeMap(writer: Writer, entries: readonly PsbtEntry[]): void {
  for (const { key, value } of entries) {
    writeVarBytes(writer, key);
    writeVarBytes(writer, value);
  }
  writeUint8(writer, 0);
}

function orderOf(types: readonly number[]): ReadonlyMap<number, number> {
  return new Map(types.map((type, place) => [type, place]));
}

function inOrder(
  map: PsbtMap,
  order: ReadonlyMap<number, number>,
  sortKey: (entry: PsbtEntry) => readonly Uint8Array[] = ({ key }) => [key],
): readonly PsbtEntry[] {
  const placed = [...map.values()].map((entry) => ({
    entry,
    place: order.get(entry.type) ?? order.size,
    by: sortKey(entry),
  }));
  placed.sort((a, b) => a.place - b.place || compareParts(a.by, b.by));
  return placed.map(({ entry }) => entry);
}

function compareParts(a: readonly Uint8Array[], b: readonly Uint8Array[]): number {
  for (const [i, part] of a.entries()) {
    const order = compareBytes(part, b[i] ?? part);
    if (order !== 0) return order;
  }
  return 0;
}

/** Core keeps these by other things than their keys, and shorter control blocks first. */
function inputSortKey(entry: PsbtEntry): readonly Uint8Array[] {
  const data = keyDataOf(entry);
  switch (entry.type) {
    case INPUT.PARTIAL_SIG:
      return [hash160(data)];
    case INPUT.TAP_LEAF_SCRIPT: {
      const size = Uint8Array.of(data.length >> 8, data.length & 0xff);
      return [entry.value.subarray(0, -1), entry.value.subarray(-1), size, data];
    }
    case INPUT.MUSIG2_PUB_NONCE:
    case INPUT.MUSIG2_PARTIAL_SIG:
      return [data.subarray(33), data.subarray(0, 33)];
    default:
      return [entry.key];
  }
}
