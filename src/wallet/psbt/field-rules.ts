import { secp256k1 } from '../../crypto/secp256k1.ts';
import {
  readAmount,
  readCompactSize,
  readHash256,
  readUint8,
  readUint32,
  readVarBytes,
  readVector,
} from '../../primitives/reader.ts';
import { decodeTransaction, decodeTransactionWithoutWitness, readOutput } from '../../primitives/tx.ts';
import { LOCKTIME_THRESHOLD } from '../../script/limits.ts';
import { isPubkeyOfValidSize } from '../../script/pubkey.ts';
import { hasDefinedHashType, isValidSignatureEncoding } from '../../script/signature-encoding.ts';
import { GLOBAL, INPUT, keyDataOf, OUTPUT, type PsbtEntry } from './model.ts';
import { PsbtProblem, readWhole } from './problem.ts';
import { fitsTree } from './tap-tree.ts';

/**
 * What each field's key and value have to be, with Core's words for what is wrong; a field that is not here is unknown
 * and kept as it is.
 * @source BIP174, BIP370, BIP371, BIP373; Bitcoin Core src/psbt.h Unserialize
 */
export type FieldRule = (entry: PsbtEntry, version: number) => void;

const COMPRESSED_SIZE = 33;
const XPUB_SIZE = 78;

export const GLOBAL_RULES: ReadonlyMap<number, FieldRule> = new Map([
  [GLOBAL.UNSIGNED_TX, sized('Global Unsigned TX', 1, checkUnsignedTx)],
  [GLOBAL.XPUB, sized('Global XPUB', 1 + XPUB_SIZE, checkXpub)],
  [GLOBAL.TX_VERSION, sized('Global Transaction Version', 1, whole(readUint32))],
  [GLOBAL.FALLBACK_LOCKTIME, sized('Global Fallback Locktime', 1, whole(readUint32))],
  [GLOBAL.INPUT_COUNT, sized('Global Input Count', 1, whole(readCompactSize))],
  [GLOBAL.OUTPUT_COUNT, sized('Global Output Count', 1, whole(readCompactSize))],
  [GLOBAL.TX_MODIFIABLE, sized('Global TX Modifiable Flags', 1, whole(readUint8))],
  [GLOBAL.VERSION, sized('Global PSBT Version', 1, checkVersion)],
  [GLOBAL.PROPRIETARY, checkProprietary],
]);

