import type { ScriptCheck } from '../chain/ports.ts';
import { createReader, type Reader, readVector } from '../primitives/reader.ts';
import { readOutput, readTransactionFields, writeOutput, writeTransaction } from '../primitives/tx.ts';
import { createWriter, writeVector } from '../primitives/writer.ts';
import { createSighashCache, type SighashCache } from '../script/sighash-cache.ts';
import { invariant } from '../util/invariant.ts';
import type { BatchPlace } from './script-board.ts';

/**
 * Transactions as they go to the script threads: one record after the other in shared memory, each of which is a
 * transaction as on the wire and the vector of the outputs that it spends.
 */

const FIRST_CAPACITY = 1024 * 1024;
/**
 * More than any block can need: it has 24,390 inputs at most, and what each spends has a script of 10,000 bytes at
 * most, a larger one being unspendable. Only address space is reserved.
 */
const MAX_CAPACITY = 256 * 1024 * 1024;

/** One input whose scripts are to be run, with what it has in common with others of its transaction. */
export interface CheckedInput {
  readonly sighashes: SighashCache;
  readonly inputIndex: number;
}

export interface RecordWriter {
  /** Appends a record. @returns where it is */
  add(check: ScriptCheck): Pick<BatchPlace, 'start' | 'end'>;
}

/** Shared memory for records, which grows as they need it. */
export function createRecordMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(FIRST_CAPACITY, { maxByteLength: MAX_CAPACITY });
}

/** Writes records from the start of the memory on; whoever reads earlier ones must be through. */
export function createRecordWriter(memory: SharedArrayBuffer): RecordWriter {
  const scratch = createWriter(1024);
  const bytes = new Uint8Array(memory);
  let end = 0;
  return {
    add({ tx, coins }) {
      scratch.length = 0;
      writeTransaction(scratch, tx);
      writeVector(scratch, coins, (writer, { output }) => writeOutput(writer, output));
      const start = end;
      end += scratch.length;
      makeRoom(memory, end);
      bytes.set(scratch.bytes.subarray(0, scratch.length), start);
      return { start, end };
    },
  };
}

function makeRoom(memory: SharedArrayBuffer, needed: number): void {
  invariant(needed <= MAX_CAPACITY, `${needed} bytes of script checks are more than a block can have`);
  if (needed <= memory.byteLength) return;
  memory.grow(Math.min(Math.max(needed, 2 * memory.byteLength), MAX_CAPACITY));
}

interface OpenRecord {
  readonly start: number;
  readonly end: number;
  readonly sighashes: SighashCache;
}

/**
 * Reads the inputs of batches, each transaction when the first of its inputs is asked for. The last one is kept, with
 * its sighash cache: a large transaction goes through many batches.
 */
export function createRecordReader(
  memory: SharedArrayBuffer,
): (place: BatchPlace) => Generator<CheckedInput, void> {
  let record: OpenRecord | undefined;
  return function* inputsOf({ start, end, skippedInputs, inputs }) {
    let next = start;
    let inputIndex = skippedInputs;
    let readRecord: (() => OpenRecord) | undefined;
    for (let left = inputs; left > 0; left--) {
      if (record?.start !== next) {
        readRecord ??= recordsFrom(memory, next, end);
        record = readRecord();
      }
      const { sighashes } = record;
      yield { sighashes, inputIndex };
      inputIndex++;
      if (inputIndex < sighashes.tx.inputs.length) continue;
      next = record.end;
      inputIndex = 0;
    }
  };
}

/** Reads one record after the other. Copies them all at once: native code is not given shared memory. */
function recordsFrom(memory: SharedArrayBuffer, start: number, end: number): () => OpenRecord {
  const reader: Reader = createReader(new Uint8Array(memory, start, end - start).slice());
  return () => {
    const recordStart = start + reader.offset;
    const tx = readTransactionFields(reader);
    const sighashes = createSighashCache(tx, readVector(reader, readOutput));
    return { start: recordStart, end: start + reader.offset, sighashes };
  };
}
