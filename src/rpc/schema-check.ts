import { createRequire } from 'node:module';
import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import { expectDefined } from '../util/invariant.ts';
import { didYouMean } from '../util/nearest-name.ts';
import type { Static, TSchema } from '../util/schema.ts';
import { accept, reject, type Verdict } from '../util/verdict.ts';
import { RpcError } from './errors.ts';
import { HASH_PATTERN, HEX_PATTERN, INT32, INT64, SOME_HEX_PATTERN, UINT16, UINT32 } from './schemas.ts';

/**
 * Checks of values against schemas: ajv judges, this file finds the words. Parameters are refused in Core's, files in
 * words that name the place. ajv is loaded and a schema compiled when first needed: a start pays for neither.
 */

/** What ajv checks is always right by bare `type`; these add nothing to check. */
const ANNOTATIONS = new Set(['type', 'title', 'description', 'default', 'examples']);

const compiled = new WeakMap<TSchema, ValidateFunction>();
let loadedAjv: Ajv | undefined;

function validatorOf(schema: TSchema): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  if (!loadedAjv) {
    const { Ajv } = createRequire(import.meta.url)('ajv') as typeof import('ajv');
    loadedAjv = new Ajv({ verbose: true, allowUnionTypes: true });
  }
  const validator = loadedAjv.compile(schema);
  compiled.set(schema, validator);
  return validator;
}

/** The first thing that is wrong with the value, or undefined. Of a union that matches nowhere, the nearest branch's. */
function findMismatch(schema: TSchema, value: unknown): ErrorObject | undefined {
  const validator = validatorOf(schema);
  if (validator(value)) return undefined;
  const errors = validator.errors ?? [];
  const outermost = expectDefined(errors.at(-1), 'ajv refused a value without a reason');
  if (outermost.keyword !== 'anyOf') return outermost;
  const branches = errors.filter((error) => error !== outermost);
  if (branches.every((error) => error.keyword === 'const')) return outermost;
  // A branch that got past the type is the one that the client meant.
  return (
    branches.find((error) => error.keyword !== 'type' && error.keyword !== 'anyOf') ??
    branches.find(isOutOfRange) ??
    branches[0] ??
    outermost
  );
}

