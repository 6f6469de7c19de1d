import { describe, expect, it } from 'vitest';
import { p2pAddressOf, startRegtest } from '../../helpers/daemon.ts';
import { PATIENCE_MS } from '../../helpers/nonced-process.ts';
import { connect, hasPeers, peersOf } from '../../helpers/p2p/daemon-peers.ts';

describe('two daemons', { timeout: 4 * PATIENCE_MS }, () => {
  it('greet and ping each other, and each knows who called', async () => {
    const [alice, bob] = await Promise.all([
      startRegtest({ args: ['-uacomment=alice'] }),
      startRegtest({ args: ['-uacomment=bob'] }),
    ]);
    await connect(alice, bob);
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
