import type { TSchema } from '../util/schema.ts';
import type { MethodDirectory, RpcMethod, RpcParam } from './registry.ts';

/** One parameter under one of its names. */
export type CommandConversion = readonly [method: string, position: number, name: string, isString: boolean];

/**
 * Which parameters are strings as they are: a client that reads words makes JSON of all others.
 * @source Bitcoin Core src/rpc/util.cpp RPCMethod::GetArgMap
 */
export function commandConversions(directory: MethodDirectory): readonly CommandConversion[] {
  return directory.list().flatMap(conversionsOf);
}

function conversionsOf(method: RpcMethod): readonly CommandConversion[] {
  return Object.entries(method.params).flatMap(([name, param], position) =>
    namesOf(name, param).map(([each, schema]): CommandConversion => {
      return [method.lowerName, position, each, schema['type'] === 'string'];
    }),
  );
}

/** The names under which the parameter, or a field of it, can be passed. */
function namesOf(
  name: string,
  { schema, shown, aliases = [], hasNamedFields }: RpcParam,
): readonly (readonly [string, TSchema])[] {
  const own = shown ?? schema;
  const fields = hasNamedFields ? ((own['properties'] ?? {}) as Readonly<Record<string, TSchema>>) : {};
  return [...[name, ...aliases].map((each) => [each, own] as const), ...Object.entries(fields)];
}
