import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { Chainstate } from '../../src/chain/chainstate.ts';
import type { BlockFailure } from '../../src/chain/ports.ts';
import type { SubmitOptions } from '../../src/chain/work-threshold.ts';
import {
  type BlockRejectCode,
  blockRejectClass,
  isPermanentRejection,
} from '../../src/consensus/reject-codes.ts';
import { type Block, decodeBlock, serializeBlock } from '../../src/primitives/block.ts';
import { displayHash } from '../../src/primitives/hash256.ts';
import { expectDefined, invariant } from '../../src/util/invariant.ts';
import type { Verdict } from '../../src/util/verdict.ts';
import { temporaryFolder } from '../helpers/config-sources.ts';
import {
  openTestChain,
  replayedCoins,
  storedCoins,
  type TestChain,
  temporaryStorePath,
} from '../helpers/test-chain.ts';
import { type Ground, type GroundPlan, groundOf } from './ground.ts';
import type { BlockCase, Step } from './table.ts';

/** Runs cases, each on a real chain state with a store of its own: a copy of one that has its ground's blocks. */
export interface CaseRunner {
  run(blockCase: BlockCase): Promise<void>;
  /** Removes the stores that the copies were made of. */
  close(): void;
}

export function createCaseRunner(): CaseRunner {
  const folder = temporaryFolder();
  const masters = new Map<GroundPlan, Promise<string>>();

  function masterOf(ground: Ground, plan: GroundPlan): Promise<string> {
    const made = masters.get(plan) ?? makeMaster(ground, join(folder.path, `${masters.size}`));
    masters.set(plan, made);
    return made;
  }

  return {
    async run({ plan, steps }) {
      const ground = groundOf(plan);
      const path = temporaryStorePath();
      mkdirSync(dirname(path), { recursive: true });
      copyFileSync(await masterOf(ground, plan), path);
      await runSteps(steps(ground), await openNode(ground, path));
    },
    close: () => folder.remove(),
  };
}

/** A closed store that holds the ground's blocks. */
async function makeMaster({ params, genesis, blocks }: Ground, folder: string): Promise<string> {
  const path = join(folder, 'chain.sqlite');
  const { chainstate, close } = await openTestChain({ params, genesis, path });
  const waiting = blocks.values();
  const extended = await chainstate.extend(blocks.length, async () => waiting.next().value);
  invariant(extended.ok, 'the ground is valid');
  close();
  return path;
}

async function runSteps(steps: readonly Step[], node: Awaited<ReturnType<typeof openNode>>): Promise<void> {
  for (const [i, step] of steps.entries()) {
    const before = node.tip();
    const outcome = 'outcome' in step ? step.outcome : 'accepted';
    expect(await node.take(step), `step ${i + 1}: the answer`).toBe(outcome);
    const tip = 'tip' in step && step.tip ? displayHash(step.tip.hash) : before;
    expect(node.tip(), `step ${i + 1}: the tip`).toBe(tip);
  }
  node.expectSound();
}

async function openNode({ params, genesis }: Ground, path: string) {
  let chain: TestChain = await openTestChain({ params, genesis, path });
  const find = (block: Block) =>
    expectDefined(chain.chainstate.find(block.hash), 'a block that the node knows');

  async function take(step: Step): Promise<string> {
    const { chainstate, clock } = chain;
    switch (step.act) {
      case 'block':
        return submitTwice(chainstate, throughBytes(step.block));
      case 'header':
        return codeOf(await chainstate.submitHeader(step.block.header));
      case 'strange header':
        return codeOf(await chainstate.submitHeader(step.block.header, STRANGER));
      case 'invalidate':
        await chainstate.invalidateBlock(find(step.block));
        return 'accepted';
      case 'reconsider':
        await chainstate.reconsiderBlock(find(step.block));
        return 'accepted';
      case 'clock':
        clock.setMockTime(step.seconds);
        return 'accepted';
      case 'restart':
        chain = await chain.restart();
        return 'accepted';
      case 'rule':
        return codeOf(step.judge());
    }
  }

  return {
    take,
    tip: () => displayHash(chain.chainstate.tip().hash),
    /** Its coins are those that its blocks leave. */
    expectSound(): void {
      expect(storedCoins(path)).toEqual(replayedCoins(bestBlocks(chain.chainstate)));
    },
  };
}

/** The block as it comes from a peer. One with an amount that no number can say was made of bytes already. */
function throughBytes(block: Block): Block {
  const outputs = block.transactions.flatMap((tx) => tx.outputs);
  if (!outputs.every(({ value }) => Number.isSafeInteger(value))) return block;
  const decoded = decodeBlock(serializeBlock(block));
  expect(decoded.ok, 'a block of the table can be sent').toBe(true);
  return decoded.ok ? decoded.value : block;
}

/** The answer to a block. A second time it is the same, or that of one that was found to be invalid. */
async function submitTwice(chainstate: Chainstate, block: Block): Promise<string> {
  const first = await chainstate.submitBlock(block);
  const tip = chainstate.tip();
  const again = await chainstate.submitBlock(block);
  expect(chainstate.tip(), 'the second time changes nothing').toBe(tip);
  const entry = chainstate.find(block.hash);
  const isMarked = entry !== undefined && entry.failure !== 'none';
  // An accepted block is marked where one below it was found bad.
  if (first.ok && !isMarked) expect(again).toEqual({ ok: true, value: { entry, isNew: false } });
  else expect(codeOf(again)).toBe(isMarked ? 'duplicate-invalid' : codeOf(first));
  if (!first.ok) expectRememberedRightly(first.code, entry?.failure ?? 'unknown');
  return codeOf(first);
}

/** What the node keeps of a refused block is what the class of the reason allows. */
function expectRememberedRightly(code: BlockRejectCode, failure: BlockFailure | 'unknown'): void {
  if (blockRejectClass(code) === 'cached-invalid') expect(failure).toBeOneOf(['self', 'ancestor']);
  else if (blockRejectClass(code) === 'invalid-header') expect(failure).toBe('unknown');
  else if (!isPermanentRejection(code)) expect(failure, code).toBeOneOf(['unknown', 'none']);
  else expect(failure, code).toBeOneOf(['unknown', 'self']);
}

/** Whoever sends a header unasked. */
const STRANGER: SubmitOptions = { workVouched: false, requested: false };

const codeOf = (verdict: Verdict<unknown>): string => (verdict.ok ? 'accepted' : verdict.code);

function bestBlocks(chainstate: Chainstate): readonly Block[] {
  const blocks: Block[] = [];
  for (let entry = chainstate.atHeight(1); entry; entry = chainstate.atHeight(entry.height + 1)) {
    blocks.push(expectDefined(chainstate.readBlock(entry), 'a block of the best chain'));
  }
  return blocks;
}
