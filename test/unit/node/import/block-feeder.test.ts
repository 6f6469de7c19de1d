import { describe, expect, it } from 'vitest';
import type { Chainstate } from '../../../../src/chain/chainstate.ts';
import { createBlockFeeder } from '../../../../src/node/import/block-feeder.ts';
import type { Block } from '../../../../src/primitives/block.ts';
import { reject } from '../../../../src/util/verdict.ts';
import { buildBlock, buildChain, GENESIS } from '../../../helpers/chain-builder.ts';
import { openTestChain } from '../../../helpers/test-chain.ts';
import { outputOf } from '../../../helpers/transactions.ts';

/** A chain state that answers when the test says so. */
function createSlowChain() {
  const asked: { readonly block: Block; readonly answer: (fails?: Error) => void }[] = [];
  const feedBlock = (block: Block) =>
    new Promise((resolve, fail) => {
      asked.push({ block, answer: (fault) => (fault ? fail(fault) : resolve(reject('high-hash'))) });
    });
  return { asked, feedBlock: feedBlock as unknown as Chainstate['feedBlock'] };
}

describe('createBlockFeeder', () => {
  it('counts the blocks that were accepted and new', async () => {
    const { chainstate } = await openTestChain();
    const feeder = createBlockFeeder(chainstate);
    const chain = buildChain(GENESIS, 3);
    const bad = buildBlock(chain[2] ?? GENESIS, { coinbase: { outputs: [outputOf(50_0000_0001)] } });
    for (const block of [...chain, ...chain, bad]) await feeder.feed(block);
    await feeder.drained();
    expect(feeder.accepted()).toBe(3);
    await chainstate.settled();
  });

  it('gives on as many as there is room for, and knows which are under way', async () => {
    const { asked, feedBlock } = createSlowChain();
    const feeder = createBlockFeeder({ feedBlock });
    const chain = buildChain(GENESIS, 65);
    for (const block of chain.slice(0, 63)) await feeder.feed(block);
    let hasRoom = false;
    const waiting = feeder.feed(chain[63] as Block).then(() => {
      hasRoom = true;
    });
    await new Promise(setImmediate);
    expect([asked.length, hasRoom]).toEqual([64, false]);
    expect(feeder.isUnderWay(chain[0]?.hash ?? GENESIS.hash)).toBe(true);
    asked[0]?.answer();
    await waiting;
    expect(feeder.isUnderWay(chain[0]?.hash ?? GENESIS.hash)).toBe(false);
  });

  it('passes a failure on, also one that nobody waits for yet', async () => {
    const { asked, feedBlock } = createSlowChain();
    const feeder = createBlockFeeder({ feedBlock });
    for (const block of buildChain(GENESIS, 2)) await feeder.feed(block);
    const failure = new Error('the disk is gone');
    for (const { answer } of asked) answer(failure);
    await new Promise(setImmediate);
    await expect(feeder.drained()).rejects.toBe(failure);
  });
});
