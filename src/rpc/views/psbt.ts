import { displayHash, toHash256 } from '../../primitives/hash256.ts';
import { readVarBytes, readVector } from '../../primitives/reader.ts';
import { readOutput } from '../../primitives/tx.ts';
import type { AddressPrefixes } from '../../script/address.ts';
import { scriptToAsm } from '../../script/asm.ts';
import { solve } from '../../script/solver.ts';
import { toHex } from '../../util/bytes.ts';
import { Type } from '../../util/schema.ts';
import { pathText } from '../../wallet/descriptor/text.ts';
import { readKeyOrigin, readTapDerivation } from '../../wallet/psbt/derivation.ts';
import { readProprietaryKey } from '../../wallet/psbt/field-rules.ts';
import {
  entriesOf,
  fieldOf,
  INPUT,
  keyDataOf,
  nonWitnessUtxoOf,
  type PsbtEntry,
  type PsbtMap,
  uint32Of,
} from '../../wallet/psbt/model.ts';
import { readWhole } from '../../wallet/psbt/problem.ts';
import { hashTypeName } from '../hash-types.ts';
import { amount } from '../json.ts';
import { amountResult, hashHex, hexResult } from '../schemas.ts';
import { ScriptPubKeyView, scriptPubKeyView } from './script.ts';
import { transactionFields, transactionView } from './transaction.ts';

/** The maps of partially signed transactions as RPC shows them. @source Bitcoin Core src/rpc/rawtransaction.cpp decodepsbt */

const ScriptView = Type.Object({
  asm: Type.String({ description: 'Disassembly of the script' }),
  hex: hexResult('The raw script bytes, hex-encoded'),
  type: Type.String({ description: "The type, e.g. 'pubkeyhash'" }),
});

const originFields = {
  master_fingerprint: hexResult('The fingerprint of the master key'),
  path: Type.String({ description: 'The path to the key from there' }),
};

const Derivations = Type.Array(Type.Object({ pubkey: hexResult('The public key'), ...originFields }));

const TapDerivations = Type.Array(
  Type.Object({
    pubkey: hexResult('The x-only public key'),
    ...originFields,
    leaf_hashes: Type.Array(hexResult('A leaf that has this key')),
  }),
);

const HexByHex = Type.Record(Type.String(), Type.String());

export const Proprietary = Type.Array(
  Type.Object({
    identifier: hexResult('The identifier'),
    subtype: Type.Integer({ description: 'The number of the subtype' }),
    key: hexResult('The key'),
    value: hexResult('The value'),
  }),
);

export const Unknown = Type.Unsafe<Record<string, string>>({
  ...HexByHex,
  description: 'Fields that are not known, by their keys',
});

const Participants = Type.Array(
  Type.Object({
    aggregate_pubkey: hexResult('The public key that they make'),
    participant_pubkeys: Type.Array(hexResult('A public key')),
  }),
);

const musigFields = {
  participant_pubkey: hexResult('The public key of the participant'),
  aggregate_pubkey: hexResult('The public key that they make'),
  leaf_hash: Type.Optional(hexResult('The leaf, where it is not the key path')),
};

/** What both sorts of maps have. */
const sharedFields = {
  redeem_script: Type.Optional(ScriptView),
  witness_script: Type.Optional(ScriptView),
  bip32_derivs: Type.Optional(Derivations),
  taproot_internal_key: Type.Optional(hexResult('The x-only inner key')),
  taproot_bip32_derivs: Type.Optional(TapDerivations),
  musig2_participant_pubkeys: Type.Optional(Participants),
  proprietary: Type.Optional(Proprietary),
  unknown: Type.Optional(Unknown),
};

