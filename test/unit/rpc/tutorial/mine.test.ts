import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { TutorialContext } from '../../../../src/rpc/tutorial/context.ts';
import { mineOne } from '../../../../src/rpc/tutorial/mine.ts';
import { submitTransfer } from '../../../../src/rpc/tutorial/txion.ts';
import { MINER, openTrialNode, person, type TrialNode } from '../../../helpers/tutorial.ts';

const ALICE = person('alice');
const BOB = person('bob');

const NEVER = new AbortController().signal;

interface Mined {
  readonly outcome: string;
  readonly index?: number;
  readonly error?: string;
  readonly explanation?: string;
  readonly data?: { readonly transactions: readonly { readonly from: string; readonly amount: number }[] };
}

async function mine(context: TutorialContext, abandoned = NEVER): Promise<Mined> {
  const { outcome, text } = await mineOne(context, abandoned);
  return { outcome, ...JSON.parse(text) } as Mined;
}

/** Puts a transfer of the miner's into the mempool. */
async function pay({ context }: TrialNode): Promise<void> {
  const request = { from: MINER.address, to: BOB.address, amount: 1 };
  const post = (body: object) => submitTransfer(Buffer.from(JSON.stringify(body)), context);
  const { sign } = JSON.parse((await post(request)).text) as { sign: string[] };
  await post({ ...request, publicKey: MINER.publicKey, signature: sign.map(MINER.sign) });
}

describe('mineOne on a test chain', () => {
  it("makes one block to the node's own script, and leaves the miner alone", async () => {
    const node = await openTrialNode();
    expect(await mine(node.context)).toMatchObject({
      outcome: 'done',
      index: 1,
      data: { transactions: [{ from: 'network', to: MINER.address, amount: 50 }] },
    });
    expect(node.switched).toEqual([]);
  });

  it('takes what waits, and the fees with it', async () => {
    const node = await openTrialNode();
    await node.mineTo(MINER, 100);
    await pay(node);
    expect((await mine(node.context)).data?.transactions).toMatchObject([
      { from: 'network', amount: 50.00000141 },
      { from: MINER.address, to: BOB.address, amount: 1 },
      { from: MINER.address, to: MINER.address, amount: 48.99999859 },
    ]);
  });

  it('says why there is no block where the chain refuses it', async () => {
    const node = await openTrialNode();
    await node.mineTo(ALICE, 1);
    node.clock.setMockTime(node.chainstate.tip().header.time - 7201);
    expect(await mine(node.context)).toMatchObject({ outcome: 'unavailable', error: 'time-too-new' });
  });

  it('says so where none was found', async () => {
    const { context } = await openTrialNode();
    const generate: TutorialContext['generate'] = async () => ({ ok: true, value: [] });
    expect(await mine({ ...context, generate })).toMatchObject({
      outcome: 'unavailable',
      error: 'no-block-found',
    });
  });
});

describe('mineOne elsewhere', () => {
  it('starts a miner that rests, waits for a block of its own, and stops it', async () => {
    const node = await openTrialNode({ testChain: false });
    const answer = mine(node.context);
    await expect.poll(() => node.switched).toEqual(['start']);
    await node.mineTo(ALICE, 1);
    await node.mineTo(MINER, 1);
    expect(await answer).toMatchObject({ outcome: 'done', index: 2 });
    expect(node.switched).toEqual(['start', 'stop']);
  });

  it('waits for a block with transactions where some wait', async () => {
    const node = await openTrialNode();
    await node.mineTo(MINER, 100);
    await pay(node);
    const network = { ...node.context.network, testChain: false };
    let isAnswered = false;
    const answer = mine({ ...node.context, network }).finally(() => {
      isAnswered = true;
    });
    await expect.poll(() => node.switched).toEqual(['start']);
    await node.mineEmpty(MINER);
    await sleep(20);
    expect(isAnswered).toBe(false);
    await node.mineTo(MINER, 1);
    expect(await answer).toMatchObject({ outcome: 'done', index: 102 });
  });

  it.each([
    ['the node stops', { isStopping: () => true }],
    ['time is up', { clock: { nowSeconds: () => 0, nowMs: () => 0, monotonicMs: growing(61_000) } }],
  ])('gives up where %s', async (_name, part) => {
    const node = await openTrialNode({ testChain: false });
    expect(await mine({ ...node.context, ...part })).toMatchObject({
      outcome: 'unavailable',
      error: 'no-block-found',
      explanation: expect.stringContaining('nothing is lost by it'),
    });
    expect(node.switched).toEqual(['start', 'stop']);
  });

  it('gives up where nobody waits any more', async () => {
    const node = await openTrialNode({ testChain: false });
    const controller = new AbortController();
    const answer = mine(node.context, controller.signal);
    await expect.poll(() => node.switched).toEqual(['start']);
    controller.abort();
    await answer;
    expect(node.switched).toEqual(['start', 'stop']);
  });
});

/** A clock that goes on by so many milliseconds each time it is read. */
function growing(stepMs: number): () => number {
  let now = 0;
  return () => {
    now += stepMs;
    return now;
  };
}
