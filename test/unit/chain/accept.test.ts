import { describe, expect, it } from 'vitest';
import { acceptHeader, judgeBlockAlone, judgeBlockInPlace } from '../../../src/chain/accept.ts';
import { createEntry } from '../../../src/chain/block-index.ts';
import { createBlockTree } from '../../../src/chain/block-tree.ts';
import { createSystemClock } from '../../../src/node/system-clock.ts';
import { ACCEPTED, reject } from '../../../src/util/verdict.ts';
import { buildBlock, buildChain, GENESIS, solveHeader } from '../../helpers/chain-builder.ts';
import { REGTEST } from '../../helpers/regtest.ts';
import { transactionOf } from '../../helpers/transactions.ts';

const PARAMS = REGTEST.consensus;
const NOW = 1_700_000_000;

/** A tree of the genesis block alone. */
function newContext() {
  const tree = createBlockTree([]);
  tree.insert(createEntry(GENESIS.header, GENESIS.hash, undefined));
  return { tree, params: PARAMS, clock: createSystemClock(NOW) };
}

describe('acceptHeader', () => {
  it('adds a new header, and knows it again', () => {
    const context = newContext();
    const { header, hash } = buildBlock(GENESIS);
    expect(acceptHeader(header, context)).toMatchObject({ value: { height: 1 } });
    const entry = context.tree.get(hash);
    expect(acceptHeader(header, context)).toEqual({ ok: true, value: entry });
  });

  it('duplicate-invalid', () => {
    const context = newContext();
    const { header } = buildBlock(GENESIS);
    const accepted = acceptHeader(header, context);
    if (accepted.ok) context.tree.markFailed(accepted.value);
    expect(acceptHeader(header, context)).toEqual(reject('duplicate-invalid', 'block is marked invalid'));
  });

  it('bad-prevblk', () => {
    const context = newContext();
    const [first, second] = buildChain(GENESIS, 2);
    if (!first || !second) throw new Error('two blocks');
    const accepted = acceptHeader(first.header, context);
    if (accepted.ok) context.tree.markFailed(accepted.value);
    expect(acceptHeader(second.header, context)).toEqual(reject('bad-prevblk', 'previous block is invalid'));
    expect(context.tree.get(second.hash)).toBeUndefined();
  });

  it('prev-blk-not-found', () => {
    const context = newContext();
    const [first, second] = buildChain(GENESIS, 2);
    if (!first || !second) throw new Error('two blocks');
    expect(acceptHeader(second.header, context)).toEqual(reject('prev-blk-not-found'));
    expect(acceptHeader(first.header, context)).toMatchObject({ ok: true });
    expect(acceptHeader(second.header, context)).toMatchObject({ ok: true });
  });

  it('high-hash, whether the parent is known or not', () => {
    const context = newContext();
    const [first, second] = buildChain(GENESIS, 2);
    if (!first || !second) throw new Error('two blocks');
    for (const { header } of [first, second]) {
      expect(acceptHeader(solveHeader(header, false), context)).toMatchObject({ code: 'high-hash' });
    }
  });

  it('adds nothing of a header that breaks a rule in its place', () => {
    const context = newContext();
    const late = buildBlock(GENESIS, { time: NOW + PARAMS.maxFutureBlockTime + 1 });
    expect(acceptHeader(late.header, context)).toMatchObject({ code: 'time-too-new' });
    expect(context.tree.get(late.hash)).toBeUndefined();
    context.clock.setMockTime(NOW + 1);
    expect(acceptHeader(late.header, context)).toMatchObject({ ok: true });
  });
});

describe('judgeBlockAlone', () => {
  it('accepts a block that spends: its coins are judged in their place', () => {
    expect(judgeBlockAlone(buildBlock(GENESIS, { transactions: [transactionOf()] }), PARAMS)).toEqual(
      ACCEPTED,
    );
  });

  it('passes on the reason of checkBlock', () => {
    const { header, ...rest } = buildBlock(GENESIS);
    const block = { ...rest, header, transactions: [] };
    expect(judgeBlockAlone(block, PARAMS)).toMatchObject({ code: 'bad-txnmrklroot' });
  });

  it('unsupported-block on a signet, whose signatures it cannot check', () => {
    const params = { ...PARAMS, signetChallenge: Uint8Array.of(0x51) };
    expect(judgeBlockAlone(buildBlock(GENESIS), params)).toMatchObject({ code: 'unsupported-block' });
  });
});

describe('judgeBlockInPlace', () => {
  it('passes on the reason of checkBlockInContext', () => {
    const entry = createEntry(GENESIS.header, GENESIS.hash, undefined);
    const [first, second] = buildChain(GENESIS, 2);
    if (!first || !second) throw new Error('two blocks');
    expect(judgeBlockInPlace(first, entry, PARAMS)).toEqual(ACCEPTED);
    expect(judgeBlockInPlace(second, entry, PARAMS)).toMatchObject({ code: 'bad-cb-height' });
  });
});
