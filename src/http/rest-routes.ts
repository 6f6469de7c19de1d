import type { FastifyInstance } from 'fastify';
import type { Rest } from '../rpc/rest/rest.ts';
import { checkFetchMetadata } from './fetch-metadata.ts';
import { checkOrigin } from './origin.ts';
import { sendText } from './rpc-route.ts';

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
    onRequest: (request, reply, done) => {
      const refusal = checkOrigin(request.headers, allowedHosts) ?? checkFetchMetadata(request.headers);
      if (refusal === undefined) done();
      else sendText(reply.code(403), refusal);
    },
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
