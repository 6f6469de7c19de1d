import type { Socket } from 'node:net';
import type { Endpoint } from '../util/endpoint.ts';
import { accept, reject, type Verdict } from '../util/verdict.ts';
import { type DialOptions, type DialProblem, dial, type Target } from './dial.ts';
import { connectBySocks5, type ProxyCredentials, type ProxyStream } from './socks5.ts';

/** Connections through a SOCKS5 proxy (`-proxy`, `-onion`). */
export interface Proxy {
  readonly target: Target;
  /** What the next connection is asked for with; none where the proxy is not to tell connections apart. */
  readonly nextCredentials?: () => ProxyCredentials;
}

export type ProxyProblem =
  | DialProblem
  /** The proxy itself could not be reached: that says nothing of the destination. */
  | 'proxy-unreachable';

/** How long a proxy may take to connect. @source Bitcoin Core src/netbase.cpp g_socks5_recv_timeout */
const PROXY_TIMEOUT_MS = 20_000;

/** A socket that leads to the destination by way of the proxy, or why there is none. */
export async function dialThroughProxy(
  proxy: Proxy,
  destination: Endpoint,
  options: DialOptions,
): Promise<Verdict<Socket, ProxyProblem>> {
  const dialed = await dial(proxy.target, options);
  if (!dialed.ok) return reject('proxy-unreachable', dialed.debug);
  const socket = dialed.value;
  let isLate = false;
  const cancelTimer = options.timers.after(PROXY_TIMEOUT_MS, () => {
    isLate = true;
    socket.destroy();
  });
  const stream = openStream(socket);
  const problem = await connectBySocks5(stream, destination, proxy.nextCredentials?.());
  stream.release();
  cancelTimer();
  if (isLate) {
    return reject('connect-timeout', `the proxy did not connect to ${destination.host} in time`);
  }
  if (problem === undefined) return accept(socket);
  socket.destroy();
  return reject('connect-failed', problem);
}

/**
 * Credentials that are never the same twice, so that Tor leads each connection over a circuit of its own
 * (`-proxyrandomize`).
 * @param prefix - random, so that no two runs of the node share any
 * @source Bitcoin Core src/netbase.cpp TorStreamIsolationCredentialsGenerator
 */
export function isolatingCredentials(prefix: string): () => ProxyCredentials {
  let count = 0;
  return () => {
    const text = `${prefix}-${count}`;
    count++;
    return { username: text, password: text };
  };
}

/** The socket as it is read from until the proxy has connected; what follows stays in it. */
function openStream(socket: Socket): ProxyStream & { readonly release: () => void } {
  const events = ['readable', 'end', 'close'] as const;
  let wake = () => {};
  // One listener for the whole time: a new one would be told at once of bytes that are too few.
  const onEvent = () => wake();
  for (const event of events) socket.on(event, onEvent);
  return {
    write: (bytes) => void socket.write(bytes),
    async read(size) {
      for (;;) {
        const bytes: Buffer | null = socket.read(size);
        if (bytes) return bytes.length === size ? bytes : undefined;
        if (socket.destroyed || socket.readableEnded) return undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    release() {
      for (const event of events) socket.off(event, onEvent);
    },
  };
}
