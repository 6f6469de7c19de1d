import { connect, type Server, type Socket } from 'node:net';
import { listen } from './socket-pair.ts';

/** What a client asked for. */
export interface SocksRequest {
  readonly methods: readonly number[];
  readonly username?: string;
  readonly password?: string;
  readonly addressType: number;
  readonly host: string;
  readonly port: number;
}

export interface Socks5Server {
  readonly port: number;
  readonly requests: readonly SocksRequest[];
  close(): void;
}

/** A SOCKS5 proxy on 127.0.0.1 that connects to `port` of 127.0.0.1 whatever host it is asked for. */
export async function startSocks5Server(asksForPassword: boolean): Promise<Socks5Server> {
  const requests: SocksRequest[] = [];
  const sockets = new Set<Socket>();
  const { server, port } = await listen((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    serve(socket, asksForPassword, requests).catch(() => socket.destroy());
  });
  return { port, requests, close: () => closeAll(server, sockets) };
}

function closeAll(server: Server, sockets: Iterable<Socket>): void {
  for (const socket of sockets) socket.destroy();
  server.close();
}

async function serve(socket: Socket, asksForPassword: boolean, requests: SocksRequest[]): Promise<void> {
  const take = takerOf(socket);
  const [, count = 0] = await take(2);
  const methods = [...(await take(count))];
  socket.write(Uint8Array.of(5, asksForPassword ? 2 : 0));
  const credentials = asksForPassword ? await takeCredentials(take) : {};
  if (asksForPassword) socket.write(Uint8Array.of(1, 0));
  const [, , , addressType = 0] = await take(4);
  const host = await takeText(take);
  const port = (await take(2)).readUInt16BE();
  requests.push({ methods, ...credentials, addressType, host, port });
  const upstream = connect(port, '127.0.0.1', () => {
    // A name as the bound address, and the destination's first bytes right behind.
    socket.write(Buffer.from([5, 0, 0, 3, 2, 0x61, 0x62, 0, 80]));
    socket.removeAllListeners('readable').pipe(upstream).pipe(socket);
  });
  upstream.on('error', () => socket.end(Uint8Array.of(5, 5, 0, 1, 0, 0, 0, 0, 0, 0)));
}

type Take = (size: number) => Promise<Buffer>;

async function takeText(take: Take): Promise<string> {
  const [size = 0] = await take(1);
  return String(await take(size));
}

async function takeCredentials(take: Take): Promise<{ username: string; password: string }> {
  await take(1);
  return { username: await takeText(take), password: await takeText(take) };
}

function takerOf(socket: Socket): Take {
  let wake = () => {};
  socket.on('readable', () => wake());
  return async (size) => {
    for (;;) {
      const bytes: Buffer | null = socket.read(size);
      if (bytes) return bytes;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
}
