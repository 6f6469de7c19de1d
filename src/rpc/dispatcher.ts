import { JSONRPCServer } from 'json-rpc-2.0';
import type { Clock } from '../util/clock.ts';
import { DiskFullError } from '../util/disk-full-error.ts';
import type { Log } from '../util/log.ts';
import { OperatorError } from '../util/operator-error.ts';
import { type ActiveCalls, createActiveCalls } from './active-calls.ts';
import { bindParams } from './bind-params.ts';
import { RPC_ERRORS, RpcError } from './errors.ts';
import { encodeJsonLine, parseJson, preencode } from './json.ts';
import type { RpcCall, RpcRegistry } from './registry.ts';
import {
  type Envelope,
  isNotification,
  type Outcome,
  type RpcRequest,
  readRequest,
  toAnswer,
} from './request.ts';
import type { Warmup } from './warmup.ts';
import type { Whitelist } from './whitelist.ts';

/**
 * From the bytes of a request to the bytes of its answer. json-rpc-2.0's server runs the methods; in front of it stands
 * what Core's clients expect beyond that standard: the 1.1 dialect, mixed batches in order, any JSON as id.
 * @source Bitcoin Core src/httprpc.cpp ExecuteHTTPRPC; JSON-RPC 2.0 specification
 */
export interface RpcDispatcher {
  /** Answers one request or batch. Never rejects: whatever goes wrong is in the reply. */
  handle(body: Uint8Array, caller: RpcCaller): Promise<RpcReply>;
}

/** Who asks. */
export type RpcCaller = Pick<RpcCall, 'user' | 'afterAnswer'>;

export interface RpcReply {
  /** JSON in UTF-8 with a line feed at its end; undefined where the client wants no answer. */
  readonly body: Uint8Array | undefined;
  /**
   * The code of an error that the transport must show too: of a single request in the 1.1 dialect, or of one that
   * could not be read. JSON-RPC 2.0 and batches keep their errors to the body.
   */
  readonly failure?: number;
  /** The caller may not call what was asked for; nothing ran. */
  readonly forbidden?: true;
}

export interface DispatcherOptions {
  readonly registry: RpcRegistry;
  readonly warmup: Warmup;
  readonly whitelist: Whitelist;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly log: Log;
  /**
   * Hears of every fault of our own (what a handler threw beside RpcError), after it was logged. The node stops on an
   * InvariantError or a StoreError rather than go on wrong; it goes on after a DiskFullError, which is not logged here.
   */
  readonly onFault: (fault: unknown) => void;
}

/** A dispatcher over all methods of the registry. */
export function createDispatcher(options: DispatcherOptions): RpcDispatcher {
  const run = createRunner(options);
  return {
    async handle(body, caller) {
      const parsed = parseJson(body);
      if (!parsed.ok) return unreadable('Parse error');
      if (isForbidden(parsed.value, caller.user, options)) return { body: undefined, forbidden: true };
      if (Array.isArray(parsed.value)) return batchReply(parsed.value, (request) => run(request, caller));
      if (typeof parsed.value !== 'object' || parsed.value === null) {
        return unreadable('Top-level object parse error');
      }
      return singleReply(await run(parsed.value, caller));
    },
  };
}

/** Looked at before anything runs: one forbidden request of a batch forbids it whole. */
function isForbidden(value: unknown, user: string, { whitelist, log }: DispatcherOptions): boolean {
  if (whitelist.isOpen) return false;
  const who = printable(user);
  if (!whitelist.mayCallAny(user)) {
    log.warn(`RPC User ${who} not allowed to call any methods`);
    return true;
  }
  const requests: readonly unknown[] = Array.isArray(value) ? value : [value];
  const methods = requests.map(methodOf).filter((method) => method !== undefined);
  const forbidden = methods.find((method) => !whitelist.mayCall(user, method));
  if (forbidden === undefined) return false;
  log.warn(`RPC User ${who} not allowed to call method ${printable(forbidden)}`);
  return true;
}

/** Undefined where the request will be refused anyway, since it names no method. */
function methodOf(value: unknown): string | undefined {
  const { request } = readRequest(value);
  return request instanceof RpcError ? undefined : request.method;
}

interface Answer {
  readonly envelope: Envelope;
  readonly outcome: Outcome;
  /** False where the request itself was refused, so that nothing ran. */
  readonly ran: boolean;
}

type Runner = (value: unknown, caller: RpcCaller) => Promise<Answer>;

