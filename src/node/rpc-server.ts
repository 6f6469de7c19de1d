import { allowClients } from '../http/allowed-clients.ts';
import { createHttpApp, listen } from '../http/app.ts';
import { type Credential, createLogin, parseRpcAuth, passwordCredential } from '../http/auth.ts';
import { addEventsSocket, type EventSource } from '../http/events-socket.ts';
import { addMonitorRoutes, type MonitorRouteOptions } from '../http/monitor-routes.ts';
import { addRestRoutes } from '../http/rest-routes.ts';
import { addTutorialRoutes, isLoopback } from '../http/tutorial-routes.ts';
import { metricsText } from '../notify/metrics.ts';
import { createPushHub } from '../notify/push-hub.ts';
import { parseSubnet } from '../p2p/subnet.ts';
import { createDispatcher } from '../rpc/dispatcher.ts';
import { type NodeContext, RPC_METHODS } from '../rpc/methods/all.ts';
import { nodeMetrics } from '../rpc/node-metrics.ts';
import { createRegistry } from '../rpc/registry.ts';
import { createRest } from '../rpc/rest/rest.ts';
import type { TutorialContext } from '../rpc/tutorial/context.ts';
import { createTutorial } from '../rpc/tutorial/tutorial.ts';
import type { Warmup } from '../rpc/warmup.ts';
import { createWhitelist, type Whitelist } from '../rpc/whitelist.ts';
import type { Clock } from '../util/clock.ts';
import type { Endpoint } from '../util/endpoint.ts';
import type { Log } from '../util/log.ts';
import type { Cleanup } from './cleanup.ts';
import { writeCookie } from './cookie.ts';
import type { DiskSpace } from './disk-space.ts';
import type { NodeOptions } from './options/node-options.ts';
import { endpointUrl, parseEndpoint } from './rpc-endpoints.ts';
import { StartError } from './start-error.ts';

/** What everything that is served needs of the node. */
export type ServedContext = NodeContext & TutorialContext;

interface RpcServerRequest {
  readonly options: NodeOptions;
  readonly warmup: Warmup;
  /** Asked for only once the warm-up is over. */
  readonly context: () => ServedContext;
  readonly clock: Clock;
  readonly log: Log;
  readonly onFault: (fault: unknown) => void;
  readonly disk: Pick<DiskSpace, 'notice'>;
  /** Aborted once the node is about to end. */
  readonly stopSignal: AbortSignal;
  readonly cleanup: Cleanup;
}

export interface RpcServer {
  /** Where it answers, e.g. `http://127.0.0.1:18543`. */
  readonly urls: readonly string[];
  /** Answers what is in flight and takes no more. */
  close(): Promise<void>;
}

/**
 * Answers JSON-RPC from now on, with -28 until the warm-up is over.
 * @throws StartError where an address can't be listened on, or nobody can log in as was asked for
 */
export async function startRpcServer(request: RpcServerRequest): Promise<RpcServer> {
  const { options, warmup, clock, log, onFault, cleanup } = request;
  const registry = createRegistry(RPC_METHODS, request.context);
  const { rpcWhitelist: lists, rpcWhitelistDefault: isDefault } = options;
  const whitelist = createWhitelist({ lists, isDefault }, registry);
  const dispatcher = createDispatcher({ registry, warmup, whitelist, clock, log, onFault });
  const rest = options.rest ? createRest({ registry, warmup, context: request.context }) : undefined;
  const tutorial = options.tutorial ? createTutorial(request) : undefined;
  const login = createLogin(requireCredentials(request));
  const endpoints = chooseEndpoints(options, log);
  const isAllowed = allowClients(options.rpcAllowIp.flatMap((text) => parseSubnet(text) ?? []));
  const source = eventSourceOf(request);
  const allowedHosts = endpoints.map(({ host }) => host);
  const urls: string[] = [];
  const apps: ReturnType<typeof createHttpApp>[] = [];
  for (const endpoint of endpoints) {
    const app = createHttpApp({
      dispatcher,
      login,
      log,
      allowedHosts,
      isAllowed,
      maxRequests: options.rpcThreads + options.rpcWorkQueue,
      idleTimeoutMs: options.rpcServerTimeout * 1000,
    });
    const watching = { login, allowedHosts, log };
    addMonitorRoutes(app, { ...watching, ...monitorOf(request, whitelist) });
    addEventsSocket(app, { ...watching, source, mayListen: (user) => whitelist.mayCall(user, 'events') });
    if (rest) addRestRoutes(app, { rest, allowedHosts });
    if (tutorial && isLoopback(endpoint.host)) addTutorialRoutes(app, { tutorial, allowedHosts });
    apps.push(app);
    cleanup.push(() => app.close());
    urls.push(endpointUrl({ ...endpoint, port: await listenAt(app, endpoint) }));
  }
  return { urls, close: async () => void (await Promise.all(apps.map((app) => app.close()))) };
}

