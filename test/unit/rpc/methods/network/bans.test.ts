import { describe, expect, it } from 'vitest';
import { formatSubnet } from '../../../../../src/p2p/subnet.ts';
import { openRpcNode } from '../../../../helpers/rpc-node.ts';

const ONION = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';
const NOT_BANNED = '-30 Error: Unban failed. Requested address/subnet was not previously manually banned.';

async function setUp() {
  const node = await openRpcNode();
  const now = node.clock.nowSeconds();
  const listed = async () =>
    (await node.call<readonly { address: string }[]>('listBanned')).map(({ address }) => address);
  return { ...node, now, listed };
}

/** What Bitcoin Core's test/functional/p2p_disconnect_ban.py and rpc_setban.py ask. */
describe('setBan', () => {
  it('bans an address, its subnet, and neither twice', async () => {
    const { call, refusal, listed } = await setUp();
    expect(await call('setBan', '127.0.0.1', 'add')).toBeNull();
    expect(await listed()).toEqual(['127.0.0.1/32']);
    await call('clearBanned');
    expect(await listed()).toEqual([]);
    await call('setBan', '127.0.0.0/24', 'add');
    expect(await refusal('setBan', '127.0.0.1', 'add')).toBe('-23 Error: IP/Subnet already banned');
    expect(await refusal('setBan', '127.0.0.0/255.255.255.0', 'add')).toBe(
      '-23 Error: IP/Subnet already banned',
    );
    await call('setBan', '127.0.0.0/16', 'add');
    expect(await listed()).toEqual(['127.0.0.0/16', '127.0.0.0/24']);
  });

  it.each(['127.0.0.1/42', 'localhost', '', '0.0.0.0', '::', '1.2.3.4/24/8', `${ONION}/8`])(
    'refuses "%s"',
    async (text) => {
      const { refusal } = await setUp();
      expect(await refusal('setBan', text, 'add')).toBe('-30 Error: Invalid IP/Subnet');
    },
  );

  it('refuses a time that is over, and other commands', async () => {
    const { refusal, call, now } = await setUp();
    expect(await refusal('setBan', '127.27.0.1', 'add', now - 1, true)).toBe(
      '-8 Error: Absolute timestamp is in the past',
    );
    expect(await call('setBan', '127.27.0.1', 'add', now, true)).toBeNull();
    expect(await refusal('setBan', '127.27.0.1', 'forget')).toMatch(/^-1 setban "subnet" "command"/);
  });

  it('lets go what was banned exactly so', async () => {
    const { call, refusal, listed } = await setUp();
    await call('setBan', '127.0.0.0/24', 'add');
    expect(await refusal('setBan', '127.0.0.1', 'remove')).toBe(NOT_BANNED);
    expect(await listed()).toHaveLength(1);
    await call('setBan', '127.0.0.0/24', 'remove');
    expect(await listed()).toEqual([]);
    for (const text of [ONION, '1.2.3.4', 'fc00::1']) await call('setBan', text, 'add');
    expect(await listed()).toEqual(['1.2.3.4/32', ONION, 'fc00::1']);
    await call('setBan', ONION, 'remove');
    expect(await listed()).toEqual(['1.2.3.4/32', 'fc00::1']);
  });

  it('says whom it hits', async () => {
    const { call, context } = await setUp();
    const hit: string[] = [];
    context.knownPeers.bans.events.on('banned', (subnet) => hit.push(formatSubnet(subnet)));
    await call('setBan', '10.0.0.0/8', 'add');
    expect(hit).toEqual(['10.0.0.0/8']);
  });
});

describe('listBanned', () => {
  it('tells how long each holds, in the order of networks and addresses', async () => {
    const { call, now, clock } = await setUp();
    await call('setBan', '127.0.0.0/32', 'add');
    await call('setBan', '127.0.0.0/24', 'add');
    await call('setBan', ONION, 'add');
    await call('setBan', '192.168.0.1', 'add', 1);
    await call('setBan', '2001:4d48:ac57:400:cacf:e9ff:fe1d:9c63/19', 'add', 1000);
    await call('setBan', '192.168.0.2', 'add', now + 120, true);
    clock.setMockTime(now + 3);
    const ban = (address: string, duration: number) => ({
      address,
      ban_created: now,
      banned_until: now + duration,
      ban_duration: duration,
      time_remaining: duration - 3,
    });
    expect(await call('listBanned')).toEqual([
      ban('127.0.0.0/24', 86_400),
      ban('127.0.0.0/32', 86_400),
      ban('192.168.0.2/32', 120),
      ban('2001:4000::/19', 1000),
      ban(ONION, 86_400),
    ]);
  });
});
