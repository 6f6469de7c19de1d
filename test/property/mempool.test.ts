import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withAncestors } from '../../src/mempool/entry.ts';
import { selectTransactions } from '../../src/mining/select-txs.ts';
import { displayHash } from '../../src/primitives/hash256.ts';
import type { Transaction } from '../../src/primitives/tx.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import type { BuiltBlock } from '../helpers/chain-builder.ts';
import { inspectChainFile, readMempoolTip } from '../helpers/chain-file.ts';
import {
  expectConserved,
  expectConsistent,
  expectLossesExplained,
  expectMinable,
} from '../helpers/mempool-checks.ts';
import { keyLock, OPEN_LOCK, outputAt, payOn, type Spendable } from '../helpers/spending.ts';
import {
  coinbaseCoin,
  openTestMempool,
  type TestMempool,
  type TestMempoolOptions,
} from '../helpers/test-mempool.ts';

/** Random lives of a mempool: transactions, blocks, reorganisations, stops and crashes. */

const LOCKS = [OPEN_LOCK, OPEN_LOCK, keyLock(1), keyLock(2)];

/** Final; replaceable; relative locks of 0 … 2 blocks and of 512 s. */
const SEQUENCES = [
  0xffffffff,
  0xffffffff,
  0xffffffff,
  0xfffffffd,
  0xfffffffd,
  0xfffffffd,
  0,
  1,
  2,
  (1 << 22) | 1,
];

/** Few, so that limits are met often. */
const LIMITS = { clusterCount: 6, clusterVsize: 101_000 };

const choice = fc.nat(1_000_000);

const pay = fc.record({
  kind: fc.constant('pay' as const),
  coins: fc.array(choice, { minLength: 1, maxLength: 3 }),
  /** Mostly from what nobody has spent; else from everything, spent or not. */
  from: fc.constantFrom('unspent' as const, 'unspent' as const, 'recent' as const, 'all' as const),
  parts: fc.integer({ min: 1, max: 4 }),
  fee: fc.oneof(
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 40 }) },
    { weight: 9, arbitrary: fc.integer({ min: 40, max: 20_000 }) },
  ),
  lock: fc.nat(LOCKS.length - 1),
  sequence: fc.nat(SEQUENCES.length - 1),
  /** Blocks from the next one on that the lock time is at; far below 0: none. */
  lockTimeOffset: fc.constantFrom(-9, -9, -9, -9, -9, -9, -9, -9, -1, 0),
});

const command = fc.oneof(
  { weight: 24, arbitrary: pay },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('mine' as const), share: fc.double({ min: 0, max: 1 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('reorganise' as const),
      depth: fc.integer({ min: 1, max: 4 }),
      share: fc.double({ min: 0, max: 1 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('foreign' as const), coin: choice }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('invalidate' as const, 'restart' as const, 'crash' as const),
    }),
  },
);

type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

interface World {
  node: TestMempool;
  /** Every output that ever was, newest last. */
  readonly outputs: Spendable[];
  nextTag: number;
}

async function createWorld(options: TestMempoolOptions): Promise<World> {
  const node = await openTestMempool(options);
  return { node, outputs: await node.mineCoins(8), nextTag: 1 };
}

function noteOutputs({ outputs }: World, tx: Transaction, lock = OPEN_LOCK): void {
  for (const index of tx.outputs.keys()) outputs.push(outputAt(tx, index, lock));
}

function submitPayment(world: World, request: Extract<Command, { kind: 'pay' }>): void {
  const { node } = world;
  const pickFrom = coinsToPickFrom(world, request.from);
  const coins = [
    ...new Set(request.coins.map((n) => expectDefined(pickFrom[n % pickFrom.length], 'a coin'))),
  ];
  const lock = expectDefined(LOCKS[request.lock], 'a lock');
  const height = node.chainstate.tip().height + 1;
  const tx = payOn(coins, request.fee, {
    lock,
    parts: request.parts,
    sequence: expectDefined(SEQUENCES[request.sequence], 'a sequence'),
    lockTime: request.lockTimeOffset < -1 ? 0 : height + request.lockTimeOffset,
  });
  const tested = node.mempool.test(tx);
  const before = snapshot(node);
  const verdict = node.mempool.accept(tx);
  if (verdict.ok || verdict.code !== 'mempool full') expect(tested.ok).toBe(verdict.ok);
  if (verdict.ok) noteOutputs(world, tx, lock);
  else if (verdict.code !== 'mempool full') expect(snapshot(node)).toEqual(before);
}

