import type { SchemaOptions, TProperties, TSchema, Type as TypeBox } from '@sinclair/typebox';

export type { Static, TSchema } from '@sinclair/typebox';

/**
 * JSON schemas whose TypeScript types are TypeBox's. TypeBox itself is 200 modules, which each start would load for what
 * a few lines say: of it there are the types alone.
 */

/** Marks a property that may be missing; not part of the JSON. */
const OPTIONAL = Symbol('optional');

type Builder = Pick<
  typeof TypeBox,
  | 'Array'
  | 'Boolean'
  | 'Integer'
  | 'Literal'
  | 'Null'
  | 'Number'
  | 'Object'
  | 'Optional'
  | 'Record'
  | 'String'
  | 'Union'
  | 'Unknown'
  | 'Unsafe'
>;

const ofType = (type: string) => (options?: SchemaOptions) => ({ ...options, type });

/** Makes schemas as TypeBox's `Type` does; the keys of `Record` are any strings. */
export const Type = {
  Array: (items: TSchema, options?: SchemaOptions) => ({ ...options, type: 'array', items }),
  Boolean: ofType('boolean'),
  Integer: ofType('integer'),
  Literal: (value: string, options?: SchemaOptions) => ({ ...options, const: value, type: typeof value }),
  Null: ofType('null'),
  Number: ofType('number'),
  Object(properties: TProperties, options?: SchemaOptions) {
    const required = Object.keys(properties).filter((name) => !(OPTIONAL in (properties[name] ?? {})));
    return { ...options, type: 'object', ...(required.length > 0 && { required }), properties };
  },
  Optional: (schema: TSchema) => ({ ...schema, [OPTIONAL]: true }),
  Record: (_keys: TSchema, values: TSchema, options?: SchemaOptions) => ({
    ...options,
    type: 'object',
    patternProperties: { '^(.*)$': values },
  }),
  String: ofType('string'),
  Union: (anyOf: readonly TSchema[], options?: SchemaOptions) => ({ ...options, anyOf }),
  Unknown: (options?: SchemaOptions) => ({ ...options }),
  Unsafe: (options?: SchemaOptions) => ({ ...options }),
  // What they make is told by TypeBox's types, which are of marks that no JSON has.
} as unknown as Builder;