/** What /metrics and /health tell. A whitelist means the metrics by the name `metrics`. */
function monitorOf(
  { warmup, context, disk, stopSignal }: RpcServerRequest,
  whitelist: Whitelist,
): Pick<MonitorRouteOptions, 'whyNotReady' | 'metrics' | 'mayWatch'> {
  return {
    whyNotReady: () => warmup.phase() ?? (stopSignal.aborted ? 'the node stops' : disk.notice()),
    metrics: () => (warmup.phase() === undefined ? metricsText(nodeMetrics(context())) : undefined),
    mayWatch: (user) => whitelist.mayCall(user, 'metrics'),
  };
}

/** What the events are of, once there is a node. */
function eventSourceOf({ warmup, context }: RpcServerRequest): () => EventSource | undefined {
  let source: EventSource | undefined;
  return () => {
    if (warmup.phase() !== undefined) return undefined;
    const { chainstate, mempool, miner, timers, network } = context();
    source ??= {
      hub: createPushHub({ chainstate, mempool, miner, timers }),
      prefixes: network.addresses,
    };
    return source;
  };
}

/**
 * Where to listen: as told, but for addresses that others can reach while nobody else may call. Loopback if none is left.
 * @source Bitcoin Core src/httpserver.cpp GetBindAddresses
 */
function chooseEndpoints({ rpcBind, rpcAllowIp, rpcPort }: NodeOptions, log: Log): readonly Endpoint[] {
  const endpoints = rpcBind.map((text) => parseEndpoint(text, rpcPort));
  const chosen = endpoints.filter(({ host }) => rpcAllowIp.length > 0 || isLoopback(host));
  for (const endpoint of endpoints.filter((one) => !chosen.includes(one))) {
    const where = endpointUrl(endpoint);
    log.warn(
      `-rpcbind: ${where} was ignored because -rpcallowip was not specified, refusing to allow everyone to connect`,
    );
  }
  if (rpcAllowIp.length > 0 && chosen.every(({ host }) => isLoopback(host))) {
    log.warn('-rpcallowip was specified without -rpcbind: only this machine can reach the server anyway');
  }
  return chosen.length > 0 ? chosen : [{ host: '127.0.0.1', port: rpcPort }];
}

async function listenAt(app: ReturnType<typeof createHttpApp>, endpoint: Endpoint): Promise<number> {
  try {
    return await listen(app, endpoint);
  } catch (error) {
    throw new StartError(`${(error as Error).message}; see -rpcbind and -rpcport`);
  }
}

/**
 * Who may log in. What is wrong with it is in the log, and the cause of what is thrown.
 * @throws StartError in the words that Core has for it
 * @source Bitcoin Core src/init.cpp AppInitMain
 */
function requireCredentials({ options, cleanup, log }: RpcServerRequest): readonly Credential[] {
  try {
    return credentials(options, cleanup);
  } catch (cause) {
    if (!(cause instanceof StartError)) throw cause;
    log.error(cause.message);
    throw new StartError('Unable to start HTTP server. See debug log for details.', { cause });
  }
}

/** The cookie, unless it is turned off or a password is given, and every -rpcauth. */
function credentials(options: NodeOptions, cleanup: Cleanup): readonly Credential[] {
  const entries = options.rpcAuth.map((text) => {
    const parsed = parseRpcAuth(text);
    if (!parsed.ok) throw new StartError(`${parsed.debug}`);
    return parsed.value;
  });
  if (options.rpcUser !== undefined && options.rpcPassword !== undefined) {
    return [...entries, passwordCredential(options.rpcUser, options.rpcPassword)];
  }
  if (options.rpcCookieFile === undefined) return entries;
  const cookie = writeCookie(options.rpcCookieFile, options.rpcCookiePerms);
  cleanup.push(cookie.remove);
  return [...entries, passwordCredential(cookie.user, cookie.password)];
}
