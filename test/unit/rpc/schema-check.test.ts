import { describe, expect, it } from 'vitest';
import { RPC_ERRORS, RpcError, type RpcErrorName } from '../../../src/rpc/errors.ts';
import { checkParam, createChecker, expectedTypeName, jsonTypeName } from '../../../src/rpc/schema-check.ts';
import { AMOUNT, hashHex, hex, INT32, INT64, someHex, UINT32 } from '../../../src/rpc/schemas.ts';
import { type TSchema, Type } from '../../../src/util/schema.ts';

const HASH = 'ab'.repeat(32);
const hashOrHeight = Type.Union([hashHex(), INT32]);
const verbosity = Type.Union([INT32, Type.Boolean()]);
const mode = Type.Union([Type.Literal('template'), Type.Literal('proposal')]);
const request = Type.Object(
  { mode: Type.Optional(Type.String()), rules: Type.Array(Type.String()), data: Type.Optional(hex()) },
  { additionalProperties: false },
);

function refusal(schema: TSchema, value: unknown): RpcError | undefined {
  try {
    checkParam(schema, value, 'param');
    return undefined;
  } catch (error) {
    if (error instanceof RpcError) return error;
    throw error;
  }
}

describe('checkParam', () => {
  it.each<[string, TSchema, unknown]>([
    ['a string', Type.String(), ''],
    ['the lowest int', INT32, -(2 ** 31)],
    ['the highest int', INT32, 2 ** 31 - 1],
    ['a whole number written with a fraction', INT32, 5.0],
    ['the highest safe number', INT64, Number.MAX_SAFE_INTEGER],
    ['the highest unsigned int', UINT32, 2 ** 32 - 1],
    ['an amount as a number', AMOUNT, 0.1],
    ['or as a string', AMOUNT, '0.1'],
    ['a hash', hashHex(), HASH],
    ['a hash in upper case', hashHex(), HASH.toUpperCase()],
    ['no bytes', hex(), ''],
    ['32 MiB of hex', hex(), '0f'.repeat(16 * 2 ** 20)],
    ['either branch of a union', hashOrHeight, HASH],
    ['or the other', hashOrHeight, 5],
    ['a literal', mode, 'proposal'],
    ['an object', request, { rules: ['segwit'], data: '00' }],
    ['anything', Type.Unknown(), null],
  ])('takes %s', (_name, schema, value) => {
    expect(refusal(schema, value)).toBeUndefined();
  });

  it.each<[TSchema, unknown, RpcErrorName, string]>([
    [INT32, 2 ** 31, 'RPC_MISC_ERROR', 'JSON integer out of range'],
    [INT32, -(2 ** 31) - 1, 'RPC_MISC_ERROR', 'JSON integer out of range'],
    [INT32, 1.5, 'RPC_MISC_ERROR', 'JSON integer out of range'],
    [INT64, 2 ** 53, 'RPC_MISC_ERROR', 'JSON integer out of range'],
    [UINT32, -1, 'RPC_MISC_ERROR', 'JSON integer out of range'],
    [UINT32, 2 ** 32, 'RPC_MISC_ERROR', 'JSON integer out of range'],
    [AMOUNT, true, 'RPC_TYPE_ERROR', 'Amount is not a number or string'],
    [AMOUNT, [], 'RPC_TYPE_ERROR', 'Amount is not a number or string'],
    [Type.Integer({ minimum: 0 }), -1, 'RPC_INVALID_PARAMETER', 'param must be >= 0'],
    [hashHex(), 'foo', 'RPC_INVALID_PARAMETER', "param must be of length 64 (not 3, for 'foo')"],
    [
      hashHex('blockhash'),
      'foo',
      'RPC_INVALID_PARAMETER',
      "blockhash must be of length 64 (not 3, for 'foo')",
    ],
    [
      hashHex(),
      `Z${HASH.slice(1)}`,
      'RPC_INVALID_PARAMETER',
      `param must be hexadecimal string (not 'Z${HASH.slice(1)}')`,
    ],
    [hex(), '0', 'RPC_INVALID_PARAMETER', "param must be hexadecimal string (not '0')"],
    [hex(), 'zz', 'RPC_INVALID_PARAMETER', "param must be hexadecimal string (not 'zz')"],
    [verbosity, 'x', 'RPC_TYPE_ERROR', 'JSON value of type string is not of expected type number'],
    [hashOrHeight, true, 'RPC_TYPE_ERROR', 'JSON value of type bool is not of expected type string'],
    [hashOrHeight, 'foo', 'RPC_INVALID_PARAMETER', "param must be of length 64 (not 3, for 'foo')"],
    [hashOrHeight, null, 'RPC_TYPE_ERROR', 'JSON value of type null is not of expected type string'],
    [mode, 'x', 'RPC_INVALID_PARAMETER', 'param must be one of "template", "proposal"'],
    [request, {}, 'RPC_TYPE_ERROR', 'Missing rules'],
    [request, { rules: [], x: 1 }, 'RPC_TYPE_ERROR', 'Unexpected key x'],
    [
      request,
      { rules: [], mode: 5 },
      'RPC_TYPE_ERROR',
      'JSON value of type number for field mode is not of expected type string',
    ],
    [request, { rules: [true] }, 'RPC_TYPE_ERROR', 'JSON value of type bool is not of expected type string'],
    [request, { rules: [], data: 'q' }, 'RPC_INVALID_PARAMETER', "data must be hexadecimal string (not 'q')"],
  ])('refuses, by %j, %j: %s', (schema, value, kind, message) => {
    expect(refusal(schema, value)).toMatchObject({ code: RPC_ERRORS[kind], message });
  });
});

