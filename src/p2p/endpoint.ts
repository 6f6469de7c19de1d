import type { Socket } from 'node:net';

/** One end of a connection. */
export interface Endpoint {
  /** An IPv4 or IPv6 address without brackets, or a name that a proxy looks up. */
  readonly host: string;
  readonly port: number;
}

/** How an IPv6 socket names an IPv4 address. */
const MAPPED_PREFIX = /^::ffff:(?=\d+\.)/i;

/** Our end of an open socket; one that was closed meanwhile has no address any more. */
export function localEndpoint({ localAddress = '', localPort = 0 }: Socket): Endpoint {
  return { host: localAddress.replace(MAPPED_PREFIX, ''), port: localPort };
}

/** As it is written: an IPv6 address in brackets. */
export function endpointText({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