export const INPUT_RULES: ReadonlyMap<number, FieldRule> = new Map([
  [INPUT.NON_WITNESS_UTXO, sized('Input Non-witness UTXO', 1, checkTransaction)],
  [INPUT.WITNESS_UTXO, sized('Input Witness UTXO', 1, whole(readOutput))],
  [INPUT.PARTIAL_SIG, checkPartialSignature],
  [INPUT.SIGHASH, sized('Input Sighash Type', 1, whole(readUint32))],
  [INPUT.REDEEM_SCRIPT, sized('Input redeemScript', 1)],
  [INPUT.WITNESS_SCRIPT, sized('Input witnessScript', 1)],
  [INPUT.BIP32_DERIVATION, checkDerivation],
  [INPUT.FINAL_SCRIPT_SIG, sized('Input Final scriptSig', 1)],
  [
    INPUT.FINAL_SCRIPT_WITNESS,
    sized(
      'Input Final scriptWitness',
      1,
      whole((reader) => readVector(reader, readVarBytes)),
    ),
  ],
  [INPUT.RIPEMD160, hashed('Size of key was not the expected size for the type ripemd160 preimage', 20)],
  [INPUT.SHA256, hashed('Size of key was not the expected size for the type sha256 preimage', 32)],
  [INPUT.HASH160, hashed('Size of key was not the expected size for the type hash160 preimage', 20)],
  [INPUT.HASH256, hashed('Size of key was not the expected size for the type hash256 preimage', 32)],
  [INPUT.PREVIOUS_TXID, sized('Input Previous TXID', 1, fromVersion2('Previous txid', whole(readHash256)))],
  [
    INPUT.OUTPUT_INDEX,
    sized("Input Previous Output's Index", 1, fromVersion2("Previous output's index", whole(readUint32))),
  ],
  [INPUT.SEQUENCE, sized('Input Sequence', 1, fromVersion2('Sequence', whole(readUint32)))],
  [
    INPUT.TIME_LOCKTIME,
    sized(
      'Input Required Time Based Locktime',
      1,
      fromVersion2('Required time based locktime', checkTimeLock),
    ),
  ],
  [
    INPUT.HEIGHT_LOCKTIME,
    sized(
      'Input Required Height Based Locktime',
      1,
      fromVersion2('Required height based locktime', checkHeightLock),
    ),
  ],
  [
    INPUT.TAP_KEY_SIG,
    sized('Input Taproot Key Path Signature', 1, schnorr('Input Taproot key path signature')),
  ],
  [
    INPUT.TAP_SCRIPT_SIG,
    sized('Input Taproot Script Path Signature', 65, schnorr('Input Taproot script path signature')),
  ],
  [INPUT.TAP_LEAF_SCRIPT, checkLeafScript],
  [INPUT.TAP_BIP32_DERIVATION, sized('Input Taproot BIP32 Keypath', 33, tapDerivation('Input'))],
  [INPUT.TAP_INTERNAL_KEY, sized('Input Taproot Internal Key', 1, whole(readHash256))],
  [INPUT.TAP_MERKLE_ROOT, sized('Input Taproot Merkle Root', 1, whole(readHash256))],
  [
    INPUT.MUSIG2_PARTICIPANTS,
    sized('Input MuSig2 Participants Pubkeys', 1 + COMPRESSED_SIZE, musigParticipants('Input')),
  ],
  [
    INPUT.MUSIG2_PUB_NONCE,
    musigData('Input musig2 pubnonce', ({ value }) => {
      if (value.length !== 66) throw new PsbtProblem('Input musig2 pubnonce value is not 66 bytes');
    }),
  ],
  [INPUT.MUSIG2_PARTIAL_SIG, musigData('Input musig2 partial sig', whole(readHash256))],
  [INPUT.PROPRIETARY, checkProprietary],
]);

export const OUTPUT_RULES: ReadonlyMap<number, FieldRule> = new Map([
  [OUTPUT.REDEEM_SCRIPT, sized('Output redeemScript', 1)],
  [OUTPUT.WITNESS_SCRIPT, sized('Output witnessScript', 1)],
  [OUTPUT.BIP32_DERIVATION, checkDerivation],
  [OUTPUT.AMOUNT, sized('Output Amount', 1, fromVersion2('Output amount', whole(readAmount)))],
  [
    OUTPUT.SCRIPT,
    sized(
      'Output Script',
      1,
      fromVersion2('Output script', () => {}),
    ),
  ],
  [OUTPUT.TAP_INTERNAL_KEY, sized('Output Taproot Internal Key', 1, whole(readHash256))],
  [OUTPUT.TAP_TREE, sized('Output Taproot Tree Key', 1, checkTapTree)],
  [OUTPUT.TAP_BIP32_DERIVATION, sized('Output Taproot BIP32 Keypath', 33, tapDerivation('Output'))],
  [
    OUTPUT.MUSIG2_PARTICIPANTS,
    sized('Output MuSig2 Participants Pubkeys', 1 + COMPRESSED_SIZE, musigParticipants('Output')),
  ],
  [OUTPUT.PROPRIETARY, checkProprietary],
]);

function sized(name: string, size: number, check: FieldRule = () => {}): FieldRule {
  return (entry, version) => {
    if (entry.key.length !== size) {
      throw new PsbtProblem(`Size of key was not ${size} for the type ${name}`);
    }
    check(entry, version);
  };
}

function hashed(problem: string, size: number): FieldRule {
  return ({ key }) => {
    if (key.length !== 1 + size) throw new PsbtProblem(problem);
  };
}

