import { invariant } from '../util/invariant.ts';
import type { Static, TSchema } from '../util/schema.ts';
import type { ActiveCall } from './active-calls.ts';
import type { RpcErrorName } from './errors.ts';
import type { JsonAmount, JsonArray, JsonHex } from './json.ts';

/**
 * The method table: what a method is called, takes, answers and refuses, in one definition. Dispatch, the checks of
 * parameters, `help` and the static types of a handler's parameters and result all come from it.
 *
 * A file of methods exports `defineMethod({...})` constants and names, as the type of its handlers' second parameter,
 * what they need; it imports types of the chain or the miner, never their construction. `node` puts one object together
 * that satisfies all of them and gives it to createRegistry.
 */

export type RpcCategory =
  | 'blockchain'
  | 'control'
  | 'mining'
  | 'network'
  | 'rawtransactions'
  | 'util'
  | 'wallet'
  | 'zmq';

type Presence = 'required' | 'optional' | 'default';

/** One parameter. A null that the client passes for one that isn't required counts as absent, as in Core. */
export interface RpcParam<S extends TSchema = TSchema, P extends Presence = Presence> {
  readonly schema: S;
  readonly presence: P;
  readonly description: string;
  /** What the handler gets where the client passes nothing. */
  readonly default?: unknown;
  /** For `help`: says in words what an absent parameter means. */
  readonly defaultHint?: string;
  /** Other names under which it can be passed. */
  readonly aliases?: readonly string[];
  /** Not shown in `help`; only the last ones can be hidden. */
  readonly hidden?: boolean;
  /** An object whose fields can also be passed by name as if they were parameters of their own. */
  readonly hasNamedFields?: boolean;
  /** A null that is passed, or that fills a hole before what is passed by name, is passed on as it is. */
  readonly keepsNull?: boolean;
  /** In the first line of `help` it is its name alone, however it looks. */
  readonly isTerse?: boolean;
  /** What `help` shows instead of the schema, where the handler checks the parts, in Core's words for them. */
  readonly shown?: TSchema;
}

type ParamOptions = Pick<
  RpcParam,
  'aliases' | 'defaultHint' | 'hidden' | 'hasNamedFields' | 'isTerse' | 'keepsNull' | 'shown'
>;

/** A parameter that every call must pass. */
export function required<S extends TSchema>(
  schema: S,
  description: string,
  options: Pick<RpcParam, 'aliases' | 'shown'> = {},
): RpcParam<S, 'required'> {
  return { schema, presence: 'required', description, ...options };
}

/** A parameter that is undefined for the handler where the client passes none. */
export function optional<S extends TSchema>(
  schema: S,
  description: string,
  options: ParamOptions = {},
): RpcParam<S, 'optional'> {
  return { schema, presence: 'optional', description, ...options };
}

/** A parameter with the value `fallback` where the client passes none. */
export function withDefault<S extends TSchema>(
  schema: S,
  fallback: Static<S>,
  description: string,
  options: ParamOptions = {},
): RpcParam<S, 'default'> {
  return { schema, presence: 'default', description, default: fallback, ...options };
}

/** Parameters by name, in the order of their positions. */
export type RpcParams = Readonly<Record<string, RpcParam>>;

/** What a handler gets: one field per parameter, checked against its schema. */
export type ParamValues<P extends RpcParams> = {
  readonly [K in keyof P]: P[K] extends RpcParam<infer S, infer Presence>
    ? Presence extends 'optional'
      ? Static<S> | undefined
      : Static<S>
    : never;
};

/** What a handler may return for a result schema: its static type, read-only, optional fields also as `undefined`. */
export type RpcResult<T> = T extends JsonAmount | JsonHex | JsonArray<unknown>
  ? T
  : T extends readonly (infer Item)[]
    ? readonly RpcResult<Item>[]
    : T extends object
      ? { readonly [K in keyof T]: RpcResult<T[K]> | (object extends Pick<T, K> ? undefined : never) }
      : T;

