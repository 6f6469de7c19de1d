import { type Static, type TSchema, Type } from '../util/schema.ts';
import { checkParam } from './schema-check.ts';

/** For handlers that take parts of a parameter one by one, since Core has words of its own for some of them. */

/** The value, which fits the schema. @throws RpcError as checkParam @param name - of the part, for texts */
export function readAs<S extends TSchema>(schema: S, value: unknown, name: string): Static<S> {
  checkParam(schema, value, name);
  return value as Static<S>;
}

export type JsonObject = Readonly<Record<string, unknown>>;

const ANY_OBJECT = Type.Object({});
const ANY_ARRAY = Type.Array(Type.Unknown());

/** The value, which is an object. @throws RpcError -3 where it is not */
export function readObject(value: unknown, name: string): JsonObject {
  return readAs(ANY_OBJECT, value, name) as JsonObject;
}

/** The value, which is an array. @throws RpcError -3 where it is not */
export function readArray(value: unknown, name: string): readonly unknown[] {
  return readAs(ANY_ARRAY, value, name);
}
