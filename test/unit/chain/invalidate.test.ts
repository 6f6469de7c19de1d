import { copyFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Block } from '../../../src/primitives/block.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { InvariantError } from '../../../src/util/invariant.ts';
import { type BuiltBlock, buildBlock, buildChain, GENESIS } from '../../helpers/chain-builder.ts';
import { CHAIN_RESOURCES } from '../../helpers/chain-resources.ts';
import {
  bestChain,
  openTestChain,
  replayedCoins,
  storedCoins,
  type TestChain,
  temporaryStorePath,
} from '../../helpers/test-chain.ts';
import { outputOf } from '../../helpers/transactions.ts';

const hashes = (blocks: readonly Block[]) => blocks.map(({ hash }) => displayHash(hash));

function entryOf({ chainstate }: TestChain, block: Block | undefined) {
  const entry = block && chainstate.find(block.hash);
  if (!entry) throw new Error('the block is known');
  return entry;
}

/** A chain state with a trunk of two blocks and two branches on it, the longer one first. */
async function openForked() {
  const chain = await openTestChain();
  const trunk = buildChain(GENESIS, 2);
  const longer = buildChain(trunk[1] ?? GENESIS, 3, { tag: 1 });
  const shorter = buildChain(trunk[1] ?? GENESIS, 2, { tag: 2 });
  for (const block of [...trunk, ...longer, ...shorter]) await chain.chainstate.submitBlock(block);
  return { chain, trunk, longer, shorter };
}

describe('preciousBlock', () => {
  it('goes over to a block of the same work, the last one preferred, and stays there after a restart', async () => {
    const chain = await openTestChain();
    const blocks = [1, 2, 3].map((tag) => buildBlock(GENESIS, { tag }));
    for (const block of blocks) await chain.chainstate.submitBlock(block);
    for (const block of [blocks[2], blocks[1]]) {
      await chain.chainstate.preciousBlock(entryOf(chain, block));
      expect(bestChain(chain.chainstate)).toEqual(hashes([block as Block]));
    }
    expect(storedCoins(chain.path)).toEqual(replayedCoins(blocks.slice(1, 2)));
    const again = await chain.restart();
    expect(bestChain(again.chainstate)).toEqual(hashes(blocks.slice(1, 2)));
    await again.chainstate.preciousBlock(entryOf(again, blocks[0]));
    expect(bestChain(again.chainstate)).toEqual(hashes(blocks.slice(0, 1)));
  });

  it('prefers none of less work, even once it has as much', async () => {
    const chain = await openTestChain();
    const [first, second] = buildChain(GENESIS, 2, { tag: 1 });
    if (!first || !second) throw new Error('two blocks');
    const side = buildChain(GENESIS, 2, { tag: 2 });
    for (const block of [first, second, side[0] as Block]) await chain.chainstate.submitBlock(block);
    await chain.chainstate.preciousBlock(entryOf(chain, side[0]));
    await chain.chainstate.submitBlock(side[1] as Block);
    expect(bestChain(chain.chainstate)).toEqual(hashes([first, second]));
    await chain.chainstate.submitHeader(buildBlock(side[1] as BuiltBlock).header);
    await chain.chainstate.preciousBlock(chain.chainstate.bestHeader());
    expect(bestChain(chain.chainstate)).toEqual(hashes([first, second]));
  });
});

