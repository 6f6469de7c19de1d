import { describe, expect, it } from 'vitest';
import { createHeadersProgress, headersText } from '../../../../src/p2p/headers/headers-progress.ts';
import { buildChain, GENESIS } from '../../../helpers/chain-builder.ts';
import { openHeadersScene } from '../../../helpers/p2p/headers-scene.ts';

async function openProgress(minimumChainWork = 0n) {
  const time = { now: 0 };
  const scene = await openHeadersScene({ params: { minimumChainWork }, monotonicMs: () => time.now });
  scene.setSyncing(true);
  const progress = createHeadersProgress(scene.context);
  const keep = async (count: number) => {
    const headers = buildChain(GENESIS, count).map(({ header }) => header);
    const { last, added } = await scene.chainstate.feedHeaders(headers);
    if (last) progress.noteKept(last, added);
  };
  return { ...scene, progress, time, keep };
}

describe('createHeadersProgress', () => {
  it('tells of headers that are kept while the node syncs, with how many of them there are', async () => {
    const { keep, lines, advance, now } = await openProgress();
    advance(GENESIS.header.time + 300 * 600 + 599 - now());
    await keep(100);
    expect(lines).toEqual(['info Synchronizing blockheaders, height: 100 (~33.33%)']);
    await keep(100);
    expect(lines).toHaveLength(1);
    advance(-205 * 600);
    await keep(101);
    expect(lines.at(-1)).toBe('info Synchronizing blockheaders, height: 101 (~100.00%)');
  });

  it('tells nothing once the node has caught up', async () => {
    const { keep, lines, setSyncing, progress } = await openProgress();
    setSyncing(false);
    await keep(100);
    expect([lines, progress.status().isSyncing]).toEqual([[], false]);
  });

  it('tells of headers that are only looked at four times a second at most', async () => {
    const { progress, lines, time } = await openProgress(1000n);
    for (const [ms, height] of [
      [0, 1000],
      [249, 2000],
      [250, 3000],
    ] as const) {
      time.now = ms;
      progress.notePresync({ height, time: GENESIS.header.time }, 1000);
    }
    expect(lines.map((line) => /height: \d+/.exec(line)?.[0])).toEqual(['height: 1000', 'height: 3000']);
    expect(lines[0]).toMatch(/^info Pre-synchronizing blockheaders, height: 1000 \(~0\.\d\d%\)$/);
  });

  it('tells nothing of those where a chain with its work is here', async () => {
    const { progress, keep, lines } = await openProgress(20n);
    await keep(10);
    progress.notePresync({ height: 5, time: GENESIS.header.time }, 5);
    expect(lines).toHaveLength(1);
    expect(progress.status()).toMatchObject({ isPresync: false, height: 10 });
  });

  it('has the rate of the last half minute', async () => {
    const { progress, time, keep } = await openProgress();
    expect(progress.status().rate).toBeUndefined();
    await keep(10);
    expect(progress.status().rate).toBeUndefined();
    time.now = 2000;
    await keep(110);
    expect(progress.status()).toMatchObject({ isSyncing: true, isPresync: false, height: 110, rate: 50 });
    time.now = 40_000;
    expect(progress.status().rate).toBeUndefined();
  });
});

describe('headersText', () => {
  it('is a line for a person', () => {
    const status = { isSyncing: true, isPresync: false, height: 1200, percent: 12.345, rate: 2345.6 };
    expect(headersText(status)).toBe('Synchronizing headers: 12.35% (height 1200), 2346 headers/s');
    expect(headersText({ ...status, isPresync: true, rate: undefined })).toBe(
      'Pre-synchronizing headers: 12.35% (height 1200)',
    );
  });
});