function whole(read: Parameters<typeof readWhole>[1]): FieldRule {
  return ({ value }) => void readWhole(value, read);
}

function fromVersion2(name: string, check: FieldRule): FieldRule {
  return (entry, version) => {
    if (version < 2) throw new PsbtProblem(`${name} is not allowed in PSBTv0`);
    check(entry, version);
  };
}

function checkUnsignedTx({ value }: PsbtEntry): void {
  const decoded = decodeTransactionWithoutWitness(value);
  if (!decoded.ok) throw new PsbtProblem('Size of value was not the stated size');
  if (decoded.value.inputs.some(({ scriptSig }) => scriptSig.length > 0)) {
    throw new PsbtProblem('Unsigned tx does not have empty scriptSigs and scriptWitnesses.');
  }
}

function checkTransaction({ value }: PsbtEntry): void {
  if (!decodeTransaction(value).ok) throw new PsbtProblem('Size of value was not the stated size');
}

function checkVersion({ value }: PsbtEntry): void {
  if (readWhole(value, readUint32) > 2) throw new PsbtProblem('Unsupported version number');
}

function checkXpub({ key, value }: PsbtEntry): void {
  checkPubkey(key.subarray(-COMPRESSED_SIZE), 'Invalid pubkey');
  checkKeyPath(value);
}

function checkPartialSignature(entry: PsbtEntry): void {
  const pubkey = keyDataOf(entry);
  if (pubkey.length !== COMPRESSED_SIZE && pubkey.length !== 65) {
    throw new PsbtProblem('Size of key was not the expected size for the type partial signature pubkey');
  }
  checkPubkey(pubkey, 'Invalid pubkey');
  const { value } = entry;
  if (value.length === 0 || !isValidSignatureEncoding(value) || !hasDefinedHashType(value)) {
    throw new PsbtProblem('Signature is not a valid encoding');
  }
}

function checkDerivation(entry: PsbtEntry): void {
  const pubkey = keyDataOf(entry);
  if (pubkey.length !== COMPRESSED_SIZE && pubkey.length !== 65) {
    throw new PsbtProblem('Size of key was not the expected size for the type BIP32 keypath');
  }
  checkPubkey(pubkey, 'Invalid pubkey');
  checkKeyPath(entry.value);
}

function checkKeyPath({ length }: Uint8Array): void {
  if (length === 0 || length % 4 !== 0) throw new PsbtProblem('Invalid length for HD key path');
}

function checkPubkey(pubkey: Uint8Array, problem: string): void {
  if (!isPubkeyOfValidSize(pubkey) || !secp256k1.isPublicKey(pubkey)) throw new PsbtProblem(problem);
}

function checkTimeLock({ value }: PsbtEntry): void {
  if (readWhole(value, readUint32) >= LOCKTIME_THRESHOLD) return;
  throw new PsbtProblem(`Required time based locktime is invalid (less than ${LOCKTIME_THRESHOLD})`);
}

function checkHeightLock({ value }: PsbtEntry): void {
  const height = readWhole(value, readUint32);
  if (height === 0) throw new PsbtProblem('Required height based locktime is invalid (0)');
  if (height < LOCKTIME_THRESHOLD) return;
  throw new PsbtProblem(
    `Required height based locktime is invalid (greater than or equal to ${LOCKTIME_THRESHOLD})`,
  );
}

function schnorr(name: string): FieldRule {
  return ({ value }) => {
    if (value.length < 64) throw new PsbtProblem(`${name} is shorter than 64 bytes`);
    if (value.length > 65) throw new PsbtProblem(`${name} is longer than 65 bytes`);
  };
}

function checkLeafScript({ key, value }: PsbtEntry): void {
  if (key.length < 34) throw new PsbtProblem('Input Taproot leaf script key is not at least 34 bytes');
  if ((key.length - 2) % 32 !== 0) {
    throw new PsbtProblem("Input Taproot leaf script key's control block size is not valid");
  }
  if (value.length === 0) throw new PsbtProblem('Input Taproot leaf script must be at least 1 byte');
}

