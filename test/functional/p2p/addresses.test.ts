import { describe, expect, it } from 'vitest';
import { p2pAddressOf, startRegtest } from '../../helpers/daemon.ts';
import { eventually } from '../../helpers/eventually.ts';
import { PATIENCE_MS } from '../../helpers/nonced-process.ts';

interface NodeAddress {
  readonly address: string;
}

/** So that a sample of them is some, and more than one. */
const KNOWN = 40;

describe('a daemon that knows nobody', () => {
  it('asks a seed node for addresses, keeps them, and leaves it', { timeout: 4 * PATIENCE_MS }, async () => {
    const seed = await startRegtest({ args: ['-connect=0'] });
    // Nobody has an address of this range.
    for (let n = 0; n < KNOWN; n++) await seed.call('addpeeraddress', [`240.${n}.1.1`, 8333]);
    const daemon = await startRegtest({ args: [`-seednode=${p2pAddressOf(seed)}`, '-debug=net'] });
    await eventually('addresses of the seed node', async () => {
      const known = (await daemon.call('getnodeaddresses', [0])) as NodeAddress[];
      return known.length > 1;
    });
    await eventually('the end of the connection', async () => (await seed.call('getconnectioncount')) === 0);
    expect(daemon.log()).toContain('addrfetch connection completed');
    await Promise.all([seed.stop(), daemon.stop()]);
  });
});