function coinsToPickFrom(
  { outputs, node: { mempool, chainstate } }: World,
  from: 'unspent' | 'recent' | 'all',
): readonly Spendable[] {
  const height = chainstate.tip().height + 1;
  const { coinbaseMaturity } = chainstate.params;
  const unspent = outputs.filter((output) => {
    const coin = mempool.coins.getCoin(output);
    return (
      coin && !mempool.spenderOf(output) && (!coin.isCoinbase || height - coin.height >= coinbaseMaturity)
    );
  });
  return from === 'unspent' && unspent.length > 0 ? unspent : outputs.slice(from === 'recent' ? -6 : 0);
}

/** Some of the mempool, with all that they need, in block order. */
function chooseFrom({ mempool, chainstate }: TestMempool, share: number): readonly Transaction[] {
  const tip = chainstate.tip();
  const space = { height: tip.height + 1, lockTimeCutoff: tip.medianTimePast };
  const { selected } = selectTransactions(mempool.feed(), space);
  const chosen = selected.filter((_, i) => ((i * 7919) % 1000) / 1000 < share);
  const needed = new Set(chosen.flatMap(({ tx }) => idsWithAncestors(tx, mempool)));
  return selected.map(({ tx }) => tx).filter(({ txid }) => needed.has(displayHash(txid)));
}

function idsWithAncestors({ txid }: Transaction, mempool: TestMempool['mempool']): string[] {
  const family = withAncestors(expectDefined(mempool.get(txid), 'it is here'));
  return [...family].map(({ tx }) => displayHash(tx.txid));
}

async function mineOne(world: World, transactions: readonly Transaction[]): Promise<BuiltBlock> {
  const block = await world.node.mine(transactions, { tag: world.nextTag++ });
  world.outputs.push(coinbaseCoin(block));
  return block;
}

/** A longer branch that leaves out what the old one held, or takes some of it in again. */
async function reorganise(world: World, depth: number, share: number): Promise<void> {
  const { chainstate } = world.node;
  const tip = chainstate.tip();
  if (tip.height - depth < 8) return;
  const abandoned = expectDefined(chainstate.readBlock(tip), 'the tip has its block');
  await chainstate.invalidateBlock(
    expectDefined(chainstate.atHeight(tip.height - depth + 1), 'a block to leave'),
  );
  // What the mempool took back is what the new branch chooses from.
  for (let i = 0; i <= depth; i++) await mineOne(world, chooseFrom(world.node, share));
  await chainstate.reconsiderBlock(expectDefined(chainstate.find(abandoned.hash), 'it is still known'));
}

/** A block with a transaction that the mempool never saw, which may spend what its own ones spend. */
async function mineForeign(world: World, coin: number): Promise<void> {
  const { node, outputs } = world;
  const tip = node.chainstate.tip();
  const { coinbaseMaturity } = node.chainstate.params;
  const confirmed = outputs.filter((output) => {
    const found = node.chainstate.coins.getCoin(output);
    return found && (!found.isCoinbase || tip.height + 1 - found.height >= coinbaseMaturity);
  });
  const spent = confirmed[coin % Math.max(confirmed.length, 1)];
  if (!spent || spent.value < 10_000) return;
  const tx = payOn([spent], 777, { parts: 2 });
  await mineOne(world, [tx]);
  noteOutputs(world, tx);
}

async function reopen(world: World, options: TestMempoolOptions): Promise<void> {
  const before = snapshot(world.node);
  const { path } = world.node;
  const now = world.node.clock.nowSeconds();
  world.node.mempool.close();
  world.node.crash();
  world.node = await openTestMempool({ ...options, path });
  world.node.clock.setMockTime(now);
  await world.node.mempool.load(async () => {});
  expect(snapshot(world.node)).toEqual(before);
}

