import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEntry } from '../../../../src/chain/block-index.ts';
import { getBlockProof } from '../../../../src/consensus/chainwork.ts';
import { readShippedNetwork } from '../../../../src/node/network-file-reader.ts';
import type { HashedHeader } from '../../../../src/p2p/headers/hashed-header.ts';
import { createHeadersPresync } from '../../../../src/p2p/headers/headers-presync.ts';
import { PRESYNC_SIZES, type PresyncParts } from '../../../../src/p2p/headers/presync-passes.ts';
import { type BlockHeader, serializeHeader } from '../../../../src/primitives/block-header.ts';
import { SILENT_LOG } from '../../../../src/util/log.ts';
import { GENESIS } from '../../../helpers/chain-builder.ts';
import { headerRun } from '../../../helpers/p2p/header-runs.ts';
import { seededRandom } from '../../../helpers/p2p/test-peer.ts';
import { REGTEST } from '../../../helpers/regtest.ts';

const START = createEntry(GENESIS.header, GENESIS.hash, undefined);
const NOW = 1_700_000_000;

/** What Core's headers_sync_chainwork_tests ask for: 15,000 blocks of two hashes each, the genesis block among them. */
const TARGET_BLOCKS = 15_000;
const SIZES = { commitmentPeriod: 600, bufferSize: TARGET_BLOCKS - (2000 + 123) };

function newPresync(given: Partial<PresyncParts> = {}) {
  const lines: string[] = [];
  const presync = createHeadersPresync({
    start: START,
    minimumWork: BigInt(TARGET_BLOCKS) * 2n,
    params: REGTEST.consensus,
    nowSeconds: NOW,
    random: seededRandom(1),
    log: { debug: (_category, line) => lines.push(typeof line === 'string' ? line : line()) },
    name: 'peer=0',
    sizes: SIZES,
    ...given,
  });
  return { ...presync, lines };
}

const headersOf = (run: readonly HashedHeader[]): BlockHeader[] => run.map(({ header }) => header);
/** To compare many headers quickly. */
const bytesOf = (headers: readonly BlockHeader[]): Buffer => Buffer.concat(headers.map(serializeHeader));
const hashAt = (run: readonly HashedHeader[], at: number) => run.at(at)?.hash;

describe("Core's headers_sync_chainwork_tests", () => {
  let first: HashedHeader[] = [];
  let second: HashedHeader[] = [];

  beforeAll(() => {
    first = headerRun(START, TARGET_BLOCKS - 1);
    second = headerRun(START, TARGET_BLOCKS - 2, { tag: 1 });
  });

  it('sneaky_redownload: another chain the second time', () => {
    const { take, phase, locator } = newPresync();
    expect(take(first.slice(0, 1), true)).toEqual({ ok: true, wantsMore: true, ready: [] });
    expect([phase(), locator()[0]]).toEqual(['presync', hashAt(first, 0)]);
    expect(take(first.slice(1), true)).toEqual({ ok: true, wantsMore: true, ready: [] });
    expect([phase(), locator()[0]]).toEqual(['redownload', START.hash]);
    expect(take(second, true)).toEqual({ ok: false, wantsMore: false, ready: [] });
    expect(phase()).toBe('done');
  });

  it.each([false, true])('happy_path, where the last message of each pass is full: %s', (isFull) => {
    const { take, phase, locator } = newPresync();
    expect(take(first, isFull)).toEqual({ ok: true, wantsMore: true, ready: [] });
    expect([phase(), locator()[0]]).toEqual(['redownload', START.hash]);
    expect(take(first.slice(0, SIZES.bufferSize), true)).toEqual({ ok: true, wantsMore: true, ready: [] });
    expect(locator()[0]).toEqual(hashAt(first, SIZES.bufferSize - 1));
    expect(take(first.slice(SIZES.bufferSize, SIZES.bufferSize + 1), true)).toEqual({
      ok: true,
      wantsMore: true,
      ready: headersOf(first.slice(0, 1)),
    });
    const last = take(first.slice(SIZES.bufferSize + 1), isFull);
    expect([last.ok, last.wantsMore, phase()]).toEqual([true, false, 'done']);
    expect(bytesOf(last.ready).equals(bytesOf(headersOf(first.slice(1))))).toBe(true);
  });

  it('too_little_work', () => {
    const { take, phase } = newPresync();
    expect(take(second.slice(0, 1), true)).toEqual({ ok: true, wantsMore: true, ready: [] });
    expect(phase()).toBe('presync');
    expect(take(second.slice(1), false)).toEqual({ ok: true, wantsMore: false, ready: [] });
    expect(phase()).toBe('done');
  });

  it('tells the operator what it does', () => {
    const { take, lines } = newPresync();
    take(first, true);
    take(first, true);
    expect(lines).toEqual([
      `Initial headers sync started with peer=0: height=0, max_commitments=4033185, min_work=${'0'.repeat(60)}7530`,
      'Initial headers sync transition with peer=0: reached sufficient work at height=14999, redownloading from height=0',
      'Initial headers sync complete with peer=0: releasing all at height=14999 (redownload phase)',
    ]);
  });
});

