import { createServer, type Server, type Socket } from 'node:net';
import { expectDefined } from '../../util/invariant.ts';
import { accept, reject, type Verdict } from '../../util/verdict.ts';
import { type NetService, socketService } from '../net-address.ts';
import type { Permissions } from '../permissions.ts';

/** An address that peers may connect to. */
export interface Binding {
  readonly host: string;
  readonly port: number;
  /** What whoever comes this way may do (`-whitebind`). */
  readonly permissions: Permissions;
  /** Connections come through Tor: their addresses say nothing. */
  readonly isOnion: boolean;
}

/** A socket that has come. */
export interface InboundSocket {
  readonly socket: Socket;
  readonly service: NetService;
  readonly binding: Binding;
}

export interface Listener {
  /** The address that it listens on; its port is never 0. */
  readonly service: NetService;
  /** Takes nobody more; who is connected stays. */
  close(): void;
}

export interface ListenerEvents {
  readonly arrived: (inbound: InboundSocket) => void;
  /** The system could not take a connection, for that reason; others can come. */
  readonly lost: (reason: string) => void;
}

/**
 * Listens for peers.
 * @rejects bind-failed with the system's reason
 */
export function listen(
  binding: Binding,
  { arrived, lost }: ListenerEvents,
): Promise<Verdict<Listener, 'bind-failed'>> {
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    const service = socketService(socket.remoteAddress, socket.remotePort);
    if (service) arrived({ socket, service, binding });
    else socket.destroy();
  });
  return new Promise((resolve) => {
    const fail = (error: Error): void => resolve(reject('bind-failed', error.message));
    server.once('error', fail);
    server.listen({ host: binding.host, port: binding.port, exclusive: true }, () => {
      server.off('error', fail);
      server.on('error', (error) => lost(error.message));
      resolve(accept(listenerOf(server)));
    });
  });
}

function listenerOf(server: Server): Listener {
  const address = server.address();
  const { address: host = '', port = 0 } = typeof address === 'object' && address !== null ? address : {};
  return {
    service: expectDefined(socketService(host, port), 'a server listens on an address'),
    close: () => void server.close(),
  };
}

/** The text of a start that can't listen. @source Bitcoin Core src/net.cpp CConnman::BindListenPort */
export function bindProblem(service: string, reason: string): string {
  return `Unable to bind to ${service} on this computer: ${reason}`;
}
