import { toHash256 } from '../../primitives/hash256.ts';
import type { OutPoint } from '../../primitives/outpoint.ts';
import { readAmount } from '../../primitives/reader.ts';
import {
  decodeTransactionWithoutWitness,
  makeTransaction,
  SEQUENCE_FINAL,
  type Transaction,
} from '../../primitives/tx.ts';
import { expectDefined } from '../../util/invariant.ts';
import { fieldOf, GLOBAL, INPUT, OUTPUT, type Psbt, type PsbtMap, uint32Of } from './model.ts';
import { readWhole } from './problem.ts';

const NO_SCRIPT = new Uint8Array();

/**
 * The transaction without scriptSigs and witnesses; undefined where its inputs ask for lock times that exclude each
 * other.
 * @source BIP174, BIP370; Bitcoin Core src/psbt.cpp GetUnsignedTx
 */
export function unsignedTxOf(psbt: Psbt): Transaction | undefined {
  const bytes = fieldOf(psbt.global, GLOBAL.UNSIGNED_TX);
  if (bytes) return unsignedTxFrom(bytes);
  const lockTime = lockTimeOf(psbt);
  if (lockTime === undefined) return undefined;
  const outpoints = outpointsOf(psbt);
  return makeTransaction({
    version: uint32Of(required(psbt.global, GLOBAL.TX_VERSION)) | 0,
    inputs: psbt.inputs.map((map, i) => ({
      prevout: expectDefined(outpoints[i], 'an outpoint for each input'),
      scriptSig: NO_SCRIPT,
      sequence: optionalUint32(map, INPUT.SEQUENCE) ?? SEQUENCE_FINAL,
      witness: [],
    })),
    outputs: psbt.outputs.map((map) => ({
      value: readWhole(required(map, OUTPUT.AMOUNT), readAmount),
      scriptPubKey: required(map, OUTPUT.SCRIPT),
    })),
    lockTime,
  });
}

/** What tells whether two are of the same transaction: sequences may still change in version 2. @source BIP370 */
export function uniqueIdOf(psbt: Psbt): Uint8Array | undefined {
  const tx = unsignedTxOf(psbt);
  if (!tx || psbt.version === 0) return tx?.txid;
  return makeTransaction({ ...tx, inputs: tx.inputs.map((input) => ({ ...input, sequence: 0 })) }).txid;
}

function unsignedTxFrom(bytes: Uint8Array): Transaction {
  const decoded = decodeTransactionWithoutWitness(bytes);
  return expectDefined(decoded.ok ? decoded.value : undefined, 'a transaction that was checked');
}

/** @source BIP370; Bitcoin Core src/psbt.cpp ComputeTimeLock */
function lockTimeOf({ global, inputs }: Psbt): number | undefined {
  let time: number | undefined = 0;
  let height: number | undefined = 0;
  for (const map of inputs) {
    const wantedTime = optionalUint32(map, INPUT.TIME_LOCKTIME);
    const wantedHeight = optionalUint32(map, INPUT.HEIGHT_LOCKTIME);
    if (wantedTime !== undefined && wantedHeight === undefined) height = undefined;
    if (wantedTime === undefined && wantedHeight !== undefined) time = undefined;
    if (time === undefined && height === undefined) return undefined;
    if (time !== undefined) time = Math.max(time, wantedTime ?? 0);
    if (height !== undefined) height = Math.max(height, wantedHeight ?? 0);
  }
  return height || time || (optionalUint32(global, GLOBAL.FALLBACK_LOCKTIME) ?? 0);
}

function optionalUint32(map: PsbtMap, type: number): number | undefined {
  const value = fieldOf(map, type);
  return value && uint32Of(value);
}

function required(map: PsbtMap, type: number): Uint8Array {
  return expectDefined(fieldOf(map, type), 'a field that version 2 always has');
}

/** What the inputs spend. */
export function outpointsOf(psbt: Psbt): readonly OutPoint[] {
  const bytes = fieldOf(psbt.global, GLOBAL.UNSIGNED_TX);
  if (bytes) return unsignedTxFrom(bytes).inputs.map(({ prevout }) => prevout);
  return psbt.inputs.map((map) => ({
    txid: toHash256(required(map, INPUT.PREVIOUS_TXID)),
    index: uint32Of(required(map, INPUT.OUTPUT_INDEX)),
  }));
}
