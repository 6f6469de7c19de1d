import { type Daemon, p2pAddressOf } from '../daemon.ts';
import { eventually } from '../eventually.ts';

/** Peers of real daemons, as their RPC shows them. */

export interface PeerInfo {
  readonly id: number;
  readonly addr: string;
  readonly inbound: boolean;
  readonly subver: string;
  readonly services: string;
  readonly version: number;
  readonly connection_type: string;
  readonly transport_protocol_type: string;
  readonly session_id: string;
  readonly bytesrecv_per_msg: Readonly<Record<string, number>>;
}

/** What RPC needs of a daemon, ours or another. */
type Caller = Pick<Daemon, 'call'>;

export const peersOf = async ({ call }: Caller) => call<PeerInfo[]>('getpeerinfo');

/** A peer that has answered a ping: all that was to be said at the start is said. */
function answeringPeer(daemon: Caller): Promise<PeerInfo> {
  return eventually('a pong of a peer', async () => {
    const [peer] = await peersOf(daemon);
    return peer?.bytesrecv_per_msg['pong'] ? peer : undefined;
  });
}

export const hasPeers = (daemon: Caller, count: number) =>
  eventually(`a daemon with ${count} peers`, async () => (await daemon.call('getconnectioncount')) === count);

/** Connects two that have no other peers. @returns what each knows of the other */
export async function connect(
  from: Daemon,
  to: Daemon,
): Promise<{ readonly outbound: PeerInfo; readonly inbound: PeerInfo }> {
  await from.call('addnode', [p2pAddressOf(to), 'onetry']);
  return { outbound: await answeringPeer(from), inbound: await answeringPeer(to) };
}

/** Waits until all have the same tip. @returns its hash */
export function agreed(...nodes: readonly Caller[]): Promise<string> {
  return eventually('nodes with the same tip', async () => {
    const tips = await Promise.all(nodes.map(({ call }) => call<string>('getbestblockhash')));
    return tips.every((tip) => tip === tips[0]) ? tips[0] : undefined;
  });
}
