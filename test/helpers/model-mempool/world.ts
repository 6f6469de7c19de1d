import { expect } from 'vitest';
import { estimateMemoryUsage } from '../../../src/mempool/memory-usage.ts';
import { DEFAULT_MEMPOOL_OPTIONS, type MempoolOptions } from '../../../src/mempool/options.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { equalBytes } from '../../../src/util/bytes.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { CHAIN_RESOURCES } from '../chain-resources.ts';
import { REGTEST } from '../regtest.ts';
import { OPEN_LOCK, outputAt, payOn, type Spendable } from '../spending.ts';
import { TEST_TIME } from '../test-chain.ts';
import { openTestMempool, TEST_MATURITY, type TestMempool } from '../test-mempool.ts';
import { fillBlock } from './blocks.ts';
import { type ModelBlock, nameOf, placeOf } from './chain.ts';
import { createModelMempool, type ModelMempool, type ModelOptions } from './mempool.ts';
import { makePayment } from './payments.ts';
import type { Payment, Step } from './steps.ts';

/** A mempool and its model, to both of which the same happens. */
export interface ModelWorld {
  node: TestMempool;
  readonly model: ModelMempool;
  /** Every output that ever was, by its place, the newest last. */
  readonly outputs: Map<string, Spendable>;
  /** Every transaction that was ever made. */
  readonly made: Transaction[];
  /** Of the model's chain, in display order. */
  readonly hashes: string[];
  now: number;
  nextTag: number;
  readonly reopen: (path?: string) => Promise<TestMempool>;
}

/** No block below is ever left. */
const LOWEST = 6;
const COINS = 10;

export async function openModelWorld(options: Partial<MempoolOptions>): Promise<ModelWorld> {
  // A reorganisation is one change, however long the machine takes.
  const chain = { memory: { ...CHAIN_RESOURCES.memory, heldBytes: 2 ** 26 }, monotonicMs: () => 0 };
  const reopen = (path?: string) => openTestMempool({ options, ...chain, ...(path && { path }) });
  const { header, hash } = REGTEST.genesis;
  const world: ModelWorld = {
    node: await reopen(),
    model: createModelMempool(modelOptions(options), { time: header.time, txs: [] }),
    outputs: new Map(),
    made: [],
    hashes: [displayHash(hash)],
    now: TEST_TIME,
    nextTag: 1,
    reopen,
  };
  wait(world, 0);
  for (let i = 0; i < COINS; i++) await mine(world, 0);
  return world;
}

function modelOptions(asked: Partial<MempoolOptions>): ModelOptions {
  const options = { ...DEFAULT_MEMPOOL_OPTIONS, ...asked };
  return { ...options, ...options.limits, maturity: TEST_MATURITY, usageOf: estimateMemoryUsage };
}

/** Both go one step. @throws Undecided */
export async function take(world: ModelWorld, step: Step): Promise<void> {
  switch (step.kind) {
    case 'pay':
      return pay(world, step);
    case 'mine':
      return mine(world, step.share);
    case 'foreign':
      return mineForeign(world, step.coin);
    case 'branch':
      return mineBranch(world, step.depth, step.share);
    case 'invalidate':
      return invalidate(world, step.depth);
    case 'prioritise':
      return prioritise(world, step.tx, step.delta);
    case 'wait':
      return wait(world, step.seconds);
    case 'restart':
      return restart(world);
  }
}

function pay(world: ModelWorld, step: Payment): void {
  const tx = makePayment(step, world.model, [...world.outputs.values()]);
  const verdict = world.node.mempool.accept(tx);
  expect(verdict.ok ? 'accepted' : verdict.code).toBe(world.model.accept(tx));
  world.made.push(tx);
  noteOutputs(world, tx);
}

function noteOutputs({ outputs }: ModelWorld, tx: Transaction): void {
  for (const [index, { scriptPubKey }] of tx.outputs.entries()) {
    const output = outputAt(tx, index, OPEN_LOCK);
    if (equalBytes(scriptPubKey, OPEN_LOCK.scriptPubKey)) outputs.set(placeOf(output), output);
  }
}

const chosen = (txs: readonly Transaction[], share: number): readonly Transaction[] =>
  txs.filter((_, i) => ((i * 7919) % 1000) / 1000 < share);

async function mine(world: ModelWorld, share: number): Promise<void> {
  await mineOnTip(world, chosen(waitingIn(world), share));
}

