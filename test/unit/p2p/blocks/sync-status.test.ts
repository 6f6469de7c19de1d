import { describe, expect, it } from 'vitest';
import { syncText } from '../../../../src/p2p/blocks/sync-status.ts';
import { buildChain, GENESIS } from '../../../helpers/chain-builder.ts';
import { openBlockScene } from '../../../helpers/p2p/block-scene.ts';

describe('syncText', () => {
  const status = { isSyncing: true, blocks: 250, headers: 1000, rate: undefined, secondsLeft: undefined };

  it('tells how far the node is', () => {
    expect(syncText(status)).toBe('Synchronizing blocks: 25.00% (250 of 1000)');
    expect(syncText({ ...status, blocks: 0, headers: 0 })).toBe('Synchronizing blocks: 100.00% (0 of 0)');
  });

  it('tells how fast it is, and how long it takes still', () => {
    expect(syncText({ ...status, rate: 7.54, secondsLeft: 99.5 })).toBe(
      'Synchronizing blocks: 25.00% (250 of 1000), 7.5 blocks/s, about 100 seconds left',
    );
    const lasting = (secondsLeft: number) =>
      syncText({ ...status, rate: 400, secondsLeft })
        .split(', ')
        .at(-1);
    expect(lasting(150)).toBe('about 3 minutes left');
    expect(lasting(3 * 3600)).toBe('about 3 hours left');
    expect(lasting(49 * 3600)).toBe('about 2 days left');
  });
});

describe('watchSync', () => {
  it('counts the blocks of the last minute, and tells of them every half minute', async () => {
    const scene = await openBlockScene();
    scene.setSyncing(true);
    const chain = buildChain(GENESIS, 100);
    await scene.know(chain);
    expect(scene.blocks.syncStatus()).toMatchObject({
      isSyncing: true,
      blocks: 0,
      headers: 100,
      rate: undefined,
    });
    for (const block of chain.slice(0, 50)) {
      scene.elapse(1000);
      await scene.chainstate.submitBlock(block);
    }
    expect(scene.blocks.syncStatus()).toMatchObject({ blocks: 50, rate: 1, secondsLeft: 50 });
    expect(scene.lines.filter((line) => line.startsWith('info Sync'))).toEqual([
      'info Synchronizing blocks: 30.00% (30 of 100), 1.0 blocks/s, about 70 seconds left',
    ]);
    scene.setSyncing(false);
    await scene.chainstate.submitBlock(chain[50] as (typeof chain)[number]);
    expect(scene.blocks.syncStatus()).toMatchObject({ isSyncing: false, rate: undefined });
  });
});
