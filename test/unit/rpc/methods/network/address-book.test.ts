import { describe, expect, it } from 'vitest';
import { openRpcNode, type RpcNode } from '../../../../helpers/rpc-node.ts';

const ONION_1 = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';
const ONION_2 = 'nrfj6inpyf73gpkyool35hcmne5zwfmse3jl3aw23vk7chdemalyaqad.onion';
const I2P = 'c4gfnttsuwqomiygupdqqqyy5y5emnk5c73hrfvatri67prd7vyq.b32.i2p';
const IPV6 = '1233:3432:2434:2343:3234:2345:6546:4534';

interface View {
  readonly address: string;
  readonly network: string;
}

/** @source Bitcoin Core test/functional/rpc_net.py seed_addrman */
async function seed({ call }: RpcNode): Promise<void> {
  const seeds: readonly (readonly [string, number, boolean])[] = [
    ['1.2.3.4', 8333, true],
    ['2.0.0.0', 8333, false],
    [IPV6, 8333, true],
    ['2803:0:1234:abcd::1', 45_324, false],
    ['fc00:1:2:3:4:5:6:7', 8333, false],
    [ONION_1, 8333, true],
    [ONION_2, 45_324, true],
    [I2P, 8333, false],
  ];
  for (const params of seeds) expect(await call('addPeerAddress', ...params)).toEqual({ success: true });
}

/** What Bitcoin Core's test/functional/rpc_net.py asks. */
describe('addPeerAddress', () => {
  it('refuses what is no address or port', async () => {
    const { refusal, call } = await openRpcNode();
    for (const text of ['', 'not_an_ip', '1.2.3.4:8333']) {
      expect(await refusal('addPeerAddress', text, 8333)).toBe('-30 Invalid IP address');
    }
    for (const port of [-1, 65_536]) {
      expect(await refusal('addPeerAddress', '1.2.3.4', port)).toBe('-1 JSON integer out of range');
    }
    expect(await refusal('addPeerAddress', '1.2.3.4', 1234, 'True')).toContain(
      'JSON value of type string is not of expected type bool',
    );
    expect(await call('getNodeAddresses', 0)).toEqual([]);
  });

  it('fills the tables, each address once', async () => {
    const { call } = await openRpcNode();
    const known = { success: false, error: 'failed-adding-to-new' };
    expect(await call('addPeerAddress', '1.0.0.0', 8333, false)).toEqual({ success: true });
    for (const tried of [true, false]) {
      expect(await call('addPeerAddress', '1.0.0.0', 8333, tried)).toEqual(known);
    }
    expect(await call('addPeerAddress', '1.2.3.4', 8333, true)).toEqual({ success: true });
    for (const tried of [true, false]) {
      expect(await call('addPeerAddress', '1.2.3.4', 8333, tried)).toEqual(known);
    }
    expect(await call('getNodeAddresses', 0)).toHaveLength(2);
    // Its place in the tried table is that of 1.2.3.4.
    expect(await call('addPeerAddress', '1.2.5.45', 8333, true)).toEqual({
      success: false,
      error: 'failed-adding-to-tried',
    });
    expect(await call('addPeerAddress', '2.0.0.0', 8333)).toEqual({ success: true });
    expect(await call('getAddrManInfo')).toMatchObject({ all_networks: { new: 3, tried: 1, total: 4 } });
  });
});

describe('getAddrManInfo', () => {
  it('counts by network', async () => {
    const node = await openRpcNode();
    await seed(node);
    expect(await node.call('getAddrManInfo')).toEqual({
      ipv4: { new: 1, tried: 1, total: 2 },
      ipv6: { new: 1, tried: 1, total: 2 },
      onion: { new: 0, tried: 2, total: 2 },
      i2p: { new: 1, tried: 0, total: 1 },
      cjdns: { new: 1, tried: 0, total: 1 },
      all_networks: { new: 4, tried: 4, total: 8 },
    });
  });
});

describe('getRawAddrMan', () => {
  it('shows every place', async () => {
    const node = await openRpcNode();
    await seed(node);
    const entry = (address: string, network: string, port = 8333) => ({
      address,
      port,
      services: 9,
      time: node.clock.nowSeconds(),
      network,
      source: address,
      source_network: network,
    });
    expect(await node.call('getRawAddrMan')).toEqual({
      new: {
        '82/8': entry('2.0.0.0', 'ipv4'),
        '336/24': entry('fc00:1:2:3:4:5:6:7', 'cjdns'),
        '963/46': entry(I2P, 'i2p'),
        '613/6': entry('2803:0:1234:abcd::1', 'ipv6', 45_324),
      },
      tried: {
        '6/33': entry('1.2.3.4', 'ipv4'),
        '197/34': entry(IPV6, 'ipv6'),
        '72/61': entry(ONION_1, 'onion'),
        '139/46': entry(ONION_2, 'onion', 45_324),
      },
    });
  });
});

describe('getNodeAddresses', () => {
  it('has as many as asked for, of the network asked for', async () => {
    const node = await openRpcNode();
    await seed(node);
    expect(await node.call('getNodeAddresses')).toHaveLength(1);
    expect(await node.call('getNodeAddresses', 2)).toHaveLength(2);
    expect(await node.call('getNodeAddresses', 0)).toHaveLength(8);
    const onions = await node.call<readonly View[]>('getNodeAddresses', 0, 'Onion');
    expect(onions.map(({ address }) => address).sort()).toEqual([ONION_2, ONION_1]);
    expect(await node.call('getNodeAddresses', 0, 'ipv6')).toHaveLength(2);
  });

  it('has none that is banned', async () => {
    const node = await openRpcNode();
    await seed(node);
    await node.call('setBan', '1.2.0.0/16', 'add');
    const ipv4 = await node.call<readonly View[]>('getNodeAddresses', 0, 'ipv4');
    expect(ipv4.map(({ address }) => address)).toEqual(['2.0.0.0']);
  });

  it('refuses other counts and networks', async () => {
    const { refusal } = await openRpcNode();
    expect(await refusal('getNodeAddresses', -1)).toBe('-8 Address count out of range');
    expect(await refusal('getNodeAddresses', 1, 'Foo')).toBe('-8 Network not recognized: Foo');
  });
});
