import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/**
 * Web pages of others must not reach this server through a visitor's browser. A page whose name was rebound to
 * 127.0.0.1 shows itself by its name in `Host`; a page of another origin by `Origin`. Programs that send neither pass.
 * @returns what to tell the client, or undefined where it may go on
 */
export function checkOrigin(
  headers: IncomingHttpHeaders,
  allowedHosts: readonly string[],
): string | undefined {
  const { host, origin } = headers;
  if (host !== undefined && !isAllowed(hostName(host), allowedHosts)) {
    return `Forbidden: this node isn't known as ${hostName(host)}; use localhost or its IP address`;
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    return 'Forbidden: calls from web pages of other origins are not served';
  }
  return undefined;
}

function isAllowed(name: string, allowedHosts: readonly string[]): boolean {
  return name === 'localhost' || isIP(name) !== 0 || allowedHosts.includes(name);
}

/** The name or address in a Host header, without port and brackets, in lower case. @source RFC 9110 section 7.2 */
function hostName(host: string): string {
  const name = host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.replace(/:\d*$/, '');
  return name.toLowerCase();
}
