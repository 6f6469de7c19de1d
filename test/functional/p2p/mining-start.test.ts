import { describe, expect, it } from 'vitest';
import { p2pAddressOf, startRegtest } from '../../helpers/daemon.ts';
import { eventually } from '../../helpers/eventually.ts';
import { PATIENCE_MS } from '../../helpers/nonced-process.ts';
import { agreed } from '../../helpers/p2p/daemon-peers.ts';

const BLOCKS = 60;

describe('a new node that is to mine', () => {
  it('takes the chain of the peer it was told of first, and forks none of its own', {
    timeout: 4 * PATIENCE_MS,
  }, async () => {
    const old = await startRegtest();
    const address = await old.call<string>('getdefaultaddress');
    await old.call('generatetoaddress', [BLOCKS, address]);
    const young = await startRegtest({
      args: ['-mine=1', `-addnode=${p2pAddressOf(old)}`],
    });
    await eventually(
      'blocks of the new node',
      async () => (await young.call<number>('getblockcount')) > BLOCKS,
    );
    expect(await young.call('getblockhash', [BLOCKS])).toBe(await old.call('getblockhash', [BLOCKS]));
    // Of branches there is one.
    expect(await young.call('getchaintips')).toHaveLength(1);
    expect(young.log()).toContain('Mining waits until the chain of the peers is here');
    await young.call('setgenerate', [false]);
    await agreed(young, old);
    await Promise.all([young.stop(), old.stop()]);
  });
});
