import { type Static, type TSchema, Type } from '../util/schema.ts';
import type { JsonAmount, JsonArray, JsonHex } from './json.ts';
import type { RpcResult } from './registry.ts';

/** Schemas that many methods share. schema-check.ts and help.ts know some of them by their patterns and limits. */

export const HASH_PATTERN = '^[0-9a-fA-F]{64}$';
export const HEX_PATTERN = '^(?:[0-9a-fA-F]{2})*$';
export const SOME_HEX_PATTERN = '^(?:[0-9a-fA-F]{2})+$';

const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;

/** A whole number that Core reads as `int`; others are refused with `JSON integer out of range`. */
export const INT32 = Type.Integer({ minimum: INT32_MIN, maximum: INT32_MAX });

/** A whole number that Core reads as `int64_t`; here up to 2^53 - 1 either way. */
export const INT64 = Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER });

/** A whole number that Core reads as `uint16_t`. */
export const UINT16 = Type.Integer({ minimum: 0, maximum: 2 ** 16 - 1 });

/** A whole number that Core reads as `uint32_t`. */
export const UINT32 = Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 });

/** In parameters: an amount in coins, to be read by parseAmount(). Its title is Core's word in the text of a wrong type. */
export const AMOUNT = Type.Unsafe<number | string>({ type: ['number', 'string'], title: 'Amount' });

/**
 * A block or transaction hash, 64 hex digits in display order.
 * @param label - the name that Core's error texts use where it isn't the parameter's
 */
export const hashHex = textsLike(HASH_PATTERN);

/** Bytes as hex, any number of them. @param label - as in hashHex */
export const hex = textsLike(HEX_PATTERN);

/** The same where there must be some. @source Bitcoin Core src/util/strencodings.cpp IsHex */
export const someHex = textsLike(SOME_HEX_PATTERN);

/** The same schema each time for the same label: what checks values is compiled once for each schema, and kept. */
function textsLike(pattern: string) {
  const make = (label: string | undefined) =>
    Type.String({ pattern, ...(label === undefined ? {} : { title: label }) });
  const made = new Map<string | undefined, ReturnType<typeof make>>();
  return (label?: string) => {
    const schema = made.get(label) ?? make(label);
    made.set(label, schema);
    return schema;
  };
}

/** In results: an amount made by `amount()` of json.ts, printed with exactly 8 decimals. */
export function amountResult(description: string) {
  return Type.Unsafe<JsonAmount>({ type: 'number', description });
}

/** In results: bytes as hex, as a string or, for large ones, made by `hexOf()` of json.ts. */
export function hexResult(description: string) {
  return Type.Unsafe<JsonHex | string>({ type: 'string', pattern: HEX_PATTERN, description });
}

/** In results: an array made by `eachOf()` of json.ts. */
export function arrayResult<S extends TSchema>(items: S) {
  return Type.Unsafe<JsonArray<RpcResult<Static<S>>>>(Type.Array(items));
}

/** In results: the schema, or null. */
export function nullable<S extends TSchema>(schema: S) {
  return Type.Union([schema, Type.Null()]);
}
