/** One end of a connection. */
export interface Endpoint {
  /** An IPv4 or IPv6 address without brackets, or a name. */
  readonly host: string;
  readonly port: number;
}

/** As it is written: an IPv6 address in brackets. */
export function endpointText({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