/** Reads a request and runs it on json-rpc-2.0's server. */
function createRunner(options: DispatcherOptions): Runner {
  const { registry, warmup, clock, log } = options;
  const active = createActiveCalls(clock.monotonicMs);
  const server = createServer(options, active);
  server.applyMiddleware((next, request, call) => {
    const phase = warmup.phase();
    if (phase !== undefined) throw new RpcError('RPC_IN_WARMUP', phase);
    return next(request, call);
  });
  return async (value, caller) => {
    const { envelope, request } = readRequest(value);
    if (request instanceof RpcError) return { envelope, outcome: { error: request }, ran: false };
    log.debug(
      'rpc',
      () => `ThreadRPCServer method=${printable(request.method)} user=${printable(caller.user)}`,
    );
    const call = { ...caller, methods: registry, activeCalls: active.list };
    return { envelope, outcome: await runOn(server, request, call), ran: true };
  };
}

/** Every method under every name; what it returns is encoded here, so that one bad result fails one call alone. */
function createServer(
  { registry, log, onFault }: DispatcherOptions,
  active: ActiveCalls,
): JSONRPCServer<RpcCall> {
  const server = new JSONRPCServer<RpcCall>({
    errorListener: (message, error) => {
      if (error instanceof RpcError) return;
      // Told once, where the state begins, not for each call that it refuses.
      if (error instanceof DiskFullError) {
        onFault(error);
        return;
      }
      if (error instanceof OperatorError) {
        log.error(error.message);
        return;
      }
      log.error(`${message} ${error instanceof Error ? error.stack : String(error)}`);
      onFault(error);
    },
  });
  for (const method of registry.list()) {
    const run = (params: RpcRequest['params'], call: RpcCall) =>
      active.track(method.lowerName, async () =>
        preencode(await registry.run(method, bindParams(method, params), call)),
      );
    for (const name of [method.lowerName, ...(method.aliases ?? [])])
      server.addMethod(name.toLowerCase(), run);
  }
  server.mapErrorToJSONRPCErrorResponse = (id, error) => ({
    jsonrpc: '2.0',
    id,
    error: errorForClient(error),
  });
  return server;
}

/**
 * What the operator has to mend is said, a full disk under the code that Core's invalidateblock and its kin have for
 * what could not be written; a fault of our own reaches the client without its text: the log has it.
 * @source Bitcoin Core src/rpc/blockchain.cpp InvalidateBlock
 */
function errorForClient(error: unknown): { readonly code: number; readonly message: string } {
  if (error instanceof RpcError) return { code: error.code, message: error.message };
  if (error instanceof DiskFullError) return { code: RPC_ERRORS.RPC_DATABASE_ERROR, message: error.message };
  if (error instanceof OperatorError) return { code: RPC_ERRORS.RPC_MISC_ERROR, message: error.message };
  return { code: RPC_ERRORS.RPC_INTERNAL_ERROR, message: 'Internal error: see debug.log of the node' };
}

/** The library sees every call as 2.0 with an id of its own: dialect, id and notifications are settled around it. */
async function runOn(server: JSONRPCServer<RpcCall>, request: RpcRequest, call: RpcCall): Promise<Outcome> {
  const { method, params } = request;
  const response = await server.receive(
    { jsonrpc: '2.0', id: 0, method: method.toLowerCase(), params },
    call,
  );
  return response?.error ? { error: response.error } : { result: response?.result };
}

function singleReply({ envelope, outcome, ran }: Answer): RpcReply {
  if (ran && isNotification(envelope)) return { body: undefined };
  const body = encodeJsonLine(toAnswer(envelope, outcome));
  const showsFailure = 'error' in outcome && (envelope.dialect === '1.1' || !ran);
  return showsFailure ? { body, failure: outcome.error.code } : { body };
}

/** Runs the requests one after the other, so that a later one sees what an earlier one did. */
async function batchReply(
  requests: readonly unknown[],
  run: (value: unknown) => Promise<Answer>,
): Promise<RpcReply> {
  const answers: object[] = [];
  for (const request of requests) {
    const { envelope, outcome } = await run(request);
    if (!isNotification(envelope)) answers.push(toAnswer(envelope, outcome));
  }
  // An empty batch is answered by an empty array, not by nothing: older clients rely on it, says Core.
  return { body: answers.length === 0 && requests.length > 0 ? undefined : encodeJsonLine(answers) };
}

function unreadable(message: string): RpcReply {
  const error = new RpcError('RPC_PARSE_ERROR', message);
  return { body: encodeJsonLine(toAnswer({ dialect: '1.1', id: null }, { error })), failure: error.code };
}

/** Text from a client as it may stand in the log: short, without control characters. */
function printable(text: string): string {
  return text.slice(0, 100).replaceAll(/[^\x20-\x7e]/g, '?');
}
