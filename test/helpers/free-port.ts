import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port that nobody listens on, for a program that can't be told to take any and say which. The system gives it to
 * nobody who asks for any, so that it is still free when the program binds it.
 * @param others - the ports that are so far above it are free, too
 */
export async function freePort(others: readonly number[] = []): Promise<number> {
  const port = randomInt(20_000, 32_000);
  const free = await Promise.all([0, ...others].map((offset) => isFree(port + offset)));
  return free.every(Boolean) ? port : freePort(others);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