describe('createHeadersPresync', () => {
  const CHAIN = headerRun(START, 400, { solved: false });
  const WORK = getBlockProof(START.header.bits);
  const workOf = (headers: number) => WORK * BigInt(headers + 1);

  it('hands out an honest chain, each header once and in order, however it comes in', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 200 }),
        fc.nat(),
        (needed, perMessage, commitmentPeriod, bufferSize, seed) => {
          const sync = newPresync({
            minimumWork: workOf(needed),
            sizes: { commitmentPeriod, bufferSize },
            random: seededRandom(seed),
          });
          const heights = new Map([START, ...CHAIN].map(({ hash }, height) => [hash, height]));
          const got: BlockHeader[] = [];
          for (let messages = 0; sync.phase() !== 'done'; messages++) {
            const from = heights.get(sync.locator()[0] ?? START.hash) ?? -1;
            const step = sync.take(CHAIN.slice(from, from + perMessage), true);
            expect(step.ok).toBe(true);
            got.push(...step.ready);
            expect(messages).toBeLessThan(1000);
          }
          expect(bytesOf(got).equals(bytesOf(headersOf(CHAIN).slice(0, got.length)))).toBe(true);
          expect(got.length).toBeGreaterThanOrEqual(needed);
          expect(got.length).toBeLessThan(needed + perMessage);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('hands out nothing of a chain that was not the first one, as long as bits guard it', () => {
    const needed = 300;
    const bufferSize = 64;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: needed - bufferSize - 1 }), fc.nat(), (fork, seed) => {
        const { take } = newPresync({
          minimumWork: workOf(needed),
          sizes: { commitmentPeriod: 1, bufferSize },
          random: seededRandom(seed),
        });
        take(CHAIN, true);
        const parent = fork === 0 ? START : { ...(CHAIN[fork - 1] as HashedHeader), height: fork };
        const other = headerRun(parent, needed - fork, { tag: 1, solved: false });
        const got: BlockHeader[] = [];
        let isOk = true;
        for (const header of [...CHAIN.slice(0, fork), ...other]) {
          const step = take([header], true);
          isOk = step.ok;
          if (!isOk) break;
          got.push(...step.ready);
        }
        expect(isOk).toBe(false);
        expect(got.length).toBeLessThanOrEqual(fork);
        expect(got).toEqual(headersOf(CHAIN).slice(0, got.length));
      }),
      { numRuns: 50 },
    );
  });

  const AT_ONCE = { ...seededRandom(1), below: () => 0 };

  it.each([
    ['non-continuous headers at height=10 (presync phase)', CHAIN.slice(11, 20)],
    ['incomplete headers message at height=20 (presync phase)', CHAIN.slice(10, 20)],
  ])('breaks off: %s', (why, next) => {
    const { take, lines, phase } = newPresync({ minimumWork: workOf(50) });
    take(CHAIN.slice(0, 10), true);
    take(next, false);
    expect([phase(), lines.at(-1)]).toEqual(['done', `Initial headers sync aborted with peer=0: ${why}`]);
  });

  it('breaks off where the chain is longer than there was time for', () => {
    const { take, lines } = newPresync({
      minimumWork: workOf(300),
      nowSeconds: START.medianTimePast - REGTEST.consensus.maxFutureBlockTime + 11,
      sizes: { commitmentPeriod: 10, bufferSize: 10 },
      random: AT_ONCE,
    });
    expect(take(CHAIN.slice(0, 69), true).ok).toBe(true);
    expect(take(CHAIN.slice(69, 70), true).ok).toBe(false);
    expect(lines.at(-1)).toContain('exceeded max commitments at height=70 (presync phase)');
  });

  /** Ten headers, and one on them with the work of a thousand. */
  const STEEP = [...CHAIN.slice(0, 10), ...withBits(CHAIN[9] as HashedHeader, 0x1f7fffff)];

  function withBits({ header, hash }: HashedHeader, bits: number): HashedHeader[] {
    return headerRun({ header: { ...header, bits }, hash, height: 10 }, 1, { solved: false });
  }

  it.each([
    ['non-continuous headers at height=11 (redownload phase)', CHAIN.slice(11, 20)],
    ['incomplete headers message at height=20 (redownload phase)', CHAIN.slice(10, 20)],
    ['commitment overrun at height=25 (redownload phase)', CHAIN.slice(10, 30)],
  ])('breaks off the second time: %s', (why, next) => {
    const { take, lines, phase } = newPresync({
      minimumWork: workOf(200),
      sizes: { commitmentPeriod: 25, bufferSize: 100 },
      random: AT_ONCE,
    });
    take(STEEP, true);
    expect(phase()).toBe('redownload');
    take(CHAIN.slice(0, 10), true);
    take(next, false);
    expect([phase(), lines.at(-1)]).toEqual(['done', `Initial headers sync aborted with peer=0: ${why}`]);
  });

  it('asks of a network that retargets at every block that the bits are right', () => {
    const { consensus, genesis } = readShippedNetwork('cpunet');
    const start = createEntry(genesis.header, genesis.hash, undefined);
    const run = headerRun(start, 40, { rules: consensus, spacing: 14, solved: false });
    const parts = { start, params: consensus, minimumWork: 2n ** 200n };
    expect(newPresync(parts).take(run, true).ok).toBe(true);
    const { take, lines } = newPresync(parts);
    const { header, hash } = run[19] as HashedHeader;
    expect(take([...run.slice(0, 19), { header: { ...header, bits: header.bits - 1 }, hash }], true).ok).toBe(
      false,
    );
    expect(lines.at(-1)).toContain('invalid difficulty transition at height=20 (presync phase)');
  });

  it('keeps next to nothing of a long chain without the work', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const used = () => {
      collect();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const sync = newPresync({ minimumWork: 2n ** 200n, sizes: PRESYNC_SIZES, log: SILENT_LOG });
    let last: HashedHeader = START;
    const takeRuns = (runs: number): void => {
      for (let i = 0; i < runs; i++) {
        const run = headerRun({ ...last, height: 0 }, 2000, { solved: false });
        expect(sync.take(run, true).ok).toBe(true);
        last = run.at(-1) as HashedHeader;
      }
    };
    // What V8 compiles on the way is no part of it.
    takeRuns(5);
    const before = used();
    takeRuns(50);
    // Far less than the hashes alone, which would be 32 bytes each.
    expect((used() - before) / 100_000).toBeLessThan(20);
    expect(sync.progress().height).toBe(110_000);
  });
});