describe('invalidateBlock', () => {
  it('leaves the branch for the best of the others', async () => {
    const { chain, trunk, longer, shorter } = await openForked();
    await chain.chainstate.invalidateBlock(entryOf(chain, longer[1]));
    expect(bestChain(chain.chainstate)).toEqual(hashes([...trunk, ...shorter]));
    expect(entryOf(chain, longer[0]).failure).toBe('none');
    expect(entryOf(chain, longer[1]).failure).toBe('self');
    expect(entryOf(chain, longer[2]).failure).toBe('ancestor');
    expect(storedCoins(chain.path)).toEqual(replayedCoins([...trunk, ...shorter]));
  });

  it('stays on the parent where no other has as much work', async () => {
    const { chain, trunk, longer } = await openForked();
    await chain.chainstate.invalidateBlock(entryOf(chain, longer[2]));
    expect(bestChain(chain.chainstate)).toEqual(hashes([...trunk, ...longer.slice(0, 2)]));
  });

  it('tells of every block that left, then of every block that came', async () => {
    const { chain, longer } = await openForked();
    const heard = chain.events.length;
    await chain.chainstate.invalidateBlock(entryOf(chain, longer[0]));
    expect(chain.events.slice(heard)).toEqual([
      'blockDisconnected 5',
      'blockDisconnected 4',
      'blockDisconnected 3',
      'blockConnected 3',
      'blockConnected 4',
      'tipChanged 4',
    ]);
  });

  it('marks a block of another branch without moving', async () => {
    const { chain, longer, shorter, trunk } = await openForked();
    const heard = chain.events.length;
    await chain.chainstate.invalidateBlock(entryOf(chain, shorter[0]));
    expect(bestChain(chain.chainstate)).toEqual(hashes([...trunk, ...longer]));
    expect(chain.events).toHaveLength(heard);
    expect(entryOf(await chain.restart(), shorter[1]).failure).toBe('ancestor');
  });

  it('goes down to the genesis block, and no further', async () => {
    const { chain, trunk } = await openForked();
    await chain.chainstate.invalidateBlock(entryOf(chain, trunk[0]));
    expect(chain.chainstate.tip().height).toBe(0);
    expect(storedCoins(chain.path)).toEqual([]);
    await expect(chain.chainstate.invalidateBlock(chain.chainstate.genesis())).rejects.toThrow(
      InvariantError,
    );
    expect(await chain.chainstate.submitBlock(buildBlock(GENESIS, { tag: 7 }))).toMatchObject({ ok: true });
  });

  it('is remembered', async () => {
    const { chain, longer, trunk, shorter } = await openForked();
    await chain.chainstate.invalidateBlock(entryOf(chain, longer[0]));
    const again = await chain.restart();
    expect(bestChain(again.chainstate)).toEqual(hashes([...trunk, ...shorter]));
    expect(longer.map((block) => entryOf(again, block).failure)).toEqual(['self', 'ancestor', 'ancestor']);
    expect(await again.chainstate.submitBlock(longer[0] as Block)).toMatchObject({
      code: 'duplicate-invalid',
    });
    expect(await again.chainstate.submitBlock(buildBlock(longer[2] ?? GENESIS))).toMatchObject({
      code: 'bad-prevblk',
    });
  });

  it('does not come back to the branch when it grows', async () => {
    const { chain, longer, trunk, shorter } = await openForked();
    const waiting = buildBlock(longer[2] ?? GENESIS);
    await chain.chainstate.submitHeader(waiting.header);
    await chain.chainstate.invalidateBlock(entryOf(chain, longer[0]));
    expect(await chain.chainstate.submitBlock(waiting)).toMatchObject({ code: 'duplicate-invalid' });
    expect(bestChain(chain.chainstate)).toEqual(hashes([...trunk, ...shorter]));
  });
});

describe('reconsiderBlock', () => {
  it.each([0, 1, 2])('comes back to the branch by its block %d', async (i) => {
    const { chain, trunk, longer } = await openForked();
    await chain.chainstate.invalidateBlock(entryOf(chain, longer[0]));
    await chain.chainstate.reconsiderBlock(entryOf(chain, longer[i]));
    expect(bestChain(chain.chainstate)).toEqual(hashes([...trunk, ...longer]));
    expect(longer.map((block) => entryOf(chain, block).failure)).toEqual(['none', 'none', 'none']);
    expect(storedCoins(chain.path)).toEqual(replayedCoins([...trunk, ...longer]));
  });

  it('is remembered', async () => {
    const { chain, trunk, longer, shorter } = await openForked();
    await chain.chainstate.invalidateBlock(entryOf(chain, longer[0]));
    await chain.chainstate.invalidateBlock(entryOf(chain, shorter[0]));
    await chain.chainstate.reconsiderBlock(entryOf(chain, shorter[1]));
    const again = await chain.restart();
    expect(bestChain(again.chainstate)).toEqual(hashes([...trunk, ...shorter]));
    expect(entryOf(again, longer[2]).failure).toBe('ancestor');
  });

  it('finds a block that breaks a rule to do so again', async () => {
    const chain = await openTestChain();
    const good = buildBlock(GENESIS);
    await chain.chainstate.submitBlock(good);
    const bad = buildBlock(good, {
      coinbase: { outputs: [{ value: 51_0000_0000, scriptPubKey: new Uint8Array() }] },
    });
    await chain.chainstate.submitBlock(bad);
    await chain.chainstate.reconsiderBlock(entryOf(chain, bad));
    expect(entryOf(chain, bad).failure).toBe('self');
    expect(bestChain(chain.chainstate)).toEqual(hashes([good]));
  });

  it('changes nothing where nothing was marked', async () => {
    const { chain, trunk } = await openForked();
    const heard = chain.events.length;
    await chain.chainstate.reconsiderBlock(entryOf(chain, trunk[0]));
    expect(chain.events).toHaveLength(heard);
  });
});

