import type { Socket } from 'node:net';

/** One end of a connection. */
export interface Endpoint {
  /** An IPv4 or IPv6 address without brackets, or a name that a proxy looks up. */
  readonly host: string;
  readonly port: number;
}

/** How an IPv6 socket names an IPv4 address. */
const MAPPED_PREFIX = /^::ffff:(?=\d+\.)/i;

/** The peer's end of an open socket. */
export function remoteEndpoint({ remoteAddress, remotePort }: Socket): Endpoint {
  return endpoint(remoteAddress, remotePort);
}

/** Our end of an open socket. */
export function localEndpoint({ localAddress, localPort }: Socket): Endpoint {
  return endpoint(localAddress, localPort);
}

/** As it is written: an IPv6 address in brackets. */
export function endpointText({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A socket that was closed meanwhile has no addresses any more. */
function endpoint(host = '', port = 0): Endpoint {
  return { host: host.replace(MAPPED_PREFIX, ''), port };
}
