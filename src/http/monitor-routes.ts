import type { FastifyInstance, FastifyReply } from 'fastify';
import { METRICS_TYPE } from '../notify/metrics.ts';
import { refusePages } from './refuse-pages.ts';
import { logIn, type RpcRouteOptions, sendText } from './rpc-route.ts';

/** What watches the node: `/health/live` and `/health/ready` for supervisors, `/metrics` for Prometheus. */
export interface MonitorRouteOptions extends Pick<RpcRouteOptions, 'allowedHosts' | 'log' | 'login'> {
  /** Why the node isn't ready for work, in words; undefined where it is. */
  readonly whyNotReady: () => string | undefined;
  /** The metrics' text; undefined until the node is built. */
  readonly metrics: () => string | undefined;
  /** Whether the user may see them. */
  readonly mayWatch: (user: string) => boolean;
}

/** Adds the routes. Health tells nothing of the node and needs no login; the metrics do. */
export function addMonitorRoutes(app: FastifyInstance, options: MonitorRouteOptions): void {
  app.register(async (routes) => {
    routes.addHook('onRequest', refusePages(options.allowedHosts));
    // That this is answered is the answer.
    routes.get('/health/live', async (_request, reply) => answer(reply, 200, 'live'));
    routes.get('/health/ready', async (_request, reply) => {
      const reason = options.whyNotReady();
      return reason === undefined ? answer(reply, 200, 'ready') : answer(reply, 503, `not ready: ${reason}`);
    });
    routes.get('/metrics', async (request, reply) => {
      const user = await logIn(request, reply, options);
      if (user === undefined) return reply;
      if (!options.mayWatch(user)) return answer(reply, 403, 'Forbidden: see -rpcwhitelist of the node');
      const text = options.metrics();
      if (text === undefined) return answer(reply, 503, 'not ready: the node starts');
      return reply
        .header('Cache-Control', 'no-store')
        .header('Content-Type', METRICS_TYPE)
        .send(Buffer.from(text));
    });
  });
}

function answer(reply: FastifyReply, status: number, text: string): FastifyReply {
  sendText(reply.code(status), `${text}\n`);
  return reply;
}
