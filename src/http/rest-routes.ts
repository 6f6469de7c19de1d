import type { FastifyInstance } from 'fastify';
import type { Rest } from '../rpc/rest/rest.ts';
import { refusePages } from './refuse-pages.ts';

/** Core's REST interface at `/rest/`: what is public anyway, without a login, for those who may connect. */
export interface RestRouteOptions {
  readonly rest: Rest;
  /** Names, beside `localhost` and IP addresses, under which clients may reach this server. */
  readonly allowedHosts: readonly string[];
}

/** What all paths begin with. Routes see no more of them: an escape that is none is for the resource to refuse. */
export const REST_PATH = '/rest/';

export function addRestRoutes(app: FastifyInstance, { rest, allowedHosts }: RestRouteOptions): void {
  app.route({
    method: ['GET', 'POST'],
    url: REST_PATH,
    onRequest: refusePages(allowedHosts),
    handler: async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const answer = await rest.answer(request.originalUrl, body);
      return reply
        .code(answer.status)
        .header('Cache-Control', answer.cacheControl)
        .header('Content-Type', answer.type)
        .send(answer.body);
    },
  });
}
