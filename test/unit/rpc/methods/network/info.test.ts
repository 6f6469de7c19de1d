import { describe, expect, it } from 'vitest';
import { nodeIdentity } from '../../../../../src/node/identity.ts';
import { packageVersion } from '../../../../../src/node/package-info.ts';
import { openRpcNode } from '../../../../helpers/rpc-node.ts';

describe('getNetworkInfo', () => {
  it('shows the node as it is: by its own name, speaking the RPC of a Bitcoin Core, without peers', async () => {
    const node = await openRpcNode();
    expect(await node.call('getNetworkInfo')).toMatchObject({
      version: 310_000,
      subversion: '/nonced:0.0.0/',
      connections: 0,
      relayfee: 0.000001,
    });
    expect(await node.call('getConnectionCount')).toBe(0);
    for (const name of ['getPeerInfo', 'getZmqNotifications', 'getOrphanTxs']) {
      expect(await node.call(name)).toEqual([]);
    }
    expect(await node.refusal('getOrphanTxs', 3)).toBe('-8 Invalid verbosity value 3');
    expect(await node.refusal('getOrphanTxs', true)).toBe(
      '-3 Verbosity was boolean but only integer allowed',
    );
  });
});

describe('nodeIdentity', () => {
  it('has the version asked for and the comments', () => {
    const version = packageVersion();
    expect(nodeIdentity({ coreVersion: 290_000, uaComment: [] })).toEqual({
      version: 290_000,
      subversion: `/nonced:${version}/`,
    });
    expect(nodeIdentity({ coreVersion: 310_000, uaComment: ['a', 'b'] }).subversion).toBe(
      `/nonced:${version}(a; b)/`,
    );
  });

  it('is no longer than peers take', () => {
    const room = 256 - `/nonced:${packageVersion()}()/`.length;
    const identity = (length: number) =>
      nodeIdentity({ coreVersion: 290_000, uaComment: ['a'.repeat(length)] });
    expect(identity(room).subversion).toHaveLength(256);
    expect(() => identity(room + 1)).toThrow(
      'Total length of network version string (257) exceeds maximum length (256). Reduce the number or size of uacomments.',
    );
  });
});