/**
 * The chain leaves its tip, and the node dies before the mempool has written anything of that. All that it held then
 * is there again, but for what does not fit into a cluster: those are filled in another order now. So may be what it
 * had held before and dropped at a tip in between. A full mempool may choose otherwise whom to drop.
 */
async function crash(world: World, options: TestMempoolOptions): Promise<void> {
  world.node.mempool.flush();
  const before = transactions(world.node);
  const { path, chainstate } = world.node;
  const tip = chainstate.tip();
  // Where the mempool had nothing to write since that block came, it will not know that the block was there.
  const isTipWritten = readMempoolTip(path) === displayHash(tip.hash);
  if (tip.height > 9) await chainstate.invalidateBlock(tip);
  const after = transactions(world.node);
  world.node.crash();
  world.node = await openTestMempool({ ...options, path });
  await world.node.mempool.load(async () => {});
  const due = isTipWritten ? after : after.filter((tx) => before.includes(tx));
  const { usage, maxBytes } = world.node.mempool.info();
  if (usage < maxBytes / 2) expectLossesExplained(world.node, due, LIMITS.clusterCount);
  expect(idsOf([...before, ...after])).toEqual(expect.arrayContaining([...snapshot(world.node)]));
}

function transactions({ mempool }: TestMempool): readonly Transaction[] {
  return [...mempool.entries()].map(({ tx }) => tx);
}

function snapshot(node: TestMempool): readonly string[] {
  return idsOf(transactions(node)).sort();
}

function idsOf(txs: readonly Transaction[]): string[] {
  return txs.map(({ txid }) => displayHash(txid));
}

async function run(world: World, step: Command, options: TestMempoolOptions): Promise<void> {
  switch (step.kind) {
    case 'pay':
      return submitPayment(world, step);
    case 'mine':
      return void (await mineOne(world, chooseFrom(world.node, step.share)));
    case 'reorganise':
      return reorganise(world, step.depth, step.share);
    case 'foreign':
      return mineForeign(world, step.coin);
    case 'invalidate':
      if (world.node.chainstate.tip().height > 9)
        await world.node.chainstate.invalidateBlock(world.node.chainstate.tip());
      return;
    case 'restart':
      return reopen(world, options);
    case 'crash':
      return crash(world, options);
  }
}

async function liveThrough(steps: readonly Command[], options: TestMempoolOptions): Promise<void> {
  const world = await createWorld(options);
  for (const step of steps) {
    await run(world, step, options);
    expectConsistent(world.node, LIMITS.clusterCount);
    await expectMinable(world.node);
    expectConserved(world.node);
  }
  const { path, mempool } = world.node;
  mempool.close();
  world.node.crash();
  const file = inspectChainFile(path);
  expect(file.coins).toEqual(file.replayed);
  expect(file.integrity).toBe('ok');
}

/** How many lives, unless NONCED_RUNS says another number. */
const runs = (usual: number): number => Number(process.env['NONCED_RUNS'] ?? usual);

/** Ends the search for a smaller example in time to tell the one that it has. */
const shrinking = (numRuns: number) => ({
  interruptAfterTimeLimit: 90_000 + numRuns * 2_000,
  markInterruptAsFailure: true,
});

const lives = fc.array(command, { minLength: 40, maxLength: 120, size: 'max' });

const ROOMY = runs(15);

it(
  'a mempool holds only what the next block could, whatever comes',
  async () => {
    const property = fc.asyncProperty(lives, async (steps) => {
      await liveThrough(steps, { options: { limits: LIMITS } });
    });
    await fc.assert(property, { numRuns: ROOMY, ...shrinking(ROOMY) });
  },
  120_000 + ROOMY * 2_000,
);

const FULL = runs(8);

it(
  'and so does one that is always full',
  async () => {
    const property = fc.asyncProperty(lives, async (steps) => {
      await liveThrough(steps, { options: { limits: LIMITS, maxBytes: 20_000 } });
    });
    await fc.assert(property, { numRuns: FULL, ...shrinking(FULL) });
  },
  120_000 + FULL * 2_000,
);
