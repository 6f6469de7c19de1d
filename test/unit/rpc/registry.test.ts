import { describe, expect, expectTypeOf, it } from 'vitest';
import { amount, type JsonAmount } from '../../../src/rpc/json.ts';
import {
  createRegistry,
  defineMethod,
  optional,
  type RpcCategory,
  required,
  withDefault,
} from '../../../src/rpc/registry.ts';
import { amountResult } from '../../../src/rpc/schemas.ts';
import { InvariantError } from '../../../src/util/invariant.ts';
import { Type } from '../../../src/util/schema.ts';
import { TEST_CALL } from '../../helpers/process-context.ts';

interface HeightContext {
  readonly height: number;
}

function method(name: string, options: { category?: RpcCategory; aliases?: readonly string[] } = {}) {
  return defineMethod({
    name,
    category: 'util',
    description: 'x',
    params: {},
    result: Type.Integer(),
    errors: [],
    example: [],
    handler: (_params, { height }: HeightContext) => height,
    ...options,
  });
}

describe('defineMethod', () => {
  it('gives a handler the types of its schemas', () => {
    defineMethod({
      name: 'typed',
      category: 'util',
      description: 'x',
      params: {
        address: required(Type.String(), 'x'),
        verbose: optional(Type.Boolean(), 'x'),
        tries: withDefault(Type.Integer(), 5, 'x'),
      },
      result: Type.Object({ fee: amountResult('x'), note: Type.Optional(Type.String()) }),
      errors: [],
      example: ['a'],
      handler: (params, context: HeightContext) => {
        expectTypeOf(params).toEqualTypeOf<{
          readonly address: string;
          readonly verbose: boolean | undefined;
          readonly tries: number;
        }>();
        expectTypeOf(context).toEqualTypeOf<HeightContext>();
        return { fee: amount(1), note: undefined };
      },
    });
  });

  it('checks the type of what a handler returns', () => {
    const definition = {
      name: 'typed',
      category: 'util',
      description: 'x',
      params: {},
      result: Type.Object({ fee: amountResult('x') }),
      errors: [],
      example: [],
    } as const;
    // @ts-expect-error a number would be printed as a double
    defineMethod({ ...definition, handler: () => ({ fee: 1 }) });
    expectTypeOf(amount).returns.toEqualTypeOf<JsonAmount>();
  });
});

describe('createRegistry', () => {
  const registry = createRegistry(
    [
      method('getBlockCount', { category: 'blockchain' }),
      method('help', { category: 'control', aliases: ['explainPlease'] }),
      method('getBestBlockHash', { category: 'blockchain' }),
    ],
    () => ({ height: 7 }),
  );

  it.each([
    ['getblockcount', 'getBlockCount'],
    ['GETBLOCKCOUNT', 'getBlockCount'],
    ['getBlockCount', 'getBlockCount'],
    ['explainplease', 'help'],
    ['explainPlease', 'help'],
  ])('finds %s', (name, found) => {
    expect(registry.find(name)?.name).toBe(found);
  });

  it.each(['', 'getblock', '__proto__', 'constructor'])('finds nothing under %j', (name) => {
    expect(registry.find(name)).toBeUndefined();
  });

  it('lists by category, then by name', () => {
    expect(registry.list().map(({ lowerName }) => lowerName)).toEqual([
      'getbestblockhash',
      'getblockcount',
      'help',
    ]);
  });

  it('runs a handler with the context', () => {
    const count = registry.find('getblockcount');
    const call = { ...TEST_CALL, methods: registry };
    expect(count && registry.run(count, {}, call)).toBe(7);
  });

  it.each([
    ['name', [method('a'), method('A')]],
    ['alias', [method('a'), method('b', { aliases: ['A'] })]],
  ])('refuses two methods with one %s', (_what, methods) => {
    expect(() => createRegistry(methods, () => ({ height: 0 }))).toThrow(InvariantError);
  });

  it.each([[[]], [['a', 1, 2]]])(
    'refuses the example %j of a method that takes one or two parameters',
    (example) => {
      const params = { address: required(Type.String(), 'x'), tries: optional(Type.Integer(), 'x') };
      expect(() => createRegistry([{ ...method('a'), params, example }], () => ({ height: 0 }))).toThrow(
        new InvariantError(`the example of a has ${example.length} parameters`),
      );
    },
  );
});
