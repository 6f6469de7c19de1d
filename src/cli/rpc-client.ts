import { request } from 'node:http';

/** One JSON-RPC request to a daemon. */

export interface RpcEndpoint {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

export interface HttpReply {
  readonly status: number;
  readonly body: string;
}

/**
 * Sends one request and resolves with the server's answer, whatever its status. It waits as long as the
 * server takes: some methods wait for blocks.
 * @param params - JSON text of an array or an object
 * @throws the system's error (`code`: ECONNREFUSED, ECONNRESET, …) where no answer comes
 */
export function postRpc(endpoint: RpcEndpoint, method: string, params: string): Promise<HttpReply> {
  const body = Buffer.from(`{"jsonrpc":"2.0","id":1,"method":${JSON.stringify(method)},"params":${params}}`);
  const { host, port, user, password } = endpoint;
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
