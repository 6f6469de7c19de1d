import { isIPv6 } from 'node:net';
import { type Endpoint, endpointText } from '../util/endpoint.ts';
import { StartError } from './start-error.ts';

/**
 * The endpoint that `-rpcbind` names.
 * @param text - HOST, HOST:PORT, an IPv6 address, or [IPV6]:PORT
 * @param defaultPort - where the text names none
 * @throws StartError where the port is none
 */
export function parseEndpoint(text: string, defaultPort: number): Endpoint {
  if (isIPv6(text)) return { host: text, port: defaultPort };
  const match = /^(?:\[(?<ipv6>[^\]]+)\]|(?<name>[^:]+))(?::(?<port>.*))?$/.exec(text);
  const { ipv6, name, port } = match?.groups ?? {};
  const host = ipv6 ?? name;
  if (host === undefined || (ipv6 !== undefined && !isIPv6(ipv6))) {
    throw new StartError(`-rpcbind=${text} is not valid: give HOST, HOST:PORT or [IPV6]:PORT`);
  }
  if (port === undefined) return { host, port: defaultPort };
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  if (number === 0 || number > 0xffff) throw new StartError(`Invalid port specified in -rpcbind: '${text}'`);
  return { host, port: number };
}

/** The endpoint as a URL. */
export function endpointUrl(endpoint: Endpoint): string {
  return `http://${endpointText(endpoint)}`;
}
