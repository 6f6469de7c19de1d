import { copyFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { getBlockProof } from '../../src/consensus/chainwork.ts';
import type { ConsensusParams } from '../../src/consensus/params.ts';
import type { BlockRejectCode } from '../../src/consensus/reject-codes.ts';
import { displayHash, ZERO_HASH } from '../../src/primitives/hash256.ts';
import { type OutPoint, outPointKey } from '../../src/primitives/outpoint.ts';
import type { Transaction } from '../../src/primitives/tx.ts';
import type { Verdict } from '../../src/util/verdict.ts';
import {
  type BuiltBlock,
  buildBlock,
  buildCoinbase,
  type ParentBlock,
  solveBlock,
} from '../helpers/chain-builder.ts';
import { createChainModel, type ModelNode } from '../helpers/chain-model.ts';
import { REGTEST } from '../helpers/regtest.ts';
import {
  bestChain,
  openTestChain,
  replayedCoins,
  storedCoins,
  type TestChain,
} from '../helpers/test-chain.ts';
import { createManualTimers } from '../helpers/test-mempool.ts';
import { inputOf, numberedHash, outputOf, transactionOf } from '../helpers/transactions.ts';

/** Chains fed to one node in any order: what it takes for the best, and the coins that it keeps. */

/**
 * A network where a block that comes late has an eighth of the work of one that doesn't, so that more blocks can
 * be less work; a coinbase can be spent soon.
 */
const PARAMS: ConsensusParams = {
  ...REGTEST.consensus,
  coinbaseMaturity: 2,
  retarget: {
    rule: 'bitcoin',
    targetSpacing: 600,
    targetTimespan: 600 * 1_000_000,
    allowMinDifficultyBlocks: true,
    noRetargeting: false,
    enforceBip94: false,
  },
};
const START = { version: 1, prevBlockHash: ZERO_HASH, time: 1_500_000_000, bits: 0x200fffff };
const GENESIS_BLOCK = solveBlock(START, [buildCoinbase(0)]);
const GENESIS: ParentBlock = { ...GENESIS_BLOCK, height: 0 };

/** How one block of the tree is made. */
interface BlockPlan {
  /** How many blocks back in the list its parent is. */
  readonly back: number;
  readonly late: boolean;
  readonly content: 'coinbase' | 'spend' | 'greedy' | 'missing-coin';
}

const anyPlan: fc.Arbitrary<BlockPlan> = fc.record({
  back: fc.oneof({ weight: 3, arbitrary: fc.nat(1) }, { weight: 2, arbitrary: fc.nat(8) }),
  late: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  content: fc.oneof(
    { weight: 4, arbitrary: fc.constant('coinbase' as const) },
    { weight: 4, arbitrary: fc.constant('spend' as const) },
    { weight: 1, arbitrary: fc.constantFrom('greedy' as const, 'missing-coin' as const) },
  ),
});

const anyTree = fc.array(anyPlan, { minLength: 2, maxLength: 14 });

function buildTree(plans: readonly BlockPlan[]): ModelNode[] {
  const nodes: ModelNode[] = [{ parent: 0, block: GENESIS, work: getBlockProof(START.bits) }];
  for (const [i, plan] of plans.entries()) {
    const parent = Math.max(0, nodes.length - 1 - plan.back);
    nodes.push(buildNode(plan, parent, { nodes, tag: i }));
  }
  return nodes;
}

function buildNode(
  plan: BlockPlan,
  parent: number,
  { nodes, tag }: { readonly nodes: readonly ModelNode[]; readonly tag: number },
): ModelNode {
  const below = nodes[parent] as ModelNode;
  const options = { params: PARAMS, tag, time: below.block.header.time + (plan.late ? 1_201 : 600) };
  const mature = plan.content === 'spend' ? findMatureCoin(below.block) : undefined;
  const spend = mature && transactionOf({ inputs: [inputOf(mature)], outputs: [outputOf(0), outputOf(0)] });
  const missing = transactionOf({ inputs: [inputOf({ txid: numberedHash(tag), index: 0 })] });
  const contents: Record<BlockPlan['content'], Parameters<typeof buildBlock>[1]> = {
    coinbase: {},
    spend: spend ? { transactions: [spend] } : {},
    greedy: { coinbase: { outputs: [outputOf(50_0000_0001)] } },
    'missing-coin': { transactions: [missing] },
  };
  const faults = { greedy: 'bad-cb-amount', 'missing-coin': 'bad-txns-inputs-missingorspent' };
  const fault = plan.content in faults ? faults[plan.content as keyof typeof faults] : undefined;
  const block = buildBlock(below.block, { ...options, ...contents[plan.content] });
  const work = below.work + getBlockProof(block.header.bits);
  return { parent, block, work, ...(fault !== undefined && { fault }) };
}

/** An output that the next block may spend: any of a transaction, a coinbase's once it has matured. */
function findMatureCoin(tip: ParentBlock): OutPoint | undefined {
  const spent = new Set<string>();
  for (let walk: ParentBlock | undefined = tip; walk && walk.height > 0; walk = walk.parent) {
    const [coinbase, ...others] = (walk as BuiltBlock).transactions;
    for (const { inputs } of others) for (const { prevout } of inputs) spent.add(outPointKey(prevout));
    const matured = tip.height + 1 - walk.height >= PARAMS.coinbaseMaturity;
    const sources = [...others, ...(matured && coinbase ? [coinbase] : [])];
    const found = sources.map(firstOutput).find((outpoint) => !spent.has(outPointKey(outpoint)));
    if (found) return found;
  }
  return undefined;
}

const firstOutput = ({ txid }: Transaction): OutPoint => ({ txid, index: 0 });

type ActionName =
  | 'feedBlock'
  | 'settle'
  | 'crash'
  | 'submitBlock'
  | 'submitHeader'
  | 'invalidate'
  | 'reconsider'
  | 'prefer'
  | 'restart';
type Action = readonly [ActionName, number];

/** A node under test and the model of it, driven together. */
async function openDriver(nodes: readonly ModelNode[]) {
  // Nothing happens by itself: a node that died must not commit any more.
  const options = {
    params: PARAMS,
    genesis: GENESIS_BLOCK,
    timers: createManualTimers(),
    monotonicMs: () => 0,
  };
  let chain = await openTestChain(options);
  let shadow = followEvents(chain);
  const blockOf = (node: number) => (nodes[node] as ModelNode).block as BuiltBlock;
  const blockByHash = new Map(nodes.map(({ block }) => [displayHash(block.hash), block]));
  let lives = 0;
  const entryOf = (node: number) => chain.chainstate.find(blockOf(node).hash);
  const model = createChainModel(nodes, (node) => entryOf(node)?.sequence ?? 0);

  /** What the model knew when everything was on disk. */
  let safe = { known: new Set(model.known), data: new Set(model.data) };

  /** Goes on with a copy of the files, which are those of a node that dies now. */
  async function crash(): Promise<void> {
    const path = join(dirname(chain.path), `life-${++lives}.sqlite`);
    for (const suffix of ['', '-wal']) copyFileSync(`${chain.path}${suffix}`, `${path}${suffix}`);
    chain.close();
    chain = await openTestChain({ ...options, path });
    shadow = followEvents(chain);
    const all = [...nodes.keys()];
    const known = new Set(all.filter(entryOf));
    const data = new Set(all.filter((node) => entryOf(node)?.txCount));
    const failed = new Set([...known].filter((node) => entryOf(node)?.failure !== 'none'));
    for (const node of safe.known) expect(known).toContain(node);
    for (const node of safe.data) expect(data).toContain(node);
    model.restore({
      known,
      data,
      failed,
      tip: all.find((node) => entryOf(node) === chain.chainstate.tip()) ?? 0,
    });
  }

  async function act([name, choice]: Action): Promise<void> {
    const node = choice % nodes.length;
    const entry = entryOf(node);
    const { chainstate } = chain;
    if (name === 'feedBlock') {
      if (node === 0) return;
      expect(codeOf(await chainstate.feedBlock(blockOf(node)))).toBe(model.submitBlock(node));
      expectConsistent();
      return;
    }
    if (name === 'crash') await crash();
    else if (name === 'restart') {
      await chainstate.settled();
      chain = await chain.restart();
      shadow = followEvents(chain);
    } else if (node === 0) return;
    else if (name === 'submitBlock')
      expect(codeOf(await chainstate.submitBlock(blockOf(node)))).toBe(model.submitBlock(node));
    else if (name === 'submitHeader')
      expect(codeOf(await chainstate.submitHeader(blockOf(node).header))).toBe(model.submitHeader(node));
    else if (entry && name === 'invalidate') {
      await chainstate.invalidateBlock(entry);
      model.invalidate(node);
    } else if (entry && name === 'reconsider') {
      await chainstate.reconsiderBlock(entry);
      model.reconsider(node);
    } else if (entry && name === 'prefer') {
      await chainstate.preciousBlock(entry);
      model.prefer(node);
    }
    await chain.chainstate.settled();
    expectAsModel();
    safe = { known: new Set(model.known), data: new Set(model.data) };
  }

  /** What everybody sees fits together, whatever is held. */
  function expectConsistent(): void {
    const { chainstate, path } = chain;
    const visible = shadow().map((hash) => blockByHash.get(hash) as BuiltBlock);
    expect(bestChain(chainstate)).toEqual(shadow());
    expect(storedCoins(path)).toEqual(replayedCoins(visible));
  }

  function expectAsModel(): void {
    const { chainstate, path } = chain;
    const best = model.bestChain().map(blockOf);
    expect(displayHash(chainstate.tip().hash)).toBe(displayHash(blockOf(model.tip()).hash));
    expect(shadow()).toEqual(best.map(({ hash }) => displayHash(hash)));
    expect(storedCoins(path)).toEqual(replayedCoins(best));
    expect(chainstate.bestHeader().chainwork).toBe(model.mostHeaderWork());
    const failed = [...model.known].filter((node) => entryOf(node)?.failure !== 'none');
    expect(new Set(failed)).toEqual(model.failed);
  }

  return {
    act,
    model,
    close() {
      chain.close();
      rmSync(dirname(chain.path), { recursive: true });
    },
  };
}

const codeOf = (verdict: Verdict<unknown, BlockRejectCode>): string | undefined =>
  verdict.ok ? undefined : verdict.code;

/** The best chain as one who only hears the events knows it; each must fit the ones before. */
function followEvents({ chainstate }: TestChain): () => readonly string[] {
  const line: string[] = [];
  for (let entry = chainstate.atHeight(1); entry; entry = chainstate.atHeight(entry.height + 1)) {
    line.push(displayHash(entry.hash));
  }
  chainstate.events.on('blockDisconnected', ({ entry }) => {
    expect(line.pop()).toBe(displayHash(entry.hash));
  });
  chainstate.events.on('blockConnected', ({ entry, block }) => {
    expect(entry.height).toBe(line.length + 1);
    expect(line.at(-1) ?? displayHash(GENESIS.hash)).toBe(displayHash(block.header.prevBlockHash));
    line.push(displayHash(entry.hash));
  });
  chainstate.events.on('tipChanged', ({ tip }) => {
    expect(line.at(-1) ?? displayHash(GENESIS.hash)).toBe(displayHash(tip.hash));
  });
  return () => line;
}

/** Offers every block, again and again, until no more are taken. */
async function offerAll(driver: Awaited<ReturnType<typeof openDriver>>, order: readonly number[]) {
  for (let before = -1; before !== driver.model.known.size; ) {
    before = driver.model.known.size;
    for (const node of order) await driver.act(['submitBlock', node]);
  }
}

/** Every number below `count` once, in the order of the choices. */
function permutation(count: number, choices: readonly number[]): readonly number[] {
  const numbers = Array.from({ length: count }, (_, i) => i);
  const key = (i: number) => choices[i % choices.length] ?? 0;
  return numbers.sort((a, b) => key(a) - key(b));
}

const anyOrder = fc.array(fc.nat(1_000_000), { minLength: 15, maxLength: 15 });

async function drive(
  plans: readonly BlockPlan[],
  steps: (driver: Awaited<ReturnType<typeof openDriver>>, count: number) => Promise<void>,
): Promise<void> {
  const nodes = buildTree(plans);
  const driver = await openDriver(nodes);
  try {
    await steps(driver, nodes.length);
  } finally {
    driver.close();
  }
}

describe('the best chain and its coins', () => {
  it('are right when headers come first and data in any order', async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, anyOrder, async (plans, order) => {
        await drive(plans, async (driver, count) => {
          for (let node = 1; node < count; node++) await driver.act(['submitHeader', node]);
          for (const node of permutation(count, order)) await driver.act(['submitBlock', node]);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('are right when blocks come in any order, and again where their parents were missing', async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, anyOrder, async (plans, order) => {
        await drive(plans, (driver, count) => offerAll(driver, permutation(count, order)));
      }),
      { numRuns: 30 },
    );
  });

  it('are right when blocks are fed and committed in groups, and the node dies in between', async () => {
    const anyAction: fc.Arbitrary<Action> = fc.tuple(
      fc.oneof(
        { weight: 12, arbitrary: fc.constant('feedBlock' as const) },
        { weight: 2, arbitrary: fc.constantFrom('submitHeader' as const, 'submitBlock' as const) },
        {
          weight: 2,
          arbitrary: fc.constantFrom('invalidate' as const, 'reconsider' as const, 'prefer' as const),
        },
        { weight: 1, arbitrary: fc.constant('settle' as const) },
        { weight: 1, arbitrary: fc.constantFrom('crash' as const, 'restart' as const) },
      ),
      fc.nat(1_000),
    );
    await fc.assert(
      fc.asyncProperty(anyTree, fc.array(anyAction, { maxLength: 50 }), async (plans, actions) => {
        await drive(plans, async (driver, count) => {
          for (const action of actions) await driver.act(action);
          for (let node = 1; node < count; node++) await driver.act(['feedBlock', node]);
          await driver.act(['crash', 0]);
          for (let node = 1; node < count; node++) await driver.act(['feedBlock', node]);
          await driver.act(['settle', 0]);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('are right with blocks invalidated, reconsidered and preferred, and with restarts in between', async () => {
    const anyAction: fc.Arbitrary<Action> = fc.tuple(
      fc.oneof(
        { weight: 8, arbitrary: fc.constant('submitBlock' as const) },
        { weight: 3, arbitrary: fc.constant('submitHeader' as const) },
        {
          weight: 3,
          arbitrary: fc.constantFrom('invalidate' as const, 'reconsider' as const, 'prefer' as const),
        },
        { weight: 1, arbitrary: fc.constant('restart' as const) },
      ),
      fc.nat(1_000),
    );
    const actions = fc.array(anyAction, { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(anyTree, anyOrder, actions, actions, async (plans, order, first, then) => {
        await drive(plans, async (driver, count) => {
          for (const action of first) await driver.act(action);
          await offerAll(driver, permutation(count, order));
          for (const action of then) await driver.act(action);
        });
      }),
      { numRuns: 40 },
    );
  });
});
