import { isUtf8 } from 'node:buffer';
import { toHex } from '../util/bytes.ts';
import { InvariantError, invariant } from '../util/invariant.ts';
import { accept, reject, type Verdict } from '../util/verdict.ts';
import { countNames, noteRepeatedNames, surveyJson } from './json-scan.ts';

/**
 * JSON as Core's RPC speaks it. Written by a serializer of our own, since an amount must show exactly 8 decimals and
 * JSON.stringify knows only doubles; a fraction has 16 digits at most; in all else the bytes are those of JSON.stringify. Read by JSON.parse, behind a
 * limit on depth.
 */

const SATOSHIS_PER_COIN = 100_000_000;

/** Text is turned into bytes in pieces of about this many characters: one long string would be copied more often. */
const CHUNK_LENGTH = 16_384;

/** What a string can hold that must not stand in JSON as it is; half a surrogate pair is written as an escape. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these
const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;

/** An amount in a result. Made by amount(). */
export class JsonAmount {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Bytes that a result shows as hex. Made by hexOf(). */
export class JsonHex {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** An array in a result. Made by eachOf(). */
export class JsonArray<T> {
  readonly items: () => Iterable<T>;
  constructor(items: () => Iterable<T>) {
    this.items = items;
  }
}

/** JSON that was written before, to be put into a larger one as it is. Made by preencode(). */
export class EncodedJson {
  readonly chunks: readonly Buffer[];
  constructor(chunks: readonly Buffer[]) {
    this.chunks = chunks;
  }
}

/**
 * Satoshis as an amount in coins with exactly 8 decimals.
 * @param satoshis - whole; negative and saturated values are shown as they are
 * @source Bitcoin Core src/core_io.cpp ValueFromAmount
 */
export function amount(satoshis: number): JsonAmount {
  invariant(Number.isInteger(satoshis), `an amount of ${satoshis} satoshis is not whole`);
  const absolute = Math.abs(satoshis);
  const fraction = absolute % SATOSHIS_PER_COIN;
  const whole = (absolute - fraction) / SATOSHIS_PER_COIN;
  return new JsonAmount(`${satoshis < 0 ? '-' : ''}${whole}.${String(fraction).padStart(8, '0')}`);
}

/** The bytes as hex in a result, in their order; cheaper than a string: nothing in it is looked at. */
export function hexOf(bytes: Uint8Array): JsonHex {
  return new JsonHex(bytes);
}

/**
 * An array of which each item is made when it is written, and forgotten then: of thousands that stay until the last one
 * is there the garbage collector copies most again and again.
 * @param items - called each time that the result is encoded; nothing of what it makes them from may change until then
 */
export function eachOf<T>(items: () => Iterable<T>): JsonArray<T> {
  return new JsonArray(items);
}

/**
 * The value as JSON in UTF-8.
 * @param value - plain data; fields that are undefined are left out, as by JSON.stringify; a bigint is an integer that
 *   fits no number
 * @throws InvariantError on what isn't plain data: a function, a byte array, an instance of a class
 */
export function encodeJson(value: unknown): Buffer {
  return joined(encodeChunks(value, ''));
}

/** The same with a line feed behind it. */
export function encodeJsonLine(value: unknown): Buffer {
  return joined(encodeChunks(value, '\n'));
}

/** The same to be put into a larger value, without another copy of it. @throws InvariantError as encodeJson does */
export function preencode(value: unknown): EncodedJson {
  return new EncodedJson(encodeChunks(value, ''));
}

function encodeChunks(value: unknown, ending: string): readonly Buffer[] {
  const sink: Sink = { text: '', chunks: [] };
  write(value, sink);
  sink.text += ending;
  flush(sink);
  return sink.chunks;
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [first, ...others] = chunks;
  return first && others.length === 0 ? first : Buffer.concat(chunks);
}

interface Sink {
  text: string;
  readonly chunks: Buffer[];
}

function flush(sink: Sink): void {
  if (sink.text !== '') sink.chunks.push(Buffer.from(sink.text, 'utf8'));
  sink.text = '';
}

function write(value: unknown, sink: Sink): void {
  switch (typeof value) {
    case 'string':
      sink.text += quoted(value);
      break;
    case 'number':
      sink.text += Number.isFinite(value) ? String(rounded(value)) : 'null';
      break;
    case 'boolean':
      sink.text += value ? 'true' : 'false';
      break;
    case 'undefined':
      sink.text += 'null';
      break;
    case 'object':
      if (value === null) sink.text += 'null';
      else if (Array.isArray(value)) writeArray(value, sink);
      else writeObject(value, sink);
      break;
    case 'bigint':
      sink.text += String(value);
      break;
    default:
      throw new InvariantError(`a ${typeof value} in an RPC result`);
  }
  if (sink.text.length > CHUNK_LENGTH) flush(sink);
}

function writeArray(items: Iterable<unknown>, sink: Sink): void {
  let separator = '[';
  for (const item of items) {
    sink.text += separator;
    write(item, sink);
    separator = ',';
  }
  sink.text += separator === '[' ? '[]' : ']';
}

function writeObject(value: object, sink: Sink): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) writePlainObject(value, sink);
  else if (value instanceof JsonAmount) sink.text += value.text;
  else if (value instanceof JsonHex) writeHex(value.bytes, sink);
  else if (value instanceof EncodedJson) {
    flush(sink);
    sink.chunks.push(...value.chunks);
  } else if (value instanceof JsonArray) writeArray(value.items(), sink);
  else throw new InvariantError(`an instance of ${value.constructor.name} in an RPC result`);
}

