import type { IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

/** A client of `/events`. */
export interface EventsClient {
  send(message: object | string): void;
  /** The next message that was not taken yet. */
  next(): Promise<Readonly<Record<string, unknown>>>;
  /** The code with which the connection ended. */
  readonly closed: Promise<number>;
}

/**
 * Connects.
 * @param url - of the daemon, e.g. `http://127.0.0.1:43701`
 * @param login - `user:password`; none where it is empty
 * @throws Error `HTTP status` where the connection is refused
 */
export async function connectEvents(
  url: string,
  login: string,
  { path = '/events', headers = {} }: { path?: string; headers?: Readonly<Record<string, string>> } = {},
): Promise<EventsClient> {
  const authorization: Record<string, string> =
    login === '' ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
  const socket = new WebSocket(url.replace('http', 'ws') + path, {
    headers: { ...authorization, ...headers },
  });
  onTestFinished(() => socket.terminate());
  const messages: Readonly<Record<string, unknown>>[] = [];
  let wake = (): void => {};
  socket.on('message', (data: Buffer) => {
    messages.push(JSON.parse(data.toString()) as Record<string, unknown>);
    wake();
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
    socket.once('unexpected-response', (_request: unknown, response: IncomingMessage) =>
      reject(new Error(`HTTP ${response.statusCode}`)),
    );
  });
  return {
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    async next() {
      while (messages.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return messages.shift() ?? {};
    },
    closed,
  };
}
