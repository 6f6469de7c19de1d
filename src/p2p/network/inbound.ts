import type { Clock } from '../../util/clock.ts';
import type { Log } from '../../util/log.ts';
import type { BanList } from '../ban-list.ts';
import { formatNetService, type NetService } from '../net-address.ts';
import { isInbound } from '../peer.ts';
import type { Permissions } from '../permissions.ts';
import { createTokenBucket } from '../token-bucket.ts';
import type { Transport } from '../transport/transport.ts';
import type { Connections } from './connections.ts';
import type { InboundSocket } from './listen.ts';

/**
 * How many may come: to greet a stranger costs more than to knock, a new key where the connection is encrypted (see
 * ellswift.ts). A full node's peers can all come at once.
 */
const ARRIVALS = { perSecond: 50, tokens: 250, max: 250 };

export interface InboundParts {
  readonly connections: Connections;
  readonly isActive: () => boolean;
  readonly bans: Pick<BanList, 'isBanned' | 'isDiscouraged'>;
  /** What the address of a socket is taken for, see resolveCjdns(). */
  readonly takenFor: (service: NetService) => NetService;
  /** What an address may do (`-whitelist`), beside what the binding allows. */
  readonly permissionsOf: (service: NetService | undefined, binding: Permissions) => Permissions;
  readonly maxInbound: number;
  /** Ends some inbound connection for a better one. @returns false where none may go */
  readonly makeRoom: () => boolean;
  readonly createTransport: () => Transport;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly log: Log;
}

/**
 * Judges who comes, and makes a peer of who may stay.
 * @source Bitcoin Core src/net.cpp CConnman::CreateNodeFromAcceptedSocket
 */
export function createInbound(parts: InboundParts): (inbound: InboundSocket) => void {
  const { connections, bans, maxInbound, log } = parts;
  const arrivals = createTokenBucket(ARRIVALS);

  /** True where there is still time for one more. */
  function isInTime(): boolean {
    arrivals.refill(parts.clock.monotonicMs());
    if (arrivals.tokens() < 1) return false;
    arrivals.take(1);
    return true;
  }

  return ({ socket, binding, service: seen }) => {
    const service = parts.takenFor(seen);
    // Behind Tor every address is that of the proxy.
    const permissions = parts.permissionsOf(binding.isOnion ? undefined : service, binding.permissions);
    const from = formatNetService(service);
    const count = connections.peers().filter(isInbound).length;
    const isDiscouraged = bans.isDiscouraged(service);

    function refusal(): string | undefined {
      if (!parts.isActive()) return `connection from ${from} dropped: not accepting new connections`;
      const isForgiven = permissions.has('noban');
      if (!isForgiven && bans.isBanned(service)) return `connection from ${from} dropped (banned)`;
      if (!isForgiven && isDiscouraged && count + 1 >= maxInbound)
        return `connection from ${from} dropped (discouraged)`;
      if (!isForgiven && !isInTime()) return `connection from ${from} dropped: too many come at once`;
      if (count >= maxInbound && !parts.makeRoom()) {
        return 'failed to find an eviction candidate - connection dropped (full)';
      }
      return undefined;
    }

    const refused = refusal();
    if (refused !== undefined) {
      log.debug('net', refused);
      socket.destroy();
      return;
    }
    connections.attach({
      socket,
      transport: parts.createTransport(),
      kind: 'inbound',
      service,
      isOnion: binding.isOnion,
      name: from,
      permissions,
      prefersEviction: isDiscouraged,
    });
    socket.resume();
    log.debug('net', `connection from ${from} accepted`);
  };
}
