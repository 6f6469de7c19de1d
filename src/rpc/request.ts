import { RpcError } from './errors.ts';

/**
 * One request as Core reads it, in either dialect. `2.0` is JSON-RPC 2.0; `1.1` is everything else that Core's older
 * clients and miners send: no `jsonrpc` field, or `"jsonrpc":"1.0"`.
 * @source Bitcoin Core src/rpc/request.cpp JSONRPCRequest::parse, JSONRPCReplyObj
 */
export type Dialect = '1.1' | '2.0';

/** What of a request its answer repeats. */
export interface Envelope {
  readonly dialect: Dialect;
  /** Any JSON value; undefined where the request had none. */
  readonly id: unknown;
}

/** A request that can be run. */
export interface RpcRequest {
  readonly method: string;
  /** By position or by name. */
  readonly params: readonly unknown[] | Readonly<Record<string, unknown>>;
}

export interface ReadRequest {
  readonly envelope: Envelope;
  /** The request, or why it is none (RPC_INVALID_REQUEST). */
  readonly request: RpcRequest | RpcError;
}

/** How one request ended. */
export type Outcome = { readonly result: unknown } | { readonly error: Pick<RpcError, 'code' | 'message'> };

type Fields = Readonly<Record<string, unknown>>;

/** Reads one request; as much of its envelope as can be read counts even where the rest is refused. */
export function readRequest(value: unknown): ReadRequest {
  if (!isObject(value)) {
    return { envelope: { dialect: '1.1', id: null }, request: invalid('Invalid Request object') };
  }
  const dialect = readDialect(value['jsonrpc']);
  const envelope: Envelope = { dialect: dialect === '2.0' ? '2.0' : '1.1', id: value['id'] };
  return { envelope, request: dialect instanceof RpcError ? dialect : readCall(value) };
}

/** True where the client wants no answer: JSON-RPC 2.0 without an id. Core's older dialect has no notifications. */
export function isNotification({ dialect, id }: Envelope): boolean {
  return dialect === '2.0' && id === undefined;
}

/** The answer as an object to be written; 1.1 always has both `result` and `error`. */
export function toAnswer({ dialect, id }: Envelope, outcome: Outcome): object {
  const { result, error } = { result: undefined, error: undefined, ...outcome };
  const failure = error && { code: error.code, message: error.message };
  if (dialect === '2.0')
    return failure ? { jsonrpc: '2.0', error: failure, id } : { jsonrpc: '2.0', result, id };
  return { result: failure ? null : result, error: failure ?? null, id };
}

function readDialect(version: unknown): Dialect | RpcError {
  if (version === undefined || version === null || version === '1.0') return '1.1';
  if (version === '2.0') return '2.0';
  return invalid(
    typeof version === 'string' ? 'JSON-RPC version not supported' : 'jsonrpc field must be a string',
  );
}

function readCall({
  method,
  params,
}: Fields & { method?: unknown; params?: unknown }): RpcRequest | RpcError {
  if (method === undefined || method === null) return invalid('Missing method');
  if (typeof method !== 'string') return invalid('Method must be a string');
  if (params === undefined || params === null) return { method, params: [] };
  if (Array.isArray(params) || isObject(params)) return { method, params };
  return invalid('Params must be an array or object');
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(message: string): RpcError {
  return new RpcError('RPC_INVALID_REQUEST', message);
}