function tapDerivation(side: 'Input' | 'Output'): FieldRule {
  return ({ value }) => {
    const invalid = new PsbtProblem(`${side} Taproot BIP32 keypath has an invalid length`);
    const hashes = value[0] ?? 0;
    // More than 252 hashes would need a longer count; a tree of keys that deep is none that anybody signs for.
    if (value.length === 0 || hashes >= 0xfd || 1 + 32 * hashes > value.length) throw invalid;
    checkKeyPath(value.subarray(1 + 32 * hashes));
  };
}

function checkTapTree({ value }: PsbtEntry): void {
  if (value.length === 0) throw new PsbtProblem('Output Taproot tree must not be empty');
  const leaves = readTapTree(value);
  for (const { depth, version } of leaves) {
    if (depth > 128) {
      throw new PsbtProblem('Output Taproot tree has as leaf greater than Taproot maximum depth');
    }
    if ((version & 1) !== 0) {
      throw new PsbtProblem('Output Taproot tree has a leaf with an invalid leaf version');
    }
  }
  if (!fitsTree(leaves.map(({ depth }) => depth))) {
    throw new PsbtProblem('Output Taproot tree is malformed');
  }
}

export interface TapTreeLeaf {
  readonly depth: number;
  readonly version: number;
  readonly script: Uint8Array;
}

/** The leaves of an output's tree, from left to right. @throws PsbtProblem */
export function readTapTree(value: Uint8Array): readonly TapTreeLeaf[] {
  return readWhole(value, (reader) => {
    const leaves: TapTreeLeaf[] = [];
    while (reader.offset < value.length) {
      leaves.push({ depth: readUint8(reader), version: readUint8(reader), script: readVarBytes(reader) });
    }
    return leaves;
  });
}

function musigParticipants(side: 'Input' | 'Output'): FieldRule {
  return (entry) => {
    checkPubkey(keyDataOf(entry), `${side} musig2 aggregate pubkey is invalid`);
    const { value } = entry;
    for (let at = 0; at + COMPRESSED_SIZE <= value.length; at += COMPRESSED_SIZE) {
      checkPubkey(value.subarray(at, at + COMPRESSED_SIZE), `${side} musig2 participant pubkey is invalid`);
    }
    if (value.length % COMPRESSED_SIZE !== 0) {
      throw new PsbtProblem(`${side} musig2 participants pubkeys value size is not a multiple of 33`);
    }
  };
}

/** Keys of participant and aggregate, and of the leaf where it is one. */
function musigData(name: string, check: FieldRule): FieldRule {
  return (entry, version) => {
    const key = keyDataOf(entry);
    if (key.length !== 2 * COMPRESSED_SIZE && key.length !== 2 * COMPRESSED_SIZE + 32) {
      throw new PsbtProblem(`${name} key is not expected size of 67 or 99 bytes`);
    }
    checkPubkey(key.subarray(0, COMPRESSED_SIZE), 'musig2 participant pubkey is invalid');
    checkPubkey(key.subarray(COMPRESSED_SIZE, 2 * COMPRESSED_SIZE), 'musig2 aggregate pubkey is invalid');
    check(entry, version);
  };
}

/** The key of a field that a company made up. */
export interface ProprietaryKey {
  readonly identifier: Uint8Array;
  readonly subtype: number;
}

/** @throws PsbtProblem */
export function readProprietaryKey(entry: PsbtEntry): ProprietaryKey {
  return readWhole(keyDataOf(entry), (reader) => {
    const identifier = readVarBytes(reader);
    const subtype = readCompactSize(reader);
    reader.offset = reader.bytes.length;
    return { identifier, subtype };
  });
}

function checkProprietary(entry: PsbtEntry): void {
  readProprietaryKey(entry);
}
