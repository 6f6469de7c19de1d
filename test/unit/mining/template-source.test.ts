import { describe, expect, it } from 'vitest';
import { generateBlocks } from '../../../src/mining/generate.ts';
import { createTemplateSource } from '../../../src/mining/template-source.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { expectMinable } from '../../helpers/mempool-checks.ts';
import { generateDependencies } from '../../helpers/mining.ts';
import { OPEN_LOCK, outputAt, payOn } from '../../helpers/spending.ts';
import { openTestMempool, type TestMempool } from '../../helpers/test-mempool.ts';

/** What a block keeps for its header and coinbase. */
const RESERVED_WEIGHT = 8_000;

/** Room for some three of the transactions below. */
const MAX_WEIGHT = RESERVED_WEIGHT + 1_800;

const MATURE = 3;

interface Scene extends TestMempool {
  readonly deps: ReturnType<typeof generateDependencies>;
  /** Payments of a coin each, the best first. */
  readonly payments: readonly Transaction[];
}

/** Twelve coins, ten of them spent by transactions that wait; in small blocks. */
async function openScene(): Promise<Scene> {
  const node = await openTestMempool();
  const coins = (await node.mineCoins(12 + MATURE)).slice(0, 12);
  const payments = coins
    .slice(0, 10)
    .map((coin, i) => payOn([coin], 20_000 - 1_000 * i, { parts: 2, sequence: 0xfffffffd }));
  // Not in the order in which they are mined.
  for (const tx of payments.toReversed()) expect(node.mempool.accept(tx)).toMatchObject({ ok: true });
  const templates = createTemplateSource({
    chainstate: node.chainstate,
    clock: node.clock,
    candidates: node.mempool.feed,
    revision: node.mempool.revision,
    limits: { maxWeight: MAX_WEIGHT },
  });
  return { ...node, payments, deps: generateDependencies(node, { templates }) };
}

/** What the blocks above a height hold, without their coinbases. */
function contents({ chainstate }: TestMempool, aboveHeight: number): string[][] {
  const blocks: string[][] = [];
  for (let height = aboveHeight + 1; height <= chainstate.tip().height; height++) {
    const entry = expectDefined(chainstate.atHeight(height), 'a block');
    const [, ...others] = expectDefined(chainstate.readBlock(entry), 'its data').transactions;
    blocks.push(idsOf(others));
  }
  return blocks;
}

const idsOf = (txs: readonly Transaction[]): string[] => txs.map(({ txid }) => displayHash(txid));
const request = (count: number) => ({ count, scriptPubKey: OPEN_LOCK.scriptPubKey, maxTries: 1e6 });

describe('createTemplateSource', () => {
  it('fills each block of a group with the best that the blocks before it left', async () => {
    const scene = await openScene();
    const { height } = scene.chainstate.tip();
    expect(await generateBlocks(request(5), scene.deps)).toMatchObject({ ok: true });
    const ids = idsOf(scene.payments);
    expect(contents(scene, height)).toEqual([
      ids.slice(0, 3),
      ids.slice(3, 6),
      ids.slice(6, 9),
      ids.slice(9),
      [],
    ]);
    expect(scene.mempool.count()).toBe(0);
  });

  it('fills a group as blocks that are mined one by one, families too', async () => {
    const [group, single] = [await openScene(), await openScene()];
    const { height } = group.chainstate.tip();
    for (const { mempool, payments } of [group, single]) {
      for (const [i, parent] of payments.entries()) {
        const child = payOn([outputAt(parent, 0)], 100 + 3_100 * ((i * 7) % 10), { parts: 2 });
        const grandchild = payOn([outputAt(child, 1), outputAt(parent, 1)], 40_000 * (i % 3) + 555 * i);
        for (const tx of [child, grandchild]) mempool.accept(tx);
      }
    }
    await generateBlocks(request(20), group.deps);
    for (let i = 0; i < 20; i++) await generateBlocks(request(1), single.deps);
    expect(contents(group, height)).toEqual(contents(single, height));
    expect(contents(group, height).filter((ids) => ids.length > 0).length).toBeGreaterThan(8);
    expect(group.mempool.count()).toBe(single.mempool.count());
  });

  it('collects the fees in each', async () => {
    const scene = await openScene();
    const { height } = scene.chainstate.tip();
    await generateBlocks(request(5), scene.deps);
    const coinbaseValues = [1, 2, 3, 4, 5].map((above) => {
      const entry = expectDefined(scene.chainstate.atHeight(height + above), 'a block');
      return scene.chainstate.readBlock(entry)?.transactions[0]?.outputs[0]?.value;
    });
    const fees = [57_000, 48_000, 39_000, 11_000, 0];
    expect(coinbaseValues).toEqual(fees.map((fee) => 5_000_000_000 + fee));
  });

  it('takes what waited when the group was begun, whatever is replaced meanwhile', async () => {
    const scene = await openScene();
    const { height } = scene.chainstate.tip();
    const [first] = scene.payments as [Transaction];
    const coin = { ...expectDefined(first.inputs[0], 'its coin').prevout, value: 5e9, lock: OPEN_LOCK };
    const rival = payOn([coin], 90_000, { parts: 2 });
    let isReplaced = false;
    const { scan } = scene.deps;
    await generateBlocks(request(5), {
      ...scene.deps,
      scan(unit) {
        isReplaced ||= scene.mempool.accept(rival).ok;
        return scan(unit);
      },
    });
    expect(isReplaced).toBe(true);
    expect(contents(scene, height).flat()).toEqual(idsOf(scene.payments));
    expect(scene.mempool.get(rival.txid)).toBeUndefined();
    await expectMinable(scene);
  });

  it('makes a bare template on a parent that the mempool does not follow', async () => {
    const { chainstate, deps } = await openScene();
    const parent = expectDefined(chainstate.tip().parent, 'a block below');
    expect(deps.templates.full(parent).selected).toEqual([]);
    expect(deps.templates.series(2)(parent).selected).toEqual([]);
  });
});
