import { allowClients, parseSubnet } from '../http/allowed-clients.ts';
import { createHttpApp, listen } from '../http/app.ts';
import { type Credential, createLogin, parseRpcAuth, passwordCredential } from '../http/auth.ts';
import { addRestRoutes } from '../http/rest-routes.ts';
import { addTutorialRoutes, isLoopback } from '../http/tutorial-routes.ts';
import { createDispatcher } from '../rpc/dispatcher.ts';
import { type NodeContext, RPC_METHODS } from '../rpc/methods/all.ts';
import { createRegistry } from '../rpc/registry.ts';
import { createRest } from '../rpc/rest/rest.ts';
import type { TutorialContext } from '../rpc/tutorial/context.ts';
import { createTutorial } from '../rpc/tutorial/tutorial.ts';
import type { Warmup } from '../rpc/warmup.ts';
import { createWhitelist } from '../rpc/whitelist.ts';
import type { Clock } from '../util/clock.ts';
import type { Log } from '../util/log.ts';
import type { Cleanup } from './cleanup.ts';
import { writeCookie } from './cookie.ts';
import type { NodeOptions } from './options/node-options.ts';
import { type Endpoint, endpointUrl, parseEndpoint } from './rpc-endpoints.ts';
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
 * @throws StartError where an address can't be listened on
 */
export async function startRpcServer(request: RpcServerRequest): Promise<RpcServer> {
  const { options, warmup, clock, log, onFault, cleanup } = request;
  const registry = createRegistry(RPC_METHODS, request.context);
  const { rpcWhitelist: lists, rpcWhitelistDefault: isDefault } = options;
  const whitelist = createWhitelist({ lists, isDefault }, registry);
  const dispatcher = createDispatcher({ registry, warmup, whitelist, clock, log, onFault });
  const rest = options.rest ? createRest({ registry, warmup, context: request.context }) : undefined;
  const tutorial = options.tutorial ? createTutorial(request) : undefined;
  const login = createLogin(credentials(options, cleanup));
  const endpoints = chooseEndpoints(options, log);
  const subnets = options.rpcAllowIp.flatMap((text) => parseSubnet(text) ?? []);
  const allowedHosts = endpoints.map(({ host }) => host);
  const urls: string[] = [];
  const apps: ReturnType<typeof createHttpApp>[] = [];
  for (const endpoint of endpoints) {
    const app = createHttpApp({
      dispatcher,
      login,
      log,
      allowedHosts,
      isAllowed: allowClients(subnets),
      maxRequests: options.rpcThreads + options.rpcWorkQueue,
      idleTimeoutMs: options.rpcServerTimeout * 1000,
    });
    if (rest) addRestRoutes(app, { rest, allowedHosts });
    if (tutorial && isLoopback(endpoint.host)) addTutorialRoutes(app, { tutorial, allowedHosts });
    apps.push(app);
    cleanup.push(() => app.close());
    urls.push(endpointUrl({ ...endpoint, port: await listenAt(app, endpoint) }));
  }
  return { urls, close: async () => void (await Promise.all(apps.map((app) => app.close()))) };
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
  return chosen.length > 0 ? chosen : [{ host: '127.0.0.1', port: rpcPort }];
}

async function listenAt(app: ReturnType<typeof createHttpApp>, endpoint: Endpoint): Promise<number> {
  try {
    return await listen(app, endpoint);
  } catch (error) {
    throw new StartError(`${(error as Error).message}; see -rpcbind and -rpcport`);
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
