import { networkInterfaces } from 'node:os';
import { formatNetAddress, formatNetService, parseNetAddress, parseNetService } from '../p2p/net-address.ts';
import { type Binding, bindProblem, type Listener, listen } from '../p2p/network/listen.ts';
import type { PeerNetwork } from '../p2p/peer-network.ts';
import { implicitPermissions, NO_PERMISSIONS, parseGrant } from '../p2p/permissions.ts';
import { endpointText } from '../util/endpoint.ts';
import { implicitOf, type PeerNetworkRequest } from './build-p2p.ts';
import type { NodeOptions } from './options/node-options.ts';
import { StartError } from './start-error.ts';

/**
 * Listens for peers, and connects to those that the operator named.
 * @returns where peers can connect to
 * @throws StartError where an address of the operator's choice can't be listened on
 */
export async function startPeers(
  peers: PeerNetwork,
  { options, log, cleanup }: Pick<PeerNetworkRequest, 'options' | 'log' | 'cleanup'>,
): Promise<readonly string[]> {
  const listeners: Listener[] = [];
  for (const binding of bindingsOf(options)) {
    const listener = await listen(binding, {
      arrived: peers.accept,
      lost: (reason) => log.info(`socket error accept failed: ${reason}`),
    });
    if (listener.ok) {
      listeners.push(listener.value);
      cleanup.push(listener.value.close);
      log.info(`Bound to ${formatNetService(listener.value.service)}`);
      continue;
    }
    const problem = bindProblem(endpointText(binding), listener.debug ?? listener.code);
    if (isChosen(options))
      throw new StartError(`${problem}\nFailed to listen on any port. Use -listen=0 if you want this.`);
    log.warn(`${problem} Peers can't connect to this node; give it a port of its own with -port=PORT.`);
  }
  noteLocalAddresses(peers, listeners, options);
  const named = options.connect.filter((name) => name !== '0');
  for (const name of [...named, ...options.addNode]) peers.addedNodes.add(name, options.v2Transport);
  peers.addedNodes.start();
  peers.start();
  return listeners.map(({ service }) => formatNetService(service));
}

/** @throws StartError */
function noteLocalAddresses(
  { localAddresses }: PeerNetwork,
  listeners: readonly Listener[],
  options: NodeOptions,
): void {
  const port = listeners[0]?.service.port ?? options.port;
  for (const text of options.externalIp) {
    const service = parseNetService(text, port);
    if (!service) throw new StartError(`Cannot resolve -externalip address: '${text}'`);
    localAddresses.add(service, 'manual');
  }
  for (const { service } of listeners) localAddresses.add(service, 'bind');
  if (isChosen(options)) return;
  for (const { address } of Object.values(networkInterfaces()).flatMap((found) => found ?? [])) {
    const parsed = parseNetAddress(address);
    if (parsed) localAddresses.add({ ...parsed, port }, 'interface');
  }
}

/** Whether the operator said where to listen. */
function isChosen({ bind, whiteBind }: NodeOptions): boolean {
  return bind.length > 0 || whiteBind.length > 0;
}

/** @source Bitcoin Core src/init.cpp AppInitMain, InitParameterInteraction */
function bindingsOf(options: NodeOptions): readonly Binding[] {
  const { port } = options;
  if (!options.listen && isChosen(options)) {
    throw new StartError('Cannot set -bind or -whitebind together with -listen=0');
  }
  if (!options.listen) return [];
  const chosen = [
    ...options.bind.map((text) => {
      const [, address = text, suffix] = /^(.*?)(?:=(onion))?$/.exec(text) ?? [];
      return binding(address, {
        port,
        option: 'bind',
        isOnion: suffix === 'onion',
        permissions: NO_PERMISSIONS,
      });
    }),
    ...options.whiteBind.map((text) => {
      const grant = parseGrant(text, false);
      if (!grant.ok) throw new StartError(grant.debug ?? grant.code);
      const { permissions, rest } = grant.value;
      return binding(rest, {
        port,
        option: 'whitebind',
        isOnion: false,
        permissions: permissions ?? implicitPermissions(implicitOf(options)),
      });
    }),
  ];
  if (chosen.length > 0) return chosen;
  return [{ host: '0.0.0.0', port, permissions: NO_PERMISSIONS, isOnion: false }];
}

function binding(
  text: string,
  {
    port,
    option,
    ...rest
  }: { readonly port: number; readonly option: string } & Pick<Binding, 'isOnion' | 'permissions'>,
): Binding {
  const service = parseNetService(text, port);
  if (!service) throw new StartError(`Cannot resolve -${option} address: '${text}'`);
  return { host: formatNetAddress(service), port: service.port, ...rest };
}
