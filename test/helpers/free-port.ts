import { once } from 'node:events';
import { createServer } from 'node:net';

/** A TCP port that nobody listens on, for programs that can't be asked which one they took. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  server.close();
  return port;
}
