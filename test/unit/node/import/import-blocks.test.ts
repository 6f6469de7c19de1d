import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ImportProgress, importBlocks } from '../../../../src/node/import/import-blocks.ts';
import type { Block } from '../../../../src/primitives/block.ts';
import { displayHash } from '../../../../src/primitives/hash256.ts';
import { StoreError } from '../../../../src/store/store-error.ts';
import { concatBytes } from '../../../../src/util/bytes.ts';
import { blockRecord } from '../../../helpers/block-files.ts';
import { buildBlock, buildChain, GENESIS } from '../../../helpers/chain-builder.ts';
import { REGTEST } from '../../../helpers/regtest.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';
import { bestChain, openTestChain, type TestChainOptions } from '../../../helpers/test-chain.ts';
import { outputOf } from '../../../helpers/transactions.ts';

const hashes = (blocks: readonly Block[]) => blocks.map(({ hash }) => displayHash(hash));

/** A chain state, files beside its store, and an import of them. */
async function setUp(options: TestChainOptions = {}) {
  const chain = await openTestChain(options);
  const lines: string[] = [];
  const progress: ImportProgress[] = [];
  let files = 0;
  let stopAfter = Number.POSITIVE_INFINITY;
  const line = (text: string) => void lines.push(text);
  const log = { info: line, warn: line, error: line, debug() {} };
  return {
    ...chain,
    lines,
    progress,
    /** Writes a file of these parts; a block becomes a record. */
    file(...parts: readonly (Block | Uint8Array)[]) {
      const path = join(dirname(chain.path), `blk${files++}.dat`);
      writeFileSync(
        path,
        concatBytes(...parts.map((part) => (part instanceof Uint8Array ? part : blockRecord(part)))),
      );
      return path;
    },
    stopAfter(records: number) {
      stopAfter = records;
    },
    async run(...paths: readonly string[]) {
      await importBlocks(paths, {
        chainstate: chain.chainstate,
        magic: REGTEST.magic,
        clock: chain.clock,
        log,
        isStopping: () => progress.length >= stopAfter,
        onProgress: (now) => void progress.push(now),
      });
      await chain.chainstate.settled();
      return bestChain(chain.chainstate);
    },
  };
}

describe('importBlocks', () => {
  it('takes the blocks of a file, what stands between them aside', async () => {
    const { file, run, lines, progress } = await setUp();
    const chain = buildChain(GENESIS, 150);
    const junk = [...REGTEST.magic, 1, 2, 3];
    const path = file(REGTEST.genesis, ...chain.flatMap((block) => [Uint8Array.from(junk), block]));
    expect(await run(path)).toEqual(hashes(chain));
    expect(lines).toEqual([
      `Importing blocks file ${path}...`,
      expect.stringMatching(/^Loaded 150 blocks from external file in \d+ms$/),
    ]);
    expect(progress.at(-1)).toEqual({ path, read: 1 });
  });

  it('lets blocks wait for their parents, also for those of a later file', async () => {
    const { file, run } = await setUp();
    const chain = buildChain(GENESIS, 60);
    const random = seededRandom(5);
    const mixed = chain.map((block) => ({ block, key: random() })).sort((a, b) => a.key - b.key);
    const blocks = mixed.map(({ block }) => block);
    expect(await run(file(...blocks.slice(0, 30)), file(...blocks.slice(30)))).toEqual(hashes(chain));
  });

  it('says how many are left out because their parents are in no file', async () => {
    const { file, run, lines } = await setUp();
    const [first, , third, fourth] = buildChain(GENESIS, 4);
    expect(await run(file(first as Block, third as Block, fourth as Block))).toEqual(
      hashes([first as Block]),
    );
    expect(lines.at(-1)).toBe('2 blocks were left out: their parents are in none of the files');
  });

  it('leaves out what the chain has', async () => {
    const { file, run, chainstate, lines } = await setUp();
    const chain = buildChain(GENESIS, 5);
    for (const block of chain.slice(0, 3)) await chainstate.submitBlock(block);
    expect(await run(file(...chain))).toEqual(hashes(chain));
    expect(lines.at(-1)).toMatch(/^Loaded 2 blocks /);
  });

  it('goes on behind blocks that are damaged, invalid or of another network', async () => {
    const { file, run } = await setUp();
    const [first, second] = buildChain(GENESIS, 2);
    if (!first || !second) throw new Error('two blocks');
    const greedy = buildBlock(GENESIS, { tag: 1, coinbase: { outputs: [outputOf(50_0000_0001)] } });
    const damaged = blockRecord(buildBlock(GENESIS, { tag: 2 }));
    damaged.fill(0xff, 100);
    const foreign = blockRecord(buildBlock(GENESIS, { tag: 3 }), Uint8Array.of(1, 2, 3, 4));
    expect(await run(file(damaged, first, greedy, buildBlock(greedy), foreign, second))).toEqual(
      hashes([first, second]),
    );
  });

  it('goes on with the next file where one can no longer be read', async () => {
    const { file, run, lines } = await setUp();
    const chain = buildChain(GENESIS, 2);
    expect(await run('/no/such/file', file(...chain))).toEqual(hashes(chain));
    expect(lines[0]).toMatch(/^Could not read blocks file \/no\/such\/file \(ENOENT/);
  });

  it('ends early where it is told to', async () => {
    const { file, run, stopAfter } = await setUp();
    const chain = buildChain(GENESIS, 40);
    stopAfter(10);
    const best = await run(file(...chain), file(...buildChain(GENESIS, 50, { tag: 1 })));
    expect(best).toEqual(hashes(chain.slice(0, 10)));
  });

  it('passes on what the store throws', async () => {
    const { file, run } = await setUp({
      memory: { coinsBytes: 2 ** 20, heldBytes: 2 ** 14, salt: 1 },
      wrapStore: (store) => ({
        ...store,
        commitChain(batch) {
          if (batch.blocks.length > 1) throw new StoreError('the disk is gone');
          store.commitChain(batch);
        },
      }),
    });
    await expect(run(file(...buildChain(GENESIS, 100)))).rejects.toThrow(StoreError);
  });

  it('tells of its progress every five seconds', async () => {
    let now = 0;
    const { file, run, lines } = await setUp({ monotonicMs: () => (now += 20) });
    const path = file(...buildChain(GENESIS, 600));
    await run(path);
    const told = lines.filter((line) => line.startsWith(`Importing ${path}: `));
    expect(told.length).toBeGreaterThan(1);
    expect(told[0]).toMatch(/: \d+ %, height \d+, \d+ blocks\/s$/);
  });
});
