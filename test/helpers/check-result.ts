import { bindParams } from '../../src/rpc/bind-params.ts';
import { encodeJson } from '../../src/rpc/json.ts';
import type { RpcCall, RpcMethod, RpcRegistry } from '../../src/rpc/registry.ts';
import { type Checker, createChecker } from '../../src/rpc/schema-check.ts';
import type { TSchema } from '../../src/util/schema.ts';

const LOCAL_CALL: Omit<RpcCall, 'methods'> = { user: 'test', activeCalls: () => [], afterAnswer: () => {} };

/**
 * Runs a method and compares what it answers, as a client reads it, with the schema that documents it. Fields that the
 * schema doesn't name count as mismatches too.
 * @param params - by position; the method's own example where left out
 * @throws Error that names the method and the place
 */
export async function checkResultAgainstSchema(
  registry: RpcRegistry,
  method: RpcMethod,
  params: readonly unknown[] = method.example,
): Promise<void> {
  const call = { ...LOCAL_CALL, methods: registry };
  expectDocumentedResult(method, await registry.run(method, bindParams(method, params), call));
}

/** Each schema is compiled once. */
const checkers = new WeakMap<RpcMethod, Checker<TSchema>>();

/** The same for a result that is there already. */
export function expectDocumentedResult(method: RpcMethod, result: unknown): void {
  const asRead: unknown = JSON.parse(encodeJson(result).toString('utf8'));
  const check = checkers.get(method) ?? createChecker(withoutUnknownFields(method.result));
  checkers.set(method, check);
  const verdict = check(asRead);
  if (!verdict.ok) throw new Error(`${method.name} answers otherwise than documented: ${verdict.debug}`);
}

/** The schema with every object of named fields closed to others. */
function withoutUnknownFields(schema: TSchema): TSchema {
  const closed = mapSchemas(schema, withoutUnknownFields);
  const isRecord = closed['patternProperties'] !== undefined || closed['additionalProperties'] !== undefined;
  return closed['type'] === 'object' && !isRecord ? { ...closed, additionalProperties: false } : closed;
}

function mapSchemas(schema: TSchema, map: (inner: TSchema) => TSchema): TSchema {
  const mapped = { ...schema };
  for (const keyword of ['anyOf', 'allOf'] as const) {
    if (schema[keyword]) mapped[keyword] = (schema[keyword] as readonly TSchema[]).map(map);
  }
  if (schema['items']) mapped['items'] = map(schema['items'] as TSchema);
  for (const keyword of ['properties', 'patternProperties'] as const) {
    if (!schema[keyword]) continue;
    const fields = Object.entries(schema[keyword] as Record<string, TSchema>);
    mapped[keyword] = Object.fromEntries(fields.map(([name, inner]) => [name, map(inner)]));
  }
  return mapped;
}
