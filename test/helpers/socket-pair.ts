import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Both ends of a connection over 127.0.0.1. */
export interface SocketPair {
  /** The end that connected. */
  readonly dialed: Socket;
  /** The end that was accepted. */
  readonly accepted: Socket;
}

/** A server on a free port of 127.0.0.1, and its port. */
export async function listen(onSocket: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = createServer(onSocket);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

/** Connects two sockets. The dialed end may stay open after the other has ended. */
export async function connectPair(): Promise<SocketPair> {
  const { server, port } = await listen(() => {});
  const accepting = once(server, 'connection');
  const dialed = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const [[accepted]] = (await Promise.all([accepting, once(dialed, 'connect')])) as [[Socket], unknown];
  server.close();
  dialed.on('error', () => {});
  return { dialed, accepted };
}
