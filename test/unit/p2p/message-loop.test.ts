import { setImmediate as breathe } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Feature } from '../../../src/p2p/feature.ts';
import { createMessageLoop } from '../../../src/p2p/message-loop.ts';
import type { Peer } from '../../../src/p2p/peer.ts';
import { createPeer, type Frame } from '../../../src/p2p/peer-state.ts';
import { createTestPeer, TEST_GREETING } from '../../helpers/p2p/test-peer.ts';
import { recordingLog } from '../../helpers/rpc.ts';
import { createManualTimers } from '../../helpers/test-mempool.ts';

/** What is heard of a peer's messages, by a part that has use for some. */
async function heard(frames: readonly Frame[], given: Partial<Feature> = {}): Promise<readonly string[]> {
  const lines: string[] = [];
  const log = recordingLog(lines);
  const waiting = [...frames];
  let isClosed = false;
  const peer = createPeer({
    ...createTestPeer().peer,
    link: {
      take: () => waiting.shift(),
      send() {},
      isPaused: () => false,
      isClosed: () => isClosed,
      close() {
        isClosed = true;
      },
      transport: () => 'v1',
    },
    prefersEviction: false,
    log,
    discourage() {},
  });
  peer.greeting = TEST_GREETING;
  peer.isReady = true;
  const feature: Feature = {
    handlers: {
      blocktxn: () => void lines.push('handled blocktxn'),
      ping: () => void lines.push('handled ping'),
    },
    ...given,
  };
  const loop = createMessageLoop({
    features: [feature],
    log,
    timers: createManualTimers(),
    breathe,
    onFault: (fault) => void lines.push(`fault ${fault}`),
  });
  onTestFinished(loop.close);
  loop.add(peer);
  for (let turn = 0; turn < 20; turn++) await breathe();
  loop.remove(peer);
  return lines.filter((line) => !/received: |Cleared nodestate/.test(line));
}

describe('a message that is of no use', () => {
  const cut: Frame = { command: 'blocktxn', payload: Uint8Array.of(1) };
  const ping: Frame = { command: 'ping', payload: new Uint8Array(8) };

  it('is not decoded, and those after it are dealt with', async () => {
    const useless = (_: Peer, command: string) => (command === 'blocktxn' ? 'not asked' : undefined);
    const lines = await heard([cut, ping], { useless });
    expect(lines).toEqual([expect.stringContaining('not asked'), 'handled ping']);
  });

  it('is decoded where nobody says so', async () => {
    const lines = await heard([cut, ping]);
    expect(lines).toEqual([expect.stringContaining('end of data'), 'handled ping']);
  });
});

describe('a fault of a part', () => {
  const fail = () => {
    throw new Error('the disk is gone');
  };

  it.each([
    ['has its turn', { sendPass: fail }],
    ['hears of a connection that is gone', { gone: fail }],
    [
      'hears that a peer is gone that it sent away',
      { sendPass: (peer: Peer) => peer.disconnect('enough'), gone: fail },
    ],
  ])('that %s is told', async (_, given: Partial<Feature>) => {
    expect(await heard([], given)).toContain('fault Error: the disk is gone');
  });
});
