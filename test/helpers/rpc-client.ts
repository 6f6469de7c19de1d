import { Agent, request } from 'node:http';

/** An error that the daemon answered with. */
export class RpcFailure extends Error {
  override readonly name = 'RpcFailure';
  readonly code: number;

  constructor(method: string, { code, message }: { readonly code: number; readonly message: string }) {
    super(`${method}: error ${code}: ${message}`);
    this.code = code;
  }
}

export interface RpcClient {
  /**
   * Calls a method over one kept connection.
   * @throws RpcFailure where the daemon answers with an error, the system's error where it doesn't answer
   */
  call<T = unknown>(method: string, params?: readonly unknown[] | object): Promise<T>;
  close(): void;
}

/** A client of the daemon at `url`. @param login - `user:password`, as in the cookie file */
export function createRpcClient(url: string, login: string): RpcClient {
  const agent = new Agent({ keepAlive: true });
  return {
    async call<T>(method: string, params: readonly unknown[] | object = []) {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
      const answer = JSON.parse(await post({ url, login, agent, body })) as {
        readonly result?: T;
        readonly error?: { readonly code: number; readonly message: string };
      };
      if (answer.error) throw new RpcFailure(method, answer.error);
      return answer.result as T;
    },
    close: () => agent.destroy(),
  };
}

interface Post {
  readonly url: string;
  readonly login: string;
  readonly agent: Agent;
  readonly body: string;
}

function post({ url, login, agent, body }: Post): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', agent, auth: login }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (piece: string) => {
        text += piece;
      });
      incoming.on('error', reject);
      incoming.on('end', () => {
        if (incoming.statusCode === 200) resolve(text);
        else reject(new Error(`HTTP status ${incoming.statusCode}: ${text}`));
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
