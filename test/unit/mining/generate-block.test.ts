import { describe, expect, it } from 'vitest';
import { generateBlock } from '../../../src/mining/generate-block.ts';
import { accept } from '../../../src/util/verdict.ts';
import { generateDependencies } from '../../helpers/mining.ts';
import { openTestChain } from '../../helpers/test-chain.ts';
import { transactionOf } from '../../helpers/transactions.ts';

const REQUEST = { scriptPubKey: Uint8Array.of(0x51), transactions: [], submit: true, maxTries: 1_000_000 };

describe('generateBlock', () => {
  it('adds a block on the tip, or only makes it', async () => {
    const chain = await openTestChain();
    const deps = generateDependencies(chain);
    const rehearsed = await generateBlock({ ...REQUEST, submit: false }, deps);
    expect(rehearsed.ok && rehearsed.value?.header.prevBlockHash).toEqual(chain.chainstate.genesis().hash);
    expect(chain.chainstate.tip().height).toBe(0);
    const made = await generateBlock(REQUEST, deps);
    expect(made.ok && made.value?.hash).toEqual(chain.chainstate.tip().hash);
    expect(chain.chainstate.tip().height).toBe(1);
  });

  it.each([true, false])('makes none where the tries are used up (submit=%s)', async (submit) => {
    const chain = await openTestChain();
    const made = await generateBlock({ ...REQUEST, submit, maxTries: 0 }, generateDependencies(chain));
    expect(made).toEqual(accept(undefined));
    expect(chain.chainstate.tip().height).toBe(0);
  });

  it('makes none where the node stops', async () => {
    const chain = await openTestChain();
    const deps = generateDependencies(chain, { isStopping: () => true });
    expect(await generateBlock(REQUEST, deps)).toEqual(accept(undefined));
  });

  it.each([true, false])('tells why the chain would refuse it (submit=%s)', async (submit) => {
    const chain = await openTestChain();
    const request = { ...REQUEST, submit, transactions: [transactionOf()] };
    expect(await generateBlock(request, generateDependencies(chain))).toMatchObject({
      ok: false,
      code: 'bad-txns-inputs-missingorspent',
    });
    expect(chain.chainstate.leaves()).toHaveLength(1);
  });
});