/** The type of a JSON value in Core's words. @source Bitcoin Core src/univalue/lib/univalue.cpp uvTypeName */
export function jsonTypeName(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

const CORE_TYPE_NAMES: Readonly<Record<string, string>> = { boolean: 'bool', integer: 'number' };

/** The type, in Core's words, that a schema asks for; undefined where it takes several. */
export function expectedTypeName(schema: TSchema): string | undefined {
  const type: unknown = schema['type'];
  return typeof type === 'string' ? (CORE_TYPE_NAMES[type] ?? type) : undefined;
}

/** Core's text for a value of the wrong type. */
export function wrongTypeText(actual: string, expected: string, field = ''): string {
  return `JSON value of type ${actual}${field} is not of expected type ${expected}`;
}

/**
 * Refuses a parameter that doesn't fit its schema, in the words of Core where Core has some.
 * @param name - of the parameter, for texts
 * @throws RpcError RPC_TYPE_ERROR, RPC_MISC_ERROR (integers out of range), RPC_INVALID_PARAMETER
 * @source Bitcoin Core src/rpc/util.cpp RPCTypeCheckObj, ParseHashV, ParseHexV; src/univalue/include/univalue.h getInt
 */
export function checkParam(schema: TSchema, value: unknown, name: string): void {
  if (Object.keys(schema).every((keyword) => ANNOTATIONS.has(keyword)) && schema['type'] !== 'integer') {
    const expected = expectedTypeName(schema);
    if (expected !== undefined && expected !== 'object' && expected !== 'array') return;
  }
  const mismatch = findMismatch(schema, value);
  if (mismatch) throw paramError(mismatch, name);
}

function paramError(mismatch: ErrorObject, param: string): RpcError {
  const { keyword, params, data } = mismatch;
  const field = lastOf(mismatch.instancePath);
  const label = (mismatch.parentSchema?.['title'] as string | undefined) ?? field ?? param;
  if (isOutOfRange(mismatch)) return new RpcError('RPC_MISC_ERROR', 'JSON integer out of range');
  switch (keyword) {
    case 'type': {
      if (Array.isArray(params['type'])) {
        return new RpcError('RPC_TYPE_ERROR', `${label} is not a ${params['type'].join(' or ')}`);
      }
      const expected = String(params['type']);
      const where = field === undefined || /^\d+$/.test(field) ? '' : ` for field ${field}`;
      const text = wrongTypeText(jsonTypeName(data), CORE_TYPE_NAMES[expected] ?? expected, where);
      return new RpcError('RPC_TYPE_ERROR', text);
    }
    case 'required':
      return new RpcError('RPC_TYPE_ERROR', `Missing ${params['missingProperty']}`);
    case 'additionalProperties':
      return new RpcError('RPC_TYPE_ERROR', `Unexpected key ${params['additionalProperty']}`);
    case 'pattern':
      return new RpcError(
        'RPC_INVALID_PARAMETER',
        `${label} must ${patternText(params['pattern'], String(data))}`,
      );
    default:
      return new RpcError('RPC_INVALID_PARAMETER', `${label} ${constraintText(mismatch)}`);
  }
}

/** True for a number that Core's integer of the schema's width couldn't hold, or that has a fraction. */
function isOutOfRange({ keyword, params, data, parentSchema }: ErrorObject): boolean {
  if (keyword === 'type') return params['type'] === 'integer' && typeof data === 'number';
  const hasWidthOf = ({ minimum, maximum }: TSchema) =>
    parentSchema?.['minimum'] === minimum && parentSchema?.['maximum'] === maximum;
  return (keyword === 'minimum' || keyword === 'maximum') && [INT32, INT64, UINT16, UINT32].some(hasWidthOf);
}

function patternText(pattern: unknown, text: string): string {
  const isHash = pattern === HASH_PATTERN;
  if (isHash && text.length !== 64) return `be of length 64 (not ${text.length}, for '${text}')`;
  if (isHash || pattern === HEX_PATTERN || pattern === SOME_HEX_PATTERN)
    return `be hexadecimal string (not '${text}')`;
  return `match ${String(pattern)} (not '${text}')`;
}

/** What a value would have to be, e.g. `must be >= 0`. */
function constraintText(mismatch: ErrorObject): string {
  const { keyword, params, message } = mismatch;
  if (keyword === 'enum') return `must be one of ${listed(params['allowedValues'])}`;
  if (keyword === 'const') return `must be ${JSON.stringify(params['allowedValue'])}`;
  if (keyword === 'anyOf') {
    const branches = (mismatch.schema as readonly TSchema[]).map((branch): unknown => branch['const']);
    return `must be one of ${listed(branches)}`;
  }
  return message ?? `fails ${keyword}`;
}

function listed(values: unknown): string {
  return (values as readonly unknown[]).map((value) => JSON.stringify(value)).join(', ');
}

/** A check that says in one readable line what is wrong and where. */
export type Checker<S extends TSchema> = (value: unknown) => Verdict<Static<S>, 'schema-mismatch'>;

/**
 * Makes a check of parsed JSON (a file, an option) against a schema.
 * @param schema - objects that shall refuse unknown fields say `additionalProperties: false`
 * @returns a function that gives the value its type, or rejects schema-mismatch with a line such as
 *   `ports.rpc must be integer, not "x"` or `unknown field subsidy.halvin; did you mean halving?`
 */
export function createChecker<S extends TSchema>(schema: S): Checker<S> {
  return (value) => {
    const mismatch = findMismatch(schema, value);
    return mismatch ? reject('schema-mismatch', describeMismatch(mismatch)) : accept(value as Static<S>);
  };
}

function describeMismatch(mismatch: ErrorObject): string {
  const { keyword, params, data } = mismatch;
  const place = placeOf(mismatch.instancePath);
  const inside = place === '' ? '' : `${place}.`;
  if (keyword === 'required') return `${inside}${params['missingProperty']} is missing`;
  if (keyword === 'additionalProperties') {
    const unknown = String(params['additionalProperty']);
    const known = Object.keys((mismatch.parentSchema?.['properties'] as object | undefined) ?? {});
    return `unknown field ${inside}${unknown}${didYouMean(unknown, known)}`;
  }
  const rule = keyword === 'type' ? `must be ${params['type']}` : constraintText(mismatch);
  return `${place || 'the value'} ${rule}, not ${shortened(data)}`;
}

/** `/a/0/b` as `a[0].b`. */
function placeOf(instancePath: string): string {
  return namesOf(instancePath)
    .map((name, index) => (/^\d+$/.test(name) ? `[${name}]` : `${index === 0 ? '' : '.'}${name}`))
    .join('');
}

function lastOf(instancePath: string): string | undefined {
  return namesOf(instancePath).at(-1);
}

/** A JSON pointer's parts. @source RFC 6901 section 4 */
function namesOf(pointer: string): string[] {
  const parts = pointer.split('/').slice(1);
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
