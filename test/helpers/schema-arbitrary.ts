import fc from 'fast-check';
import { HASH_PATTERN, HEX_PATTERN } from '../../src/rpc/schemas.ts';
import type { TSchema } from '../../src/util/schema.ts';

/** What clients send that nobody thought of. */
export const HOSTILE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  1e308,
  -0,
  '',
  'x',
  '0',
  '00',
  'zz'.repeat(32),
  '0'.repeat(64),
  'f'.repeat(64),
  'é\ud800\u0000\n"\\',
  'a'.repeat(20_000),
  '__proto__',
  'constructor',
  [],
  [[]],
  [null],
  [0, 'x', {}],
  {},
  { a: 1 },
  JSON.parse('{"__proto__":{"a":1}}'),
  { length: 5 },
  [[[[[[[[]]]]]]]],
];

const hostile = fc.constantFrom(...HOSTILE);

/**
 * Values that fit the schema, or nearly: here and there a part is something else.
 * @param known - texts that mean something on the chain, for strings
 */
export function schemaArbitrary(schema: TSchema, known: readonly string[]): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 9, arbitrary: fitting(schema, known) }, { weight: 1, arbitrary: hostile });
}

function fitting(schema: TSchema, known: readonly string[]): fc.Arbitrary<unknown> {
  const branches = schema['anyOf'] as readonly TSchema[] | undefined;
  if (branches) return fc.oneof(...branches.map((branch) => fitting(branch, known)));
  if (schema['const'] !== undefined) return fc.constant(schema['const']);
  const types = [schema['type'] as string | readonly string[] | undefined].flat();
  return fc.oneof(...types.map((type) => ofType(type, schema, known)));
}

function ofType(type: string | undefined, schema: TSchema, known: readonly string[]): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return text(schema, known);
    case 'integer': {
      const min = Number(schema['minimum'] ?? -10);
      const max = Number(schema['maximum'] ?? 2 ** 32);
      return fc.oneof(fc.integer({ min: Math.max(min, -3), max: 3 }), fc.constantFrom(min, max));
    }
    case 'number':
      return fc.oneof(fc.constantFrom(0, 0.1, 1, -1, 1e-8, 1e-9, 21e6), fc.double({ noNaN: true }));
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(schemaArbitrary((schema['items'] ?? {}) as TSchema, known), { maxLength: 4 });
    case 'object':
      return object(schema, known);
    default:
      return hostile;
  }
}

function text(schema: TSchema, known: readonly string[]): fc.Arbitrary<string> {
  const hex = (bytes: number) =>
    fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((array) => Buffer.from(array).toString('hex'));
  const meant = fc.constantFrom(...known);
  if (schema['pattern'] === HASH_PATTERN) {
    const hashes = known.filter((one) => one.length === 64);
    return fc.oneof(fc.constantFrom(...hashes), hex(32));
  }
  if (schema['pattern'] === HEX_PATTERN) return fc.oneof(meant, fc.nat(80).chain(hex));
  return fc.oneof(meant, fc.string({ maxLength: 40 }), fc.nat(80).chain(hex));
}

function object(schema: TSchema, known: readonly string[]): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, TSchema>);
  const fields = Object.fromEntries(
    properties.map(([name, inner]) => [name, schemaArbitrary(inner, known)] as const),
  );
  const byKey = fc.dictionary(fc.constantFrom(...known, 'data'), hostile, { maxKeys: 2 });
  return fc.oneof(fc.record(fields, { requiredKeys: [] }), byKey);
}