/** A block with a transaction that the mempool never saw, which may spend what its own ones spend. */
async function mineForeign(world: ModelWorld, pick: number): Promise<void> {
  const coins = [...world.outputs.values()];
  const coin = expectDefined(coins[pick % coins.length], 'a coin');
  await mineOnTip(world, coin.value < 10_000 ? [] : [payOn([coin], 777, { parts: 2 })]);
}

const waitingIn = ({ model }: ModelWorld): readonly Transaction[] => model.entries().map(({ tx }) => tx);

async function mineOnTip(world: ModelWorld, candidates: readonly Transaction[]): Promise<void> {
  const { node, model } = world;
  const { txs, fees } = fillBlock(model.chain(), candidates, TEST_MATURITY);
  const block = await node.mine(txs, { fees, tag: world.nextTag++ });
  for (const tx of block.transactions) noteOutputs(world, tx);
  followTip(world);
}

/** A longer branch that takes some of what the old one held, and of the mempool, in. */
async function mineBranch(world: ModelWorld, wantedDepth: number, share: number): Promise<void> {
  const { node, model } = world;
  const depth = Math.min(wantedDepth, model.chain().length - 1 - LOWEST);
  if (depth < 1) return;
  let parent = expectDefined(node.chainstate.atHeight(model.chain().length - 1 - depth), 'where it forks');
  let chain = model.chain().slice(0, -depth);
  const abandoned = model
    .chain()
    .slice(-depth)
    .flatMap(({ txs: [, ...others] }) => others);
  const candidates = chosen([...abandoned, ...waitingIn(world)], share);
  for (let i = 0; i <= depth; i++) {
    // Each takes its part; what an earlier one took a later one cannot.
    const part = candidates.slice(0, Math.ceil((candidates.length * (i + 1)) / (depth + 1)));
    const { txs, fees } = fillBlock(chain, part, TEST_MATURITY);
    const block = await node.mine(txs, { parent, fees, tag: world.nextTag++ });
    for (const tx of block.transactions) noteOutputs(world, tx);
    chain = [...chain, { time: block.header.time, txs: block.transactions }];
    parent = expectDefined(node.chainstate.find(block.hash), 'it was taken');
  }
  followTip(world);
}

async function invalidate(world: ModelWorld, wantedDepth: number): Promise<void> {
  const { chainstate } = world.node;
  const depth = Math.min(wantedDepth, chainstate.tip().height - LOWEST);
  const lowest = depth > 0 ? chainstate.atHeight(chainstate.tip().height - depth + 1) : undefined;
  if (!lowest) return;
  await chainstate.invalidateBlock(lowest);
  followTip(world);
}

function prioritise({ node, model, made }: ModelWorld, pick: number, delta: number | 'undo'): void {
  const tx = made[made.length - 1 - (pick % Math.min(made.length, 20))];
  if (!tx) return;
  const change = delta === 'undo' ? -(model.deltas.get(nameOf(tx)) ?? 0) : delta;
  // It waits for the disk.
  void node.mempool.prioritise(tx.txid, change);
  model.prioritise(tx, change);
}

function wait(world: ModelWorld, seconds: number): void {
  world.now += seconds;
  world.node.clock.setMockTime(world.now);
  world.model.setTime(world.now);
}

async function restart(world: ModelWorld): Promise<void> {
  const { path, mempool, crash } = world.node;
  mempool.close();
  crash();
  world.node = await world.reopen(path);
  wait(world, 0);
  await world.node.mempool.load(async () => {});
  world.model.restart();
}

/** Lets the model go where the chain went. */
function followTip({ node, model, hashes }: ModelWorld): void {
  const { chainstate } = node;
  const fork = hashes.findIndex((hash, height) => hash !== hashAt(chainstate, height));
  const first = fork < 0 ? hashes.length : fork;
  hashes.splice(first);
  const branch: ModelBlock[] = [];
  for (let height = first; height <= chainstate.tip().height; height++) {
    const entry = expectDefined(chainstate.atHeight(height), 'a block of the best chain');
    const { transactions: txs } = expectDefined(chainstate.readBlock(entry), 'its data');
    hashes.push(displayHash(entry.hash));
    branch.push({ time: entry.header.time, txs });
  }
  const survivors = new Set([...node.mempool.entries()].map(({ tx }) => nameOf(tx)));
  if (fork >= 0) model.reorganise(first, branch, survivors);
  else for (const block of branch) model.connect(block);
}

function hashAt(chainstate: TestMempool['chainstate'], height: number): string | undefined {
  const entry = chainstate.atHeight(height);
  return entry && displayHash(entry.hash);
}
