import { describe, expect, it } from 'vitest';
import { type Daemon, startRegtest } from '../../helpers/daemon.ts';
import { eventually } from '../../helpers/eventually.ts';
import { PATIENCE_MS } from '../../helpers/nonced-process.ts';
import { agreed, connect, hasPeers } from '../../helpers/p2p/daemon-peers.ts';

/** How bytes go between two daemons: encrypted (BIP324) where both can. */

const NOBODY = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';
const TIMEOUT_MS = 4 * PATIENCE_MS;

const start = (...args: readonly string[]) => startRegtest({ args: ['-debug=net', ...args] });

/** Mines a block on each and sees that the other gets it. */
async function exchangeBlocks(...daemons: readonly Daemon[]): Promise<void> {
  for (const { call } of daemons) {
    await call('generateToAddress', [1, NOBODY]);
    await agreed(...daemons);
  }
}

const hasSaid = (daemon: Daemon, line: string) =>
  eventually(`the line "${line}"`, async () => daemon.log().includes(line));

describe('a connection', { timeout: TIMEOUT_MS }, () => {
  it('is encrypted where both can, and both know it by the same id', async () => {
    const [alice, bob] = await Promise.all([start(), start()]);
    const { outbound, inbound } = await connect(alice, bob);
    for (const peer of [outbound, inbound]) {
      expect(peer).toMatchObject({ transport_protocol_type: 'v2' });
      expect(peer.session_id).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(inbound.session_id).toBe(outbound.session_id);
    await exchangeBlocks(alice, bob);
    await Promise.all([alice.stop(), bob.stop()]);
  });

  it.each([
    ['of one that asks', ['-v2transport=0'], []],
    ['of one that is asked', [], ['-v2transport=0']],
    ['of neither', ['-v2transport=0'], ['-v2transport=0']],
  ])('works with the old transport %s', async (_, ofCaller, ofCalled) => {
    const [caller, called] = await Promise.all([start(...ofCaller), start(...ofCalled)]);
    const { outbound, inbound } = await connect(caller, called);
    for (const peer of [outbound, inbound]) {
      expect(peer).toMatchObject({ transport_protocol_type: 'v1', session_id: '' });
    }
    const isRetried = caller.log().includes('retrying with v1 transport protocol for peer=0');
    expect(isRetried).toBe(ofCaller.length === 0);
    await exchangeBlocks(caller, called);
    await Promise.all([caller.stop(), called.stop()]);
  });

  it('ends with the one of both that stops, whoever made it', async () => {
    const [alice, bob] = await Promise.all([start(), start()]);
    await connect(alice, bob);
    await bob.stop();
    await hasPeers(alice, 0);
    await alice.stop();
  });
});

describe('the operator', { timeout: TIMEOUT_MS }, () => {
  it('sends a peer what it says', async () => {
    const [alice, bob] = await Promise.all([start(), start()]);
    const { outbound } = await connect(alice, bob);
    await alice.call('sendmsgtopeer', [outbound.id, 'custom', 'ff'.repeat(5)]);
    await alice.call('sendmsgtopeer', [outbound.id, 'addrv2', 'fd']);
    for (const line of [
      'received: custom (5 bytes) peer=0',
      'Unknown message type "custom" from peer=0',
      'received: addrv2 (1 bytes) peer=0',
      "ProcessMessages(addrv2, 1 bytes): Exception 'DataStream::read(): end of data' caught",
    ]) {
      await hasSaid(bob, line);
    }
    await alice.stop();
    await bob.stop();
  });

  it('asks a peer for a block that was never of use here', async () => {
    const [alice, bob] = await Promise.all([start(), start()]);
    await alice.call('generateToAddress', [2, NOBODY]);
    // Blocks of one second that pay the same script would be the same block.
    const [stale = ''] = await bob.call<string[]>('generateToDescriptor', [1, 'raw(51)']);
    await alice.call('submitheader', [await bob.call('getblockheader', [stale, false])]);
    const { outbound } = await connect(alice, bob);
    await agreed(alice, bob);
    await expect(alice.call('getblock', [stale])).rejects.toThrow(
      'Block not available (not fully downloaded)',
    );
    expect(await alice.call('getblockfrompeer', [stale, outbound.id])).toEqual({});
    const block = await eventually('the block', () =>
      alice.call<string>('getblock', [stale, 0]).catch(() => undefined),
    );
    expect(block).toBe(await bob.call('getblock', [stale, 0]));
    await expect(alice.call('getblockfrompeer', [stale, outbound.id])).rejects.toThrow(
      'Block already downloaded',
    );
    await alice.stop();
    await bob.stop();
  });
});
