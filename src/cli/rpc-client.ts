import { request } from 'node:http';

/** One JSON-RPC request to a daemon. */

export interface RpcEndpoint {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** How long it may be silent, milliseconds; 0: as long as it takes. */
  readonly timeoutMs: number;
}

export interface HttpReply {
  readonly status: number;
  readonly body: string;
}

/**
 * Sends one request and resolves with the server's answer, whatever its status.
 * @param params - JSON text of an array or an object
 * @throws the system's error (`code`: ECONNREFUSED, ECONNRESET, …) where no answer comes, or none in time
 */
export function postRpc(endpoint: RpcEndpoint, method: string, params: string): Promise<HttpReply> {
  const body = Buffer.from(`{"jsonrpc":"2.0","id":1,"method":${JSON.stringify(method)},"params":${params}}`);
  const { host, port, user, password, timeoutMs } = endpoint;
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host,
      port,
      method: 'POST',
      path: '/',
      auth: `${user}:${password}`,
      headers: { 'Content-Type': 'application/json', 'Content-Length': body.length },
    });
    outgoing.on('error', reject);
    outgoing.setTimeout(timeoutMs, () =>
      outgoing.destroy(new Error(`nothing came in ${timeoutMs / 1000} s, see -rpcclienttimeout`)),
    );
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    outgoing.end(body);
  });
}
