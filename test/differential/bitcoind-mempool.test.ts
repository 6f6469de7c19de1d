import { describe, it } from 'vitest';
import { displayHash } from '../../src/primitives/hash256.ts';
import { serializeTransaction, type Transaction } from '../../src/primitives/tx.ts';
import { toHex } from '../../src/util/bytes.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { BITCOIND } from '../helpers/bitcoind.ts';
import { type BuiltBlock, buildBlock, buildChain, GENESIS } from '../helpers/chain-builder.ts';
import { BARE_LOCK, outputAt, payTo, type Spendable, spend } from '../helpers/spending.ts';
import { DRAFT_LOCKS, draftTransaction, spendables } from './bitcoind/draft.ts';
import { type Pair, startPair } from './bitcoind/pair.ts';
import { agreeInEach } from './bitcoind/run-pair.ts';
import { createRandom, type Random } from './random.ts';

/**
 * Random transactions, alone and as packages, given to bitcoind and to this node: both take or refuse the same with
 * the same words, and have the same mempool in the end. So are the blocks that now and then hold some of them.
 *
 *     BITCOIND=/path/to/bitcoind NONCED_SEED=1 NONCED_BITCOIND_CASES=3000 npx vitest run test/differential/bitcoind-mempool.test.ts
 */

const TIMEOUT_MS = 3_600_000;
const CASES = Number(process.env['NONCED_BITCOIND_CASES'] ?? 300);
const SEED = Number(process.env['NONCED_SEED'] ?? Date.now() % 1_000_000);

/** Blocks below the one whose transactions make the coins. */
const HEIGHT = 110;
const FANS = 3;
const COINS_OF_A_KIND = 10;
const COIN_VALUE = 10_000_000;

/** Cases between two blocks. */
const BLOCK_EVERY = 40;

const hexOf = (tx: Transaction): string => toHex(serializeTransaction(tx));

/** What both nodes have, and what of it can be spent. */
interface World {
  coins: Spendable[];
  tip: BuiltBlock;
  height: number;
  time: number;
}

async function openWorld(pair: Pair): Promise<World> {
  const base = buildChain(GENESIS, HEIGHT);
  const transactions = base.slice(0, FANS).map(({ transactions: [coinbase] }) => {
    const reward = outputAt(expectDefined(coinbase, 'a coinbase'), 0, BARE_LOCK);
    const outputs = DRAFT_LOCKS.flatMap((lock) => Array(COINS_OF_A_KIND).fill(payTo(lock, COIN_VALUE)));
    return spend([reward], outputs);
  });
  const tip = buildBlock(expectDefined(base.at(-1), 'a block'), { transactions });
  const world: World = { coins: transactions.flatMap(spendables), tip, height: 0, time: 0 };
  await pair.same('setmocktime', [tip.header.time]);
  for (const block of base) await pair.submit(block);
  await standOn(tip, pair, world);
  return world;
}

/** Adds the block to the chain of both. */
async function standOn(block: BuiltBlock, pair: Pair, world: World): Promise<void> {
  await pair.same('setmocktime', [block.header.time + 600]);
  await pair.propose(block);
  await pair.submit(block);
  const { result } = (await pair.same('getblockheader', [displayHash(block.hash)])) as {
    readonly result: { readonly mediantime: number };
  };
  Object.assign(world, { tip: block, height: block.height, time: result.mediantime });
}

/** A transaction with descendants, or alone. */
function draftFamily(random: Random, world: World): readonly Transaction[] {
  const family = [draftTransaction(random, world)];
  const children = random.chance(0.4) ? 1 + random.int(3) : 0;
  for (let i = 0; i < children; i++) {
    const own = spendables(random.pick(family));
    if (own.length === 0) continue;
    const coins = random.chance(0.7) ? [random.pick(own)] : [random.pick(own), random.pick(world.coins)];
    family.push(draftTransaction(random, world, coins));
  }
  return random.chance(0.9) ? family : family.reverse();
}

const ANY_FEE = 0;
const ANY_BURN = 21_000_000;

async function offer(random: Random, pair: Pair, world: World): Promise<void> {
  const family = draftFamily(random, world);
  const hexes = family.map(hexOf);
  await pair.same('testmempoolaccept', [hexes, random.pick([ANY_FEE, 0.1])]);
  if (random.chance(0.5)) await pair.same('submitpackage', [hexes, ANY_FEE, ANY_BURN]);
  else for (const hex of hexes) await pair.same('sendrawtransaction', [hex, ANY_FEE, ANY_BURN]);
  const held = await heldBy(pair);
  world.coins.push(...family.filter(({ txid }) => held.has(displayHash(txid))).flatMap(spendables));
}

async function heldBy(pair: Pair): Promise<ReadonlySet<string>> {
  const { result } = (await pair.same('getrawmempool')) as { readonly result: readonly string[] };
  return new Set(result);
}

/** A block of some transactions, of the mempool or not, good or not. */
async function mine(random: Random, pair: Pair, world: World): Promise<void> {
  const transactions = random.list(random.int(4), () => draftTransaction(random, world));
  const block = buildBlock(world.tip, { transactions, tag: random.int(1_000) });
  await pair.propose(block);
  await pair.submit(block);
  const best = await pair.same('getbestblockhash');
  const isTip = 'result' in best && best.result === displayHash(block.hash);
  const next = isTip ? block : buildBlock(world.tip, { tag: 2_000 });
  if (isTip) world.coins.push(...transactions.flatMap(spendables));
  await standOn(next, pair, world);
}

describe.runIf(BITCOIND !== undefined)('bitcoind (where BITCOIND names one)', { timeout: TIMEOUT_MS }, () => {
  it('takes and refuses transactions as this node does', async (context) => {
    const pair = await startPair();
    const world = await openWorld(pair);
    const cases = Array.from({ length: CASES }, (_, i) => [`case ${i} of seed ${SEED}`, i] as const);
    await agreeInEach(cases, async ([, i]) => {
      const random = createRandom(SEED + i);
      if (i % BLOCK_EVERY === BLOCK_EVERY - 1) await mine(random, pair, world);
      await offer(random, pair, world);
    });
    await pair.same('getrawmempool', [true]);
    await pair.expectSameCoins();
    context.task.meta.comparisons = CASES;
    await pair.stop();
  });
});