describe('jsonTypeName and expectedTypeName', () => {
  it.each<[unknown, string, TSchema]>([
    [null, 'null', Type.Null()],
    [true, 'bool', Type.Boolean()],
    [{}, 'object', Type.Object({})],
    [[], 'array', Type.Array(Type.Unknown())],
    ['', 'string', Type.String()],
    [1, 'number', Type.Integer()],
    [1.5, 'number', Type.Number()],
  ])('call the type of %j %s', (value, name, schema) => {
    expect(jsonTypeName(value)).toBe(name);
    expect(expectedTypeName(schema)).toBe(name);
  });

  it('expect no single type of a union', () => {
    expect(expectedTypeName(verbosity)).toBeUndefined();
  });
});

describe('createChecker', () => {
  const check = createChecker(
    Type.Object(
      {
        name: Type.String({ minLength: 1 }),
        ports: Type.Object(
          { rpc: Type.Integer({ minimum: 1, maximum: 65_535 }) },
          { additionalProperties: false },
        ),
        'odd/name': Type.Optional(Type.Array(Type.Object({ a: Type.Integer() }))),
        rule: Type.Optional(mode),
        kind: Type.Optional(Type.Literal('asert')),
      },
      { additionalProperties: false },
    ),
  );
  const good = { name: 'x', ports: { rpc: 1 } };

  it('gives an accepted value its type', () => {
    expect(check(good)).toEqual({ ok: true, value: good });
    expect(check({ ...good, ports: { rpc: 65_535 } }).ok).toBe(true);
  });

  it.each<[unknown, string]>([
    [5, 'the value must be object, not 5'],
    [{ name: 'x' }, 'ports is missing'],
    [{ ...good, ports: {} }, 'ports.rpc is missing'],
    [{ ...good, ports: { rpc: 'x' } }, 'ports.rpc must be integer, not "x"'],
    [{ ...good, ports: { rpc: 0 } }, 'ports.rpc must be >= 1, not 0'],
    [{ ...good, ports: { rpc: 65_536 } }, 'ports.rpc must be <= 65535, not 65536'],
    [{ ...good, ports: { rpc: 1, rcp: 1 } }, 'unknown field ports.rcp; did you mean rpc?'],
    [{ ...good, other: 1 }, 'unknown field other'],
    [{ ...good, name: '' }, 'name must NOT have fewer than 1 characters, not ""'],
    [{ ...good, 'odd/name': [{ a: 1 }, { a: 'b' }] }, 'odd/name[1].a must be integer, not "b"'],
    [{ ...good, rule: 'x' }, 'rule must be one of "template", "proposal", not "x"'],
    [{ ...good, kind: 'x' }, 'kind must be "asert", not "x"'],
    [{ ...good, name: 5, z: 'y'.repeat(99) }, 'unknown field z'],
    [{ ...good, name: ['y'.repeat(99)] }, `name must be string, not ["${'y'.repeat(55)}...`],
  ])('rejects schema-mismatch: %j', (value, debug) => {
    expect(check(value)).toEqual({ ok: false, code: 'schema-mismatch', debug });
  });
});

describe('schemas of hex', () => {
  it.each([hashHex, hex, someHex])('are one for each label, so that none is compiled twice', (make) => {
    expect(make()).toBe(make());
    expect(make('txid')).toBe(make('txid'));
    expect(make('txid')).not.toBe(make());
    expect(make('txid')).toMatchObject({ title: 'txid' });
  });
});
