import {
  decode,
  failDecoding,
  inWordsOfSpans,
  type Reader,
  readCompactSize,
  readVarBytes,
} from '../../primitives/reader.ts';
import { equalBytes, toHex } from '../../util/bytes.ts';
import { expectDefined } from '../../util/invariant.ts';
import type { Accepted } from '../../util/verdict.ts';
import { type FieldRule, GLOBAL_RULES, INPUT_RULES, OUTPUT_RULES } from './field-rules.ts';
import {
  fieldOf,
  GLOBAL,
  INPUT,
  nonWitnessUtxoOf,
  OUTPUT,
  type Psbt,
  type PsbtEntry,
  type PsbtMap,
  uint32Of,
} from './model.ts';
import { PsbtProblem, readWhole } from './problem.ts';
import { unsignedTxOf } from './unsigned-tx.ts';

/** Why a text is no partially signed transaction, in Core's words. */
export interface InvalidPsbt {
  readonly ok: false;
  readonly error: string;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const MAGIC = Uint8Array.of(0x70, 0x73, 0x62, 0x74, 0xff);

/** Reads a partially signed transaction in base64. @source Bitcoin Core src/psbt.cpp DecodeBase64PSBT */
export function decodePsbt(text: string): Accepted<Psbt> | InvalidPsbt {
  if (!BASE64.test(text)) return { ok: false, error: 'invalid base64' };
  try {
    const bytes = new Uint8Array(Buffer.from(text, 'base64'));
    const decoded = decode(bytes, (reader) => {
      const psbt = readPsbt(reader);
      if (reader.offset < bytes.length) throw new PsbtProblem('extra data after PSBT');
      return psbt;
    });
    return decoded.ok ? decoded : { ok: false, error: inWordsOfSpans(decoded.debug ?? decoded.code) };
  } catch (error) {
    if (error instanceof PsbtProblem) return { ok: false, error: error.message };
    throw error;
  }
}

function readPsbt(reader: Reader): Psbt {
  const magic = reader.bytes.subarray(0, MAGIC.length);
  if (magic.length < MAGIC.length) failDecoding('DataStream::read(): end of data');
  if (!equalBytes(magic, MAGIC)) throw new PsbtProblem('Invalid PSBT magic bytes');
  reader.offset = MAGIC.length;
  const global = readMap(reader, {
    name: 'global',
    ending: 'the global map',
    rules: GLOBAL_RULES,
    version: 2,
  });
  const version = versionOf(global);
  const { inputCount, outputCount } = countsOf(global, version);
  const inputs: PsbtMap[] = [];
  while (inputs.length < inputCount && hasMore(reader)) {
    inputs.push(
      readMap(reader, { name: 'input', ending: 'an input map', rules: INPUT_RULES, version }, INPUT_NEEDS),
    );
    checkSpentTransaction({ version, global, inputs, outputs: [] });
  }
  if (inputs.length !== inputCount) {
    throw new PsbtProblem('Inputs provided does not match the number of inputs in transaction.');
  }
  const outputs: PsbtMap[] = [];
  while (outputs.length < outputCount && hasMore(reader)) {
    outputs.push(
      readMap(
        reader,
        { name: 'output', ending: 'an output map', rules: OUTPUT_RULES, version },
        OUTPUT_NEEDS,
      ),
    );
  }
  if (outputs.length !== outputCount) {
    throw new PsbtProblem('Outputs provided does not match the number of outputs in transaction.');
  }
  return { version, global, inputs, outputs };
}

function hasMore({ offset, bytes }: Reader): boolean {
  return offset < bytes.length;
}

interface MapRequest {
  readonly name: string;
  /** For the text of a missing separator. */
  readonly ending: string;
  readonly rules: ReadonlyMap<number, FieldRule>;
  readonly version: number;
}

/** What version 2 can't do without. */
type Needs = readonly (readonly [type: number, problem: string])[];

const INPUT_NEEDS: Needs = [
  [INPUT.PREVIOUS_TXID, 'Previous TXID is required in PSBTv2'],
  [INPUT.OUTPUT_INDEX, "Previous output's index is required in PSBTv2"],
];
const OUTPUT_NEEDS: Needs = [
  [OUTPUT.AMOUNT, 'Output amount is required in PSBTv2'],
  [OUTPUT.SCRIPT, 'Output script is required in PSBTv2'],
];

/** Values that say nothing where they are empty. */
const EMPTY_SAYS_NOTHING: Readonly<Record<string, readonly number[]>> = {
  input: [INPUT.REDEEM_SCRIPT, INPUT.WITNESS_SCRIPT, INPUT.FINAL_SCRIPT_SIG],
  output: [OUTPUT.REDEEM_SCRIPT, OUTPUT.WITNESS_SCRIPT],
};

function readMap(reader: Reader, request: MapRequest, needs: Needs = []): PsbtMap {
  const map = new Map<string, PsbtEntry>();
  for (let isOpen = true; isOpen; ) {
    if (!hasMore(reader)) throw new PsbtProblem(`Separator is missing at the end of ${request.ending}`);
    const key = readVarBytes(reader);
    isOpen = key.length > 0;
    if (!isOpen) break;
    const name = toHex(key);
    if (map.has(name)) {
      throw new PsbtProblem(`Duplicate Key, ${request.name} key "${name}" already provided`);
    }
    const entry = { type: typeOf(key), key, value: readVarBytes(reader) };
    request.rules.get(entry.type)?.(entry, request.version);
    map.set(name, entry);
  }
  for (const [type, problem] of request.version === 2 ? needs : []) {
    if (fieldOf(map, type) === undefined) throw new PsbtProblem(problem);
  }
  return withoutEmpty(map, request.name);
}

function withoutEmpty(map: Map<string, PsbtEntry>, name: string): PsbtMap {
  for (const [key, { type, value }] of map) {
    const isEmptyWitness =
      name === 'input' && type === INPUT.FINAL_SCRIPT_WITNESS && value.length === 1 && value[0] === 0;
    const isEmpty = value.length === 0 && EMPTY_SAYS_NOTHING[name]?.includes(type);
    if (isEmpty || isEmptyWitness) map.delete(key);
  }
  return map;
}

function typeOf(key: Uint8Array): number {
  return readWhole(key, (reader) => {
    const type = readCompactSize(reader);
    reader.offset = key.length;
    return type;
  });
}

const V0_FORBIDDEN: Needs = [
  [GLOBAL.TX_VERSION, 'PSBT_GLOBAL_TX_VERSION'],
  [GLOBAL.FALLBACK_LOCKTIME, 'PSBT_GLOBAL_FALLBACK_LOCKTIME'],
  [GLOBAL.INPUT_COUNT, 'PSBT_GLOBAL_INPUT_COUNT'],
  [GLOBAL.OUTPUT_COUNT, 'PSBT_GLOBAL_OUTPUT_COUNT'],
  [GLOBAL.TX_MODIFIABLE, 'PSBT_GLOBAL_TX_MODIFIABLE'],
];
const V2_REQUIRED: Needs = V0_FORBIDDEN.filter(
  ([type]) => type !== GLOBAL.FALLBACK_LOCKTIME && type !== GLOBAL.TX_MODIFIABLE,
);

function versionOf(global: PsbtMap): 0 | 2 {
  const told = fieldOf(global, GLOBAL.VERSION);
  const version = told ? uint32Of(told) : 0;
  const has = (type: number) => fieldOf(global, type) !== undefined;
  if (version === 1) throw new PsbtProblem('There is no PSBT version 1');
  if (version === 0) {
    if (!has(GLOBAL.UNSIGNED_TX)) throw new PsbtProblem('No unsigned transaction was provided');
    const extra = V0_FORBIDDEN.find(([type]) => has(type));
    if (extra) throw new PsbtProblem(`${extra[1]} is not allowed in PSBTv0`);
    return 0;
  }
  const missing = V2_REQUIRED.find(([type]) => !has(type));
  if (missing) throw new PsbtProblem(`${missing[1]} is required in PSBTv2`);
  if (has(GLOBAL.UNSIGNED_TX)) {
    throw new PsbtProblem('PSBT_GLOBAL_UNSIGNED_TX is not allowed in PSBTv2');
  }
  return 2;
}

function countsOf(global: PsbtMap, version: 0 | 2) {
  if (version === 0) {
    const tx = expectDefined(unsignedTxOf({ version, global, inputs: [], outputs: [] }), 'of version 0');
    return { inputCount: tx.inputs.length, outputCount: tx.outputs.length };
  }
  const count = (type: number) =>
    readWhole(expectDefined(fieldOf(global, type), 'a field that was asked for'), readCompactSize);
  return { inputCount: count(GLOBAL.INPUT_COUNT), outputCount: count(GLOBAL.OUTPUT_COUNT) };
}

/** The transaction that the last input says it spends from has to be that one. */
function checkSpentTransaction(psbt: Psbt): void {
  const index = psbt.inputs.length - 1;
  const map = expectDefined(psbt.inputs[index], 'the last input');
  const tx = nonWitnessUtxoOf(map);
  if (!tx) return;
  const prevout =
    psbt.version === 0
      ? expectDefined(unsignedTxOf(psbt)?.inputs[index], 'an input of version 0').prevout
      : {
          txid: expectDefined(fieldOf(map, INPUT.PREVIOUS_TXID), 'of version 2'),
          index: uint32Of(expectDefined(fieldOf(map, INPUT.OUTPUT_INDEX), 'of version 2')),
        };
  if (!equalBytes(tx.txid, prevout.txid)) {
    throw new PsbtProblem('Non-witness UTXO does not match outpoint hash');
  }
  if (prevout.index >= tx.outputs.length) {
    throw new PsbtProblem('Input specifies output index that does not exist');
  }
}