function writePlainObject(value: object, sink: Sink): void {
  let separator = '{';
  for (const name of Object.keys(value)) {
    const field = (value as Readonly<Record<string, unknown>>)[name];
    if (field === undefined) continue;
    sink.text += separator + fieldStart(name);
    write(field, sink);
    separator = ',';
  }
  sink.text += separator === '{' ? '{}' : '}';
}

/** Names of fields as they stand in JSON: a few hundred are written again and again. */
const fieldStarts = new Map<string, string>();

/** More names than results have by themselves: the others are data, such as txids. */
const MAX_FIELD_STARTS = 2000;

function fieldStart(name: string): string {
  const known = fieldStarts.get(name);
  if (known !== undefined) return known;
  const start = `${quoted(name)}:`;
  if (fieldStarts.size < MAX_FIELD_STARTS) fieldStarts.set(name, start);
  return start;
}

function writeHex(bytes: Uint8Array, sink: Sink): void {
  if (bytes.length < CHUNK_LENGTH / 2) {
    sink.text += `"${toHex(bytes)}"`;
    return;
  }
  sink.text += '"';
  flush(sink);
  sink.chunks.push(Buffer.from(asBuffer(bytes).toString('hex'), 'latin1'));
  sink.text = '"';
}

/** As many digits as Core shows. @source Bitcoin Core src/univalue/lib/univalue.cpp setFloat */
function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(16));
}

function quoted(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Arrays and objects may stand this deep in each other. @source Bitcoin Core src/univalue/lib/univalue_read.cpp MAX_JSON_DEPTH */
export const MAX_JSON_DEPTH = 512;

/**
 * The value that JSON in UTF-8 spells. Of a name that an object holds twice the last one counts; fieldsOf() has both.
 * @rejects json-not-utf8, json-too-deep (more than MAX_JSON_DEPTH), json-malformed
 */
export function parseJson(
  bytes: Uint8Array,
): Verdict<unknown, 'json-not-utf8' | 'json-too-deep' | 'json-malformed'> {
  if (!isUtf8(bytes)) return reject('json-not-utf8');
  const text = asBuffer(bytes).toString('utf8');
  const { depth, names } = surveyJson(text);
  if (depth > MAX_JSON_DEPTH) return reject('json-too-deep', `more than ${MAX_JSON_DEPTH} levels`);
  try {
    const value: unknown = JSON.parse(text);
    if (countNames(value) < names) noteRepeatedNames(text, value);
    return accept(value);
  } catch (error) {
    return reject('json-malformed', error instanceof Error ? error.message : undefined);
  }
}