export const PsbtInputView = Type.Object({
  ...sharedFields,
  non_witness_utxo: Type.Optional(Type.Object(transactionFields)),
  witness_utxo: Type.Optional(
    Type.Object({ amount: amountResult('The value in BTC'), scriptPubKey: ScriptPubKeyView }),
  ),
  partial_signatures: Type.Optional(HexByHex),
  sighash: Type.Optional(Type.String({ description: 'What the signatures have to cover' })),
  final_scriptSig: Type.Optional(
    Type.Object({ asm: Type.String(), hex: hexResult('The raw signature script bytes') }),
  ),
  final_scriptwitness: Type.Optional(Type.Array(hexResult('An item of the witness'))),
  ripemd160_preimages: Type.Optional(HexByHex),
  sha256_preimages: Type.Optional(HexByHex),
  hash160_preimages: Type.Optional(HexByHex),
  hash256_preimages: Type.Optional(HexByHex),
  previous_txid: Type.Optional(hashHex()),
  previous_vout: Type.Optional(Type.Integer()),
  sequence: Type.Optional(Type.Integer()),
  time_locktime: Type.Optional(Type.Integer()),
  height_locktime: Type.Optional(Type.Integer()),
  taproot_key_path_sig: Type.Optional(hexResult('The signature of the key path')),
  taproot_script_path_sigs: Type.Optional(
    Type.Array(
      Type.Object({
        pubkey: hexResult('The x-only public key'),
        leaf_hash: hexResult('The leaf'),
        sig: hexResult('The signature'),
      }),
    ),
  ),
  taproot_scripts: Type.Optional(
    Type.Array(
      Type.Object({
        script: hexResult('A leaf script'),
        leaf_ver: Type.Integer({ description: 'Its version' }),
        control_blocks: Type.Array(hexResult('What shows that the script is in the tree')),
      }),
    ),
  ),
  taproot_merkle_root: Type.Optional(hexResult('The root of the tree')),
  musig2_pubnonces: Type.Optional(
    Type.Array(Type.Object({ ...musigFields, pubnonce: hexResult('The nonce') })),
  ),
  musig2_partial_sigs: Type.Optional(
    Type.Array(Type.Object({ ...musigFields, partial_sig: hexResult('The partial signature') })),
  ),
});

/** Shows the entries of one type; undefined where the map has none. */
type Show<T> = (map: PsbtMap, type: number) => T | undefined;

/** A field that a map has once. */
function one<T>(show: (value: Uint8Array) => T): Show<T> {
  return (map, type) => {
    const value = fieldOf(map, type);
    return value && show(value);
  };
}

/** A field that a map can have with several keys. */
function many<T>(show: (entry: PsbtEntry) => T): Show<readonly T[]> {
  return (map, type) => {
    const entries = entriesOf(map, type);
    return entries.length > 0 ? entries.map(show) : undefined;
  };
}

const hexByKey: Show<Record<string, string>> = (map, type) => {
  const entries = entriesOf(map, type);
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.map((entry) => [toHex(keyDataOf(entry)), toHex(entry.value)]));
};

const shownHex = one(toHex);
const shownUint32 = one(uint32Of);
export const shownScript = one((script) => ({
  asm: scriptToAsm(script),
  hex: toHex(script),
  type: solve(script).type,
}));

export const shownDerivations = many((entry) => ({
  pubkey: toHex(keyDataOf(entry)),
  ...originView(readKeyOrigin(entry.value)),
}));

export const shownTapDerivations = many((entry) => {
  const { leafHashes, origin } = readTapDerivation(entry.value);
  return { pubkey: toHex(keyDataOf(entry)), ...originView(origin), leaf_hashes: leafHashes.map(toHex) };
});

export const shownParticipants = many((entry) => ({
  aggregate_pubkey: toHex(keyDataOf(entry)),
  participant_pubkeys: Array.from({ length: entry.value.length / 33 }, (_, i) =>
    toHex(entry.value.subarray(33 * i, 33 * (i + 1))),
  ),
}));

export const shownProprietary = many((entry) => {
  const { identifier, subtype } = readProprietaryKey(entry);
  return { identifier: toHex(identifier), subtype, key: toHex(entry.key), value: toHex(entry.value) };
});

/** @source Bitcoin Core src/util/bip32.cpp WriteHDKeypath */
export function originView({ fingerprint, path }: ReturnType<typeof readKeyOrigin>) {
  return { master_fingerprint: toHex(fingerprint), path: `m${pathText(path)}` };
}

/** Entries of types that are not known. @param known - all others */
export function unknownView(map: PsbtMap, known: Readonly<Record<string, number>>): Record<string, string> {
  const types = Object.values(known);
  const entries = [...map.values()].filter(({ type }) => !types.includes(type));
  return Object.fromEntries(entries.map(({ key, value }) => [toHex(key), toHex(value)]));
}

const musigView = (entry: PsbtEntry) => {
  const data = keyDataOf(entry);
  const leaf = data.subarray(66);
  return {
    participant_pubkey: toHex(data.subarray(0, 33)),
    aggregate_pubkey: toHex(data.subarray(33, 66)),
    ...(leaf.length > 0 && { leaf_hash: toHex(leaf) }),
  };
};

