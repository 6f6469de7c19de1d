import { Type as TypeBox } from '@sinclair/typebox';
import { describe, expect, it } from 'vitest';
import { Type } from '../../../src/util/schema.ts';

/** One schema of each kind, with options and without, and what may be nested in what. */
function examples(builder: typeof Type) {
  const { Array: list, Integer, Literal, Optional, Record, String: text, Union } = builder;
  return {
    array: list(text(), { minItems: 1, description: 'texts' }),
    arrayOfArrays: list(list(Integer())),
    boolean: builder.Boolean({ title: 'yes' }),
    integer: Integer({ minimum: 0, maximum: 2 ** 16 - 1 }),
    literal: Literal('spend', { description: 'always' }),
    null: builder.Null(),
    number: builder.Number({ description: 'a rate' }),
    object: builder.Object(
      { must: text(), may: Optional(Integer({ minimum: 1 })), mustToo: builder.Boolean() },
      { description: 'of both', additionalProperties: false },
    ),
    objectOfOptional: builder.Object({ may: Optional(text({ description: 'not always' })) }),
    objectOfNothing: builder.Object({}),
    record: Record(text(), builder.Object({ n: Integer() }), { description: 'by name' }),
    string: text({ pattern: '^a' }),
    union: Union([Literal('a'), builder.Null()], { title: 'a or none' }),
    unknown: builder.Unknown({ description: 'anything' }),
    unsafe: builder.Unsafe<bigint>({ type: 'integer', description: 'wide' }),
  };
}

describe('Type', () => {
  it('makes the schemas that TypeBox makes, in the same order of keys', () => {
    expect(JSON.stringify(examples(Type), null, 1)).toBe(JSON.stringify(examples(TypeBox), null, 1));
  });

  it('keeps a property optional where its schema is used again', () => {
    const { properties } = Type.Object({ may: Type.Optional(Type.String()) });
    expect(Type.Object({ ...properties, must: Type.String() }).required).toEqual(['must']);
  });
});