describe('a reorganisation in steps', () => {
  /** Opens a chain that copies its files at each commit once it is told to, and can hold some forty blocks at a time. */
  async function openCopying() {
    const copies: string[] = [];
    let copying = false;
    const path = temporaryStorePath();
    const chain = await openTestChain({
      path,
      memory: { ...CHAIN_RESOURCES.memory, heldBytes: 2 ** 17 },
      monotonicMs: () => 0,
      wrapStore: (store) => ({
        ...store,
        commitChain(batch) {
          store.commitChain(batch);
          if (!copying) return;
          const copy = `${path}.${copies.length}`;
          for (const suffix of ['', '-wal']) copyFileSync(`${path}${suffix}`, `${copy}${suffix}`);
          copies.push(copy);
        },
      }),
    });
    const trunk = buildChain(GENESIS, 2);
    const long = buildChain(trunk[1] ?? GENESIS, 150, { tag: 1 });
    const short = buildChain(trunk[1] ?? GENESIS, 140, { tag: 2 });
    for (const block of [...trunk, ...long, ...short]) await chain.chainstate.feedBlock(block);
    await chain.chainstate.settled();
    copying = true;
    return { chain, copies, long: [...trunk, ...long], short: [...trunk, ...short] };
  }

  /** Each of the copies is what a crash leaves; a start goes on from it to these blocks. */
  async function expectHealed(copies: readonly string[], blocks: readonly Block[]) {
    for (const path of copies) {
      const { chainstate, close } = await openTestChain({ path });
      expect(bestChain(chainstate)).toEqual(hashes(blocks));
      expect(storedCoins(path)).toEqual(replayedCoins(blocks));
      close();
    }
  }

  it('is gone on with after a crash between any two of them', async () => {
    const { chain, copies, long, short } = await openCopying();
    const first = entryOf(chain, long[2]);
    await chain.chainstate.invalidateBlock(first);
    expect(bestChain(chain.chainstate)).toEqual(hashes(short));
    expect(copies.length).toBeGreaterThan(5);
    await expectHealed(copies, short);
    const downwards = copies.length;
    await chain.chainstate.reconsiderBlock(first);
    expect(bestChain(chain.chainstate)).toEqual(hashes(long));
    expect(copies.length).toBeGreaterThan(downwards + 5);
    await expectHealed(copies.slice(downwards), long);
  });

  it('tells of a whole chain after each of them', async () => {
    const { chain, long, short } = await openCopying();
    const { chainstate, path } = chain;
    const known = new Map([...long, ...short].map((block) => [displayHash(block.hash), block]));
    let told = 0;
    chainstate.events.on('tipChanged', ({ tip }) => {
      const best = bestChain(chainstate);
      expect(best.at(-1)).toBe(displayHash(tip.hash));
      expect(storedCoins(path)).toEqual(replayedCoins(best.map((hash) => known.get(hash) as Block)));
      told++;
    });
    await chainstate.invalidateBlock(entryOf(chain, long[2]));
    expect(told).toBeGreaterThan(5);
  });

  it('goes back where a block on the way is refused', async () => {
    const { chain, long } = await openCopying();
    const { chainstate } = chain;
    const side = buildChain(long[1] as BuiltBlock, 149, { tag: 3 });
    const greedy = buildBlock(side.at(-1) ?? GENESIS, { coinbase: { outputs: [outputOf(50_0000_0001)] } });
    for (const block of side) await chainstate.feedBlock(block);
    // The block above it waits for it, so that its chain is the best as soon as it comes.
    await chainstate.submitHeader(greedy.header);
    await chainstate.submitBlock(buildBlock(greedy));
    expect(await chainstate.submitBlock(greedy)).toMatchObject({ code: 'bad-cb-amount' });
    expect(bestChain(chainstate)).toEqual(hashes(long));
    expect(storedCoins(chain.path)).toEqual(replayedCoins(long));
    expect(chain.events.filter((event) => event.startsWith('tipChanged')).length).toBeGreaterThan(10);
  });
});
