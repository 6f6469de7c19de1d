import { RpcError } from './errors.ts';
import { helpText } from './help.ts';
import { fieldsOf } from './json-scan.ts';
import type { RpcMethod, RpcParam } from './registry.ts';
import type { RpcRequest } from './request.ts';
import { checkParam, expectedTypeName, jsonTypeName, wrongTypeText } from './schema-check.ts';

/**
 * The parameters of a call, by position or by name, as the object that the method's handler takes: counted, checked
 * against their schemas, defaults filled in.
 * @throws RpcError as Core answers: RPC_MISC_ERROR with the help text on a wrong count, RPC_TYPE_ERROR naming every
 *   parameter of the wrong type, RPC_INVALID_PARAMETER
 * @source Bitcoin Core src/rpc/util.cpp RPCMethod::HandleRequest, IsValidNumArgs
 */
export function bindParams(
  method: RpcMethod,
  params: RpcRequest['params'],
): Readonly<Record<string, unknown>> {
  const names = Object.keys(method.params);
  const given = Array.isArray(params)
    ? params
    : toPositional(method, params as Readonly<Record<string, unknown>>);
  const fewest = Object.values(method.params).findLastIndex(isRequired) + 1;
  if (given.length < fewest || given.length > names.length) {
    throw new RpcError('RPC_MISC_ERROR', helpText(method));
  }
  const entries = Object.entries(method.params);
  checkTypes(entries, given);
  const bound: Record<string, unknown> = {};
  for (const [index, [name, param]] of entries.entries()) {
    const value: unknown = given[index] ?? null;
    const isKept = param.keepsNull === true && index < given.length;
    const isAbsent = value === null && !isRequired(param) && !isKept;
    if (!isAbsent) checkParam(param.schema, value, name);
    bound[name] = isAbsent ? param.default : value;
  }
  return bound;
}

const isRequired = (param: RpcParam) => param.presence === 'required';

/** All names of a parameter, the way Core lists them in its messages. */
function namesOf(name: string, param: RpcParam): string[] {
  return [name, ...(param.aliases ?? [])];
}

/** Every parameter of a plainly wrong type is named at once. @source Bitcoin Core src/rpc/util.cpp RPCArg::MatchesType */
function checkTypes(params: readonly (readonly [string, RpcParam])[], given: readonly unknown[]): void {
  const mismatches: Record<string, string> = {};
  for (const [index, [name, param]] of params.entries()) {
    const actual = jsonTypeName(given[index]);
    const expected = expectedTypeName(param.schema);
    if (expected === undefined || actual === expected || (actual === 'null' && !isRequired(param))) continue;
    mismatches[`Position ${index + 1} (${namesOf(name, param).join('|')})`] = wrongTypeText(actual, expected);
  }
  if (Object.keys(mismatches).length === 0) return;
  throw new RpcError('RPC_TYPE_ERROR', `Wrong type passed:\n${JSON.stringify(mismatches, null, 4)}`);
}

/**
 * Named parameters in the order of their positions, holes filled with null. A field `args` with an array holds
 * the first ones by position.
 * @source Bitcoin Core src/rpc/server.cpp transformNamedArguments
 */
function toPositional(method: RpcMethod, named: Readonly<Record<string, unknown>>): readonly unknown[] {
  const rest = mapOfNamed(named);
  const positional: unknown[] = [];
  let first: { readonly index: number; readonly name: string } | undefined;
  for (const [index, [name, param]] of Object.entries(method.params).entries()) {
    const value = takeNamed(name, param, rest);
    if (value === undefined) continue;
    first ??= { index, name: namesOf(name, param).join('|') };
    while (positional.length < index) positional.push(null);
    positional.push(value);
  }
  const args = rest.get('args');
  if (Array.isArray(args)) rest.delete('args');
  const leading: readonly unknown[] = Array.isArray(args) ? args : [];
  if (first && first.index < leading.length) {
    throw invalid(`Parameter ${first.name} specified twice both as positional and named argument`);
  }
  for (const unknown of rest.keys()) throw invalid(`Unknown named parameter ${unknown}`);
  return [...leading, ...positional.slice(leading.length)];
}

function mapOfNamed(named: Readonly<Record<string, unknown>>): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [name, value] of fieldsOf(named)) {
    if (values.has(name)) throw invalid(`Parameter ${name} specified multiple times`);
    values.set(name, value);
  }
  return values;
}

/** The value of a parameter, by any of its names or by those of its fields; undefined where none is given. */
function takeNamed(name: string, param: RpcParam, rest: Map<string, unknown>): unknown {
  const fields = param.hasNamedFields ? takeFields(param, rest) : {};
  const [field] = Object.keys(fields);
  const used = namesOf(name, param).find((candidate) => rest.has(candidate));
  if (used === undefined) return field === undefined ? undefined : fields;
  if (field !== undefined) throw invalid(`Parameter ${used} conflicts with parameter ${field}`);
  const value = rest.get(used);
  rest.delete(used);
  return value;
}

function takeFields({ schema }: RpcParam, rest: Map<string, unknown>): Readonly<Record<string, unknown>> {
  const taken = Object.keys(schema['properties'] ?? {}).filter((field) => rest.has(field));
  const fields = Object.fromEntries(taken.map((field) => [field, rest.get(field)]));
  for (const field of taken) rest.delete(field);
  return fields;
}

function invalid(message: string): RpcError {
  return new RpcError('RPC_INVALID_PARAMETER', message);
}