/** What a handler may know of the call beside its parameters. */
export interface RpcCall {
  /** Who is logged in, e.g. `__cookie__`. */
  readonly user: string;
  /** All methods, for `help`. */
  readonly methods: MethodDirectory;
  /** The calls that are being run, this one among them. */
  activeCalls(): readonly ActiveCall[];
  /** Runs `action` once the answer has left (or its client has gone). */
  afterAnswer(action: () => void): void;
}

/** An error that a method is known to answer with. */
export interface DocumentedError {
  readonly error: RpcErrorName;
  /** Completes "when …". */
  readonly when: string;
}

interface MethodDefinition<P extends RpcParams, R extends TSchema, C> {
  /** In our spelling, e.g. `getBlockchainInfo`; its lower case is Core's name. Calls match without regard to case. */
  readonly name: string;
  /** Other names of the same method. */
  readonly aliases?: readonly string[];
  readonly category: RpcCategory;
  /** Callable, but not in the overview of `help`. */
  readonly hidden?: boolean;
  /** No longer there: `help` tells what took its place, and nothing else. */
  readonly isGone?: boolean;
  /** First line: what it does in one sentence. */
  readonly description: string;
  readonly params: P;
  /** Schema of the result; a union of several is shown one by one, each under its `title`. */
  readonly result: R;
  readonly errors: readonly DocumentedError[];
  /** Positional parameters of a call that shows its use; the tests run it on a chain with history. */
  readonly example: readonly unknown[];
  readonly handler: (
    params: ParamValues<P>,
    context: C,
    call: RpcCall,
  ) => RpcResult<Static<R>> | Promise<RpcResult<Static<R>>>;
}

/** A method as the table holds it. `C` is what its handler needs. */
export interface RpcMethod<in C = never>
  extends Omit<MethodDefinition<RpcParams, TSchema, never>, 'handler'> {
  /** Core's name: lower case. */
  readonly lowerName: string;
  readonly handler: (params: Readonly<Record<string, unknown>>, context: C, call: RpcCall) => unknown;
}

/** Defines one method; the handler's types come from the schemas. Methods need nothing else to exist. */
export function defineMethod<const P extends RpcParams, R extends TSchema, C>(
  definition: MethodDefinition<P, R, C>,
): RpcMethod<C> {
  const { handler, ...rest } = definition;
  // The one place where the types of a handler are given up: dispatch checks the values against the same schemas.
  return { ...rest, lowerName: definition.name.toLowerCase(), handler: handler as RpcMethod<C>['handler'] };
}

/** The table without the power to run it. */
export interface MethodDirectory {
  /** By name or alias, without regard to case. */
  find(name: string): RpcMethod | undefined;
  /** Every method once, ordered by category and name. */
  list(): readonly RpcMethod[];
}

export interface RpcRegistry extends MethodDirectory {
  /** Runs a method's handler with parameters that were already checked. */
  run(method: RpcMethod, params: Readonly<Record<string, unknown>>, call: RpcCall): unknown;
}

/**
 * The table of all methods with what their handlers need.
 * @param context - asked for at each call, so that the table can exist while the node is still being built
 * @throws InvariantError where two methods share a name, or an example passes too few or too many parameters
 */
export function createRegistry<C>(methods: readonly RpcMethod<C>[], context: () => C): RpcRegistry {
  const byName = new Map<string, RpcMethod<C>>();
  for (const method of methods) {
    checkExample(method);
    for (const name of [method.lowerName, ...(method.aliases ?? [])]) {
      invariant(!byName.has(name.toLowerCase()), `two RPC methods are called ${name}`);
      byName.set(name.toLowerCase(), method);
    }
  }
  const sortKey = (method: RpcMethod) => `${method.category} ${method.lowerName}`;
  const sorted = [...methods].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  return {
    find: (name) => byName.get(name.toLowerCase()),
    list: () => sorted,
    run: (method, params, call) => (method as RpcMethod<C>).handler(params, context(), call),
  };
}

/** An example is part of `help`: it must at least be a call that the method takes. */
function checkExample({ name, params, example }: RpcMethod): void {
  const fewest = Object.values(params).findLastIndex(({ presence }) => presence === 'required') + 1;
  const isCall = example.length >= fewest && example.length <= Object.keys(params).length;
  invariant(isCall, `the example of ${name} has ${example.length} parameters`);
}