const shownLeafScripts: Show<readonly { script: string; leaf_ver: number; control_blocks: string[] }[]> = (
  map,
  type,
) => {
  const byLeaf = new Map<string, { script: string; leaf_ver: number; control_blocks: string[] }>();
  for (const entry of entriesOf(map, type)) {
    const name = toHex(entry.value);
    const leaf = byLeaf.get(name) ?? {
      script: toHex(entry.value.subarray(0, -1)),
      leaf_ver: entry.value.at(-1) ?? 0,
      control_blocks: [],
    };
    leaf.control_blocks.push(toHex(keyDataOf(entry)));
    byLeaf.set(name, leaf);
  }
  return byLeaf.size > 0 ? [...byLeaf.values()] : undefined;
};

/** An input's map. */
export function psbtInputView(map: PsbtMap, prefixes: AddressPrefixes) {
  const tx = nonWitnessUtxoOf(map);
  const unknown = unknownView(map, INPUT);
  return defined({
    witness_utxo: one((value) => {
      const { value: satoshis, scriptPubKey } = readWhole(value, readOutput);
      return { amount: amount(satoshis), scriptPubKey: scriptPubKeyView(scriptPubKey, prefixes) };
    })(map, INPUT.WITNESS_UTXO),
    non_witness_utxo: tx && transactionView(tx, { prefixes }),
    partial_signatures: hexByKey(map, INPUT.PARTIAL_SIG),
    sighash: one((value) => hashTypeName(uint32Of(value) & 0xff))(map, INPUT.SIGHASH),
    redeem_script: shownScript(map, INPUT.REDEEM_SCRIPT),
    witness_script: shownScript(map, INPUT.WITNESS_SCRIPT),
    bip32_derivs: shownDerivations(map, INPUT.BIP32_DERIVATION),
    final_scriptSig: one((script) => ({
      asm: scriptToAsm(script, { decodeSighash: true }),
      hex: toHex(script),
    }))(map, INPUT.FINAL_SCRIPT_SIG),
    final_scriptwitness: one((value) =>
      readWhole(value, (reader) => readVector(reader, readVarBytes)).map(toHex),
    )(map, INPUT.FINAL_SCRIPT_WITNESS),
    ripemd160_preimages: hexByKey(map, INPUT.RIPEMD160),
    sha256_preimages: hexByKey(map, INPUT.SHA256),
    hash160_preimages: hexByKey(map, INPUT.HASH160),
    hash256_preimages: hexByKey(map, INPUT.HASH256),
    previous_txid: one((value) => displayHash(toHash256(value)))(map, INPUT.PREVIOUS_TXID),
    previous_vout: shownUint32(map, INPUT.OUTPUT_INDEX),
    sequence: shownUint32(map, INPUT.SEQUENCE),
    time_locktime: shownUint32(map, INPUT.TIME_LOCKTIME),
    height_locktime: shownUint32(map, INPUT.HEIGHT_LOCKTIME),
    taproot_key_path_sig: shownHex(map, INPUT.TAP_KEY_SIG),
    taproot_script_path_sigs: many((entry) => ({
      pubkey: toHex(keyDataOf(entry).subarray(0, 32)),
      leaf_hash: toHex(keyDataOf(entry).subarray(32)),
      sig: toHex(entry.value),
    }))(map, INPUT.TAP_SCRIPT_SIG),
    taproot_scripts: shownLeafScripts(map, INPUT.TAP_LEAF_SCRIPT),
    taproot_bip32_derivs: shownTapDerivations(map, INPUT.TAP_BIP32_DERIVATION),
    taproot_internal_key: shownHex(map, INPUT.TAP_INTERNAL_KEY),
    taproot_merkle_root: shownHex(map, INPUT.TAP_MERKLE_ROOT),
    musig2_participant_pubkeys: shownParticipants(map, INPUT.MUSIG2_PARTICIPANTS),
    musig2_pubnonces: many((entry) => ({ ...musigView(entry), pubnonce: toHex(entry.value) }))(
      map,
      INPUT.MUSIG2_PUB_NONCE,
    ),
    musig2_partial_sigs: many((entry) => ({ ...musigView(entry), partial_sig: toHex(entry.value) }))(
      map,
      INPUT.MUSIG2_PARTIAL_SIG,
    ),
    proprietary: shownProprietary(map, INPUT.PROPRIETARY),
    unknown: Object.keys(unknown).length > 0 ? unknown : undefined,
  });
}

/** The object without the fields that are undefined: a schema does not let them be there. */
export function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** For the view of an output's map. */
export const sharedPsbtFields = sharedFields;
