import type { onRequestHookHandler } from 'fastify';
import { checkFetchMetadata } from './fetch-metadata.ts';
import { checkOrigin } from './origin.ts';
import { sendText } from './rpc-route.ts';

/**
 * A hook for what a browser could be made to GET by any web page: it answers 403 to those.
 * @param allowedHosts - names, beside `localhost` and IP addresses, under which clients may reach this server
 */
export function refusePages(allowedHosts: readonly string[]): onRequestHookHandler {
  return (request, reply, done) => {
    const refusal = checkOrigin(request.headers, allowedHosts) ?? checkFetchMetadata(request.headers);
    if (refusal === undefined) done();
    else sendText(reply.code(403), refusal);
  };
}
