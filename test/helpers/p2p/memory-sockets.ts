import type { Socket } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';

/** The two ends of a connection that is in memory only. Where one end is destroyed the other hears nothing of it. */
export function memorySockets(): readonly [Socket, Socket] {
  const [one, other] = duplexPair();
  return [asSocket(one), asSocket(other)];
}

/** With what a connection asks of a socket beyond a stream. */
function asSocket(stream: Duplex): Socket {
  const address = {
    remoteAddress: '10.0.0.1',
    remotePort: 18444,
    localAddress: '10.0.0.2',
    localPort: 18444,
  };
  return Object.assign(stream, { setNoDelay() {}, ...address }) as unknown as Socket;
}
