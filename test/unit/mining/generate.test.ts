import { describe, expect, it } from 'vitest';
import { createNobleKernel } from '../../../src/kernel/noble.ts';
import { generateBlocks } from '../../../src/mining/generate.ts';
import { createInlineScan } from '../../../src/pool/inline-scan.ts';
import { generateDependencies } from '../../helpers/mining.ts';
import { REGTEST } from '../../helpers/regtest.ts';
import { bestChain, openTestChain, replayedCoins, storedCoins } from '../../helpers/test-chain.ts';

const REQUEST = { count: 1, scriptPubKey: Uint8Array.of(0x51), maxTries: 1_000_000 };

/** Expected hashes of a block: far above what runs inline, yet found in a moment. */
const HARDER_LIMIT = (1n << 242n) - 1n;

describe('generateBlocks', () => {
  it('makes as many blocks as asked for, each durable', async () => {
    const chain = await openTestChain();
    const made = await generateBlocks({ ...REQUEST, count: 103 }, generateDependencies(chain));
    expect(made.ok && made.value.map(({ height }) => height)).toEqual(
      Array.from({ length: 103 }, (_, i) => i + 1),
    );
    const { chainstate } = await chain.restart();
    expect(chainstate.tip().height).toBe(103);
    const blocks = [...(made.ok ? made.value : [])].flatMap((entry) => chainstate.readBlock(entry) ?? []);
    expect(storedCoins(chain.path)).toEqual(replayedCoins(blocks));
  });

  it('commits up to a hundred blocks at once', async () => {
    let commits = 0;
    const chain = await openTestChain({
      wrapStore: (store) => ({
        ...store,
        commitChain(batch) {
          commits++;
          store.commitChain(batch);
        },
      }),
    });
    commits = 0;
    await generateBlocks({ ...REQUEST, count: 101 }, generateDependencies(chain));
    expect(commits).toBe(2);
  });

  it('makes fewer at once where peers fetch them, and gives them as much time as it took', async () => {
    const chain = await openTestChain();
    let nowMs = 0;
    const rests: string[] = [];
    const scan = createInlineScan(createNobleKernel());
    const deps = generateDependencies(chain, {
      hasPeers: () => true,
      clock: { monotonicMs: () => nowMs },
      sleep: async (milliseconds) => void rests.push(`${chain.chainstate.tip().height}: ${milliseconds}`),
      scan: (unit) => {
        nowMs += 1;
        return scan(unit);
      },
    });
    const made = await generateBlocks({ ...REQUEST, count: 70 }, deps);
    expect(made.ok && made.value).toHaveLength(70);
    expect(rests).toEqual(['32: 32', '64: 32']);
  });

  it('stops when the tries are used up, and keeps what it has', async () => {
    const chain = await openTestChain();
    const made = await generateBlocks({ ...REQUEST, count: 50, maxTries: 20 }, generateDependencies(chain));
    expect(made.ok && made.value.length).toBe(chain.chainstate.tip().height);
    expect(chain.chainstate.tip().height).toBeLessThan(50);
  });

  it('makes none with no tries, and none of none', async () => {
    const chain = await openTestChain();
    const deps = generateDependencies(chain);
    expect(await generateBlocks({ ...REQUEST, maxTries: 0 }, deps)).toEqual({ ok: true, value: [] });
    expect(await generateBlocks({ ...REQUEST, count: 0 }, deps)).toEqual({ ok: true, value: [] });
  });

  it('gives up when the node is about to stop', async () => {
    const chain = await openTestChain();
    const deps = generateDependencies(chain, { isStopping: () => chain.chainstate.tip().height >= 100 });
    const made = await generateBlocks({ ...REQUEST, count: 1_000 }, deps);
    expect(made.ok && made.value).toHaveLength(100);
  });

  it('makes another block where the same one was invalidated', async () => {
    const chain = await openTestChain();
    const deps = generateDependencies(chain);
    await generateBlocks(REQUEST, deps);
    const [first] = bestChain(chain.chainstate);
    await chain.chainstate.invalidateBlock(chain.chainstate.tip());
    await generateBlocks(REQUEST, deps);
    expect(bestChain(chain.chainstate)).toHaveLength(1);
    expect(bestChain(chain.chainstate)[0]).not.toBe(first);
  });

  it('says why where the chain refuses what was made', async () => {
    const chain = await openTestChain();
    chain.clock.setMockTime(1);
    const made = await generateBlocks(REQUEST, generateDependencies(chain));
    expect(made).toMatchObject({ ok: false, code: 'time-too-new' });
    expect(chain.chainstate.tip().height).toBe(0);
  });

  it('finds harder blocks outside the queue of the chain', async () => {
    const bits = 0x1f03ffff;
    const genesis = { ...REGTEST.genesis, header: { ...REGTEST.genesis.header, bits } };
    const params = { ...REGTEST.consensus, powLimit: HARDER_LIMIT };
    const chain = await openTestChain({ params, genesis });
    const made = await generateBlocks({ ...REQUEST, count: 2 }, generateDependencies(chain));
    expect(made.ok && made.value.map(({ header }) => header.bits)).toEqual([bits, bits]);
  });
});
