import { describe, expect, it } from 'vitest';
import { type Daemon, p2pAddressOf, startRegtest } from '../../helpers/daemon.ts';
import { eventually } from '../../helpers/eventually.ts';

interface PeerInfo {
  readonly id: number;
  readonly addr: string;
  readonly inbound: boolean;
  readonly subver: string;
  readonly connection_type: string;
  readonly bytesrecv_per_msg: Readonly<Record<string, number>>;
}

const peersOf = async ({ call }: Daemon) => (await call('getpeerinfo')) as PeerInfo[];

const hasPeers = (daemon: Daemon, count: number) =>
  eventually(`a daemon with ${count} peers`, async () => (await daemon.call('getconnectioncount')) === count);

async function connected(from: Daemon, to: Daemon): Promise<void> {
  await from.call('addnode', [p2pAddressOf(to), 'onetry']);
  for (const daemon of [from, to]) {
    await eventually('a pong from the other', async () => {
      const [peer] = await peersOf(daemon);
      return (peer?.bytesrecv_per_msg['pong'] ?? 0) >= 29;
    });
  }
}

describe('two daemons', () => {
  it('greet and ping each other, and each knows who called', async () => {
    const [alice, bob] = await Promise.all([
      startRegtest({ args: ['-uacomment=alice'] }),
      startRegtest({ args: ['-uacomment=bob'] }),
    ]);
    await connected(alice, bob);
    expect(await peersOf(alice)).toMatchObject([
      { addr: p2pAddressOf(bob), inbound: false, connection_type: 'manual' },
    ]);
    expect((await peersOf(alice))[0]?.subver).toContain('(bob)');
    expect(await peersOf(bob)).toMatchObject([{ inbound: true, connection_type: 'inbound' }]);
    expect((await peersOf(bob))[0]?.subver).toContain('(alice)');
    expect(await bob.call('getnetworkinfo')).toMatchObject({ connections: 1, connections_in: 1 });
    await alice.call('disconnectnode', [p2pAddressOf(bob)]);
    for (const daemon of [alice, bob]) await hasPeers(daemon, 0);
    await Promise.all([alice.stop(), bob.stop()]);
  });

  it('find each other again after one was away', async () => {
    const bob = await startRegtest();
    const address = p2pAddressOf(bob);
    const alice = await startRegtest({ args: [`-addnode=${address}`] });
    await hasPeers(alice, 1);
    expect(await alice.call('getaddednodeinfo')).toEqual([
      { addednode: address, connected: true, addresses: [{ address, connected: 'outbound' }] },
    ]);
    await bob.call('setnetworkactive', [false]);
    await hasPeers(alice, 0);
    await bob.call('setnetworkactive', [true]);
    await hasPeers(alice, 1);
  });

  it('does not keep a connection to itself', async () => {
    const daemon = await startRegtest();
    await daemon.call('addnode', [p2pAddressOf(daemon), 'onetry']);
    await hasPeers(daemon, 0);
    expect(daemon.log()).toContain('connected to self at ');
  });
});
