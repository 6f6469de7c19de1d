import { type Static, type TSchema, Type } from '../util/schema.ts';
import { RPC_ERRORS } from './errors.ts';
import type { RpcMethod, RpcParam } from './registry.ts';

/**
 * The method table as an OpenRPC document, for programs that make clients, tests or pages of it.
 * @source OpenRPC 1.4; Bitcoin Core src/rpc/server.cpp buildOpenRPCDoc, whose extensions (x-bitcoin-…) it has
 */

const OPENRPC_VERSION = '1.4.1';

const ParamSchema = Type.Object({
  name: Type.String({ description: 'Parameter name.' }),
  required: Type.Boolean({ description: 'Whether the parameter is required.' }),
  schema: Type.Unknown({ description: 'JSON Schema for the parameter.' }),
  description: Type.Optional(Type.String({ description: 'Parameter description.' })),
  'x-bitcoin-aliases': Type.Optional(
    Type.Array(Type.String(), { description: 'Alternative parameter names.' }),
  ),
  'x-bitcoin-also-positional': Type.Optional(
    Type.Boolean({ description: 'Whether its fields can also be passed by name on their own.' }),
  ),
});

const MethodSchema = Type.Object({
  name: Type.String({ description: 'Method name.' }),
  description: Type.String({ description: 'Method description.' }),
  params: Type.Array(ParamSchema, { description: 'Method parameters.' }),
  result: Type.Object({
    name: Type.String({ description: 'Result name.' }),
    schema: Type.Unknown({ description: 'JSON Schema for the result.' }),
  }),
  errors: Type.Array(Type.Object({ code: Type.Integer(), message: Type.String() })),
  examples: Type.Array(
    Type.Object({
      name: Type.String(),
      params: Type.Array(Type.Object({ name: Type.String(), value: Type.Unknown() })),
    }),
  ),
  'x-bitcoin-category': Type.String({ description: 'RPC category.' }),
  'x-nonced-name': Type.String({ description: 'The method in the spelling of this project.' }),
  'x-nonced-aliases': Type.Optional(Type.Array(Type.String(), { description: 'Other names of the method.' })),
});

export const OpenRpcDocument = Type.Object({
  openrpc: Type.String({ description: 'OpenRPC specification version.' }),
  info: Type.Object({
    title: Type.String({ description: 'API title.' }),
    version: Type.String({ description: 'Version of nonced.' }),
    description: Type.String({ description: 'API description.' }),
  }),
  methods: Type.Array(MethodSchema, { description: 'Documented RPC methods.' }),
});

export interface OpenRpcRequest {
  readonly methods: readonly RpcMethod[];
  /** Of nonced. */
  readonly version: string;
  /** Whether hidden methods and parameters are told too. */
  readonly withHidden: boolean;
}

/** The document, methods by their names. */
export function openRpcDocument({
  methods,
  version,
  withHidden,
}: OpenRpcRequest): Static<typeof OpenRpcDocument> {
  const shown = methods.filter((method) => withHidden || !method.hidden);
  return {
    openrpc: OPENRPC_VERSION,
    info: {
      title: 'nonced JSON-RPC',
      version: `v${version}`,
      description:
        'Made from the method table of nonced: what it says here is what calls are checked against.',
    },
    methods: [...shown]
      .sort((a, b) => (a.lowerName < b.lowerName ? -1 : 1))
      .map((method) => methodView(method, withHidden)),
  };
}

function methodView(method: RpcMethod, withHidden: boolean) {
  const params = Object.entries(method.params).filter(([, param]) => withHidden || !param.hidden);
  const names = Object.keys(method.params);
  return {
    name: method.lowerName,
    description: method.description.trim(),
    params: params.map(([name, param]) => paramView(name, param)),
    result: { name: 'result', schema: method.result },
    errors: method.errors.map(({ error, when }) => ({
      code: RPC_ERRORS[error],
      message: `${error}: when ${when}`,
    })),
    examples: [
      {
        name: 'example',
        params: method.example.map((value, index) => ({
          name: names[index] ?? '',
          value: withoutFractions(value),
        })),
      },
    ],
    'x-bitcoin-category': method.hidden ? 'hidden' : method.category,
    'x-nonced-name': method.name,
    ...(method.aliases && { 'x-nonced-aliases': [...method.aliases] }),
  };
}

function paramView(name: string, param: RpcParam) {
  return {
    name,
    required: param.presence === 'required',
    schema: {
      ...shownSchema(param),
      ...(param.default !== undefined && { default: withoutFractions(param.default) }),
    },
    description: param.description,
    ...(param.aliases && { 'x-bitcoin-aliases': [...param.aliases] }),
    ...(param.hasNamedFields && { 'x-bitcoin-also-positional': true }),
  };
}

/** A fraction is an amount, which may be a text too: readers of decimals need not cope with it in a description. */
function withoutFractions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutFractions);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withoutFractions(field)]));
  }
  return typeof value === 'number' && !Number.isInteger(value) ? String(value) : value;
}

function shownSchema({ schema, shown }: RpcParam): TSchema {
  return shown ?? schema;
}
