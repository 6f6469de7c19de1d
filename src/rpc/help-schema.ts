import type { TSchema } from '../util/schema.ts';
import { HASH_PATTERN, HEX_PATTERN, SOME_HEX_PATTERN } from './schemas.ts';

/**
 * A schema as the lines of text in which Core's help shows a JSON value: its shape on the left, type and meaning on
 * the right.
 * @source Bitcoin Core src/rpc/util.cpp RPCResult::ToSections
 */

/** One line of help; the right halves of a section are aligned. */
export interface TextLine {
  readonly left: string;
  readonly right: string;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  integer: 'numeric',
  number: 'numeric',
  array: 'json array',
  object: 'json object',
  null: 'json null',
};

/** What Core calls the type of the schema's values, e.g. `numeric or string`. */
export function typeWords(schema: TSchema): string {
  const branches = branchesOf(schema);
  if (branches) return [...new Set(branches.map(typeWords))].join(' or ');
  const type = schema['type'] as string | readonly string[] | undefined;
  if (type === undefined) return 'any';
  return [type]
    .flat()
    .map((one) => TYPE_WORDS[one] ?? one)
    .join(' or ');
}

/** @param indent - columns before the first line */
export function schemaLines(schema: TSchema, indent: number): TextLine[] {
  return linesOf(schema, { indent, name: '', end: '', optional: false });
}

interface Place {
  readonly indent: number;
  /** The field's name and colon, or ''. */
  readonly name: string;
  /** A comma or ''. */
  readonly end: string;
  readonly optional: boolean;
}

function linesOf(schema: TSchema, place: Place): TextLine[] {
  const pad = ' '.repeat(place.indent);
  const words = `(${typeWords(schema)}${place.optional ? ', optional' : ''})`;
  const right = schema.description === undefined ? words : `${words} ${schema.description}`;
  // Of a union the branch with a shape is the one worth drawing.
  const drawn = branchesOf(schema)?.find(isNested) ?? schema;
  if (!isNested(drawn)) return [{ left: `${pad}${place.name}${token(drawn)}${place.end}`, right }];
  const [open, close] = drawn['type'] === 'array' ? ['[', ']'] : ['{', '}'];
  const inner =
    drawn['type'] === 'array' ? itemLines(drawn, place.indent + 2) : fieldLines(drawn, place.indent + 2);
  if (inner.length === 0) return [{ left: `${pad}${place.name}${open}${close}${place.end}`, right }];
  const last = { left: `${pad}${close}${place.end}`, right: '' };
  return [{ left: `${pad}${place.name}${open}`, right }, ...inner, last];
}

function itemLines(schema: TSchema, indent: number): TextLine[] {
  const item = linesOf(schema['items'] as TSchema, { indent, name: '', end: ',', optional: false });
  return [...item, { left: `${' '.repeat(indent)}...`, right: '' }];
}

function fieldLines(schema: TSchema, indent: number): TextLine[] {
  const fields = Object.entries((schema['properties'] as Record<string, TSchema> | undefined) ?? {});
  const required = (schema['required'] as readonly string[] | undefined) ?? [];
  const lines = fields.flatMap(([field, fieldSchema], index) =>
    linesOf(fieldSchema, {
      indent,
      name: `"${field}" : `,
      end: index < fields.length - 1 ? ',' : '',
      optional: !required.includes(field),
    }),
  );
  const byKey = Object.values((schema['patternProperties'] as Record<string, TSchema> | undefined) ?? {});
  for (const value of byKey) {
    lines.push(...linesOf(value, { indent, name: '"key" : ', end: ',', optional: false }));
    lines.push({ left: `${' '.repeat(indent)}...`, right: '' });
  }
  return lines;
}

function isNested(schema: TSchema): boolean {
  return schema['type'] === 'array' || schema['type'] === 'object';
}

function branchesOf(schema: TSchema): readonly TSchema[] | undefined {
  return schema['anyOf'] as readonly TSchema[] | undefined;
}

/** A value's stand-in, e.g. `"hex"` or `n`. */
function token(schema: TSchema): string {
  const branches = branchesOf(schema);
  if (branches) return [...new Set(branches.map(token))].join('|');
  if (schema['const'] !== undefined) return JSON.stringify(schema['const']);
  switch (schema['type']) {
    case 'string':
      return [HASH_PATTERN, HEX_PATTERN, SOME_HEX_PATTERN].includes(String(schema['pattern']))
        ? '"hex"'
        : '"str"';
    case 'integer':
    case 'number':
      return 'n';
    case 'boolean':
      return 'true|false';
    case 'null':
      return 'null';
    default:
      return 'xxx';
  }
}
