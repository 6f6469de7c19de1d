import { once } from 'node:events';
import type { Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { SYSTEM_TIMERS } from '../../../src/node/timers.ts';
import { dialThroughProxy, isolatingCredentials } from '../../../src/p2p/proxy.ts';
import { createV1Transport } from '../../../src/p2p/transport/v1.ts';
import type { Timers } from '../../../src/util/clock.ts';
import { observe } from '../../helpers/connections.ts';
import { listen } from '../../helpers/socket-pair.ts';
import { type Socks5Server, startSocks5Server } from '../../helpers/socks5-server.ts';
import { encode, MAGIC } from '../../helpers/transports.ts';

const PING = { command: 'ping', payload: new Uint8Array(8) };
const opened: (Socks5Server | Server)[] = [];

afterEach(() => {
  for (const server of opened.splice(0)) server.close();
});

async function proxyServer(asksForPassword: boolean): Promise<Socks5Server> {
  const server = await startSocks5Server(asksForPassword);
  opened.push(server);
  return server;
}

/** A peer that greets whoever connects; its port. */
async function peer(): Promise<number> {
  const { server, port } = await listen((socket) => {
    socket.on('error', () => {});
    socket.write(encode(createV1Transport(MAGIC), PING));
  });
  opened.push(server);
  return port;
}

const options = { timers: SYSTEM_TIMERS };
const at = (port: number) => ({ host: '127.0.0.1', port });

describe('dialThroughProxy', () => {
  it.each([false, true])(
    'leads to the peer, of whom nothing is lost (password: %s)',
    async (asksForPassword) => {
      const [server, port] = [await proxyServer(asksForPassword), await peer()];
      const nextCredentials = isolatingCredentials('p');
      const remote = { host: 'peer.onion', port };
      const dialed = await dialThroughProxy({ target: at(server.port), nextCredentials }, remote, options);
      if (!dialed.ok) throw new Error(dialed.debug);
      const ours = observe(dialed.value);
      expect(await ours.next()).toMatchObject(PING);
      ours.connection.close('done');
      expect(server.requests).toEqual([
        {
          methods: [0, 2],
          ...(asksForPassword && { username: 'p-0', password: 'p-0' }),
          addressType: 3,
          host: 'peer.onion',
          port,
        },
      ]);
    },
  );

  it('loses nothing even where nobody listens for a while', async () => {
    const [server, port] = [await proxyServer(false), await peer()];
    const dialed = await dialThroughProxy({ target: at(server.port) }, at(port), options);
    if (!dialed.ok) throw new Error(dialed.debug);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const ours = observe(dialed.value);
    expect(await ours.next()).toMatchObject(PING);
    ours.connection.close('done');
    expect(server.requests).toMatchObject([{ methods: [0] }]);
  });

  it('asks for each connection with other credentials', async () => {
    const [server, port] = [await proxyServer(true), await peer()];
    const proxy = { target: at(server.port), nextCredentials: isolatingCredentials('p') };
    for (let i = 0; i < 3; i++) {
      const dialed = await dialThroughProxy(proxy, at(port), options);
      if (dialed.ok) dialed.value.destroy();
    }
    expect(server.requests.map(({ username }) => username)).toEqual(['p-0', 'p-1', 'p-2']);
  });

  it('connect-failed where the proxy finds nobody', async () => {
    const server = await proxyServer(false);
    const { server: gone, port } = await listen(() => {});
    gone.close();
    await once(gone, 'close');
    expect(await dialThroughProxy({ target: at(server.port) }, at(port), options)).toEqual({
      ok: false,
      code: 'connect-failed',
      debug: `Socks5() connect to 127.0.0.1:${port} failed: connection refused`,
    });
  });

  it('connect-failed where the proxy ends in the middle', async () => {
    const { server, port } = await listen((socket) => socket.end(Uint8Array.of(5, 0, 5)));
    opened.push(server);
    expect(await dialThroughProxy({ target: at(port) }, at(1), options)).toMatchObject({
      code: 'connect-failed',
      debug: 'Error while reading proxy response',
    });
  });

  it('connect-failed where the proxy resets', async () => {
    const { server, port } = await listen((socket) => socket.once('data', () => socket.resetAndDestroy()));
    opened.push(server);
    const dialed = await dialThroughProxy({ target: at(port) }, at(1), options);
    expect(dialed).toMatchObject({ code: 'connect-failed' });
  });

  it('proxy-unreachable where there is no proxy', async () => {
    const dialed = await dialThroughProxy({ target: { path: '/nonexistent' } }, at(1), options);
    expect(dialed).toMatchObject({ code: 'proxy-unreachable' });
  });

  it('connect-timeout where the proxy says nothing', async () => {
    const { server, port } = await listen((socket) => socket.on('error', () => {}));
    opened.push(server);
    const impatient: Timers = {
      after: (ms, action) => SYSTEM_TIMERS.after(ms === 20_000 ? 1 : ms, action),
    };
    const target = at(port);
    expect(await dialThroughProxy({ target }, at(1), { timers: impatient })).toMatchObject({
      code: 'connect-timeout',
    });
  });
});
