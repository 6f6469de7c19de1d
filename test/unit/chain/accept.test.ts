import { describe, expect, it } from 'vitest';
import { acceptHeader, judgeBlockInPlace } from '../../../src/chain/accept.ts';
import { createActiveChain } from '../../../src/chain/active-chain.ts';
import { createEntry } from '../../../src/chain/block-index.ts';
import { createBlockTree } from '../../../src/chain/block-tree.ts';
import { createSystemClock } from '../../../src/node/system-clock.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { SILENT_LOG } from '../../../src/util/log.ts';
import { ACCEPTED, reject } from '../../../src/util/verdict.ts';
import { buildBlock, buildChain, GENESIS, solveHeader } from '../../helpers/chain-builder.ts';
import { REGTEST } from '../../helpers/regtest.ts';

const PARAMS = REGTEST.consensus;
const NOW = 1_700_000_000;

/** A tree of the genesis block alone. */
function newContext() {
  const tree = createBlockTree([]);
  const genesis = createEntry(GENESIS.header, GENESIS.hash, undefined);
  tree.insert(genesis);
  return {
    tree,
    active: createActiveChain(genesis),
    params: PARAMS,
    clock: createSystemClock(NOW),
    log: SILENT_LOG,
  };
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
    const { header, hash } = buildBlock(GENESIS);
    const accepted = acceptHeader(header, context);
    if (accepted.ok) context.tree.markFailed(accepted.value);
    expect(acceptHeader(header, context)).toEqual(
      reject('duplicate-invalid', `block ${displayHash(hash)} was previously marked invalid`),
    );
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

  it('too-little-chainwork, where nobody vouches for the work', () => {
    const [first, second] = buildChain(GENESIS, 2);
    if (!first || !second) throw new Error('two blocks');
    // Each of three blocks proves two hashes.
    const context = { ...newContext(), params: { ...PARAMS, minimumChainWork: 6n } };
    expect(acceptHeader(first.header, context, { workVouched: false })).toMatchObject({
      code: 'too-little-chainwork',
    });
    expect(context.tree.get(first.hash)).toBeUndefined();
    expect(acceptHeader(first.header, context, { workVouched: true })).toMatchObject({ ok: true });
    expect(acceptHeader(first.header, context, { workVouched: false })).toMatchObject({ ok: true });
    expect(acceptHeader(second.header, context, { workVouched: false })).toMatchObject({ ok: true });
  });

  it('says of a bad header what is wrong with it before it asks for work', () => {
    const context = { ...newContext(), params: { ...PARAMS, minimumChainWork: 100n } };
    const { header } = buildBlock(GENESIS, { header: { version: 1 } });
    expect(acceptHeader(header, context, { workVouched: false })).toMatchObject({
      code: 'bad-version(0x00000001)',
    });
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

describe('judgeBlockInPlace', () => {
  it('passes on the reason of checkBlockInContext', () => {
    const entry = createEntry(GENESIS.header, GENESIS.hash, undefined);
    const [first, second] = buildChain(GENESIS, 2);
    if (!first || !second) throw new Error('two blocks');
    expect(judgeBlockInPlace(first, entry, PARAMS)).toEqual(ACCEPTED);
    expect(judgeBlockInPlace(second, entry, PARAMS)).toMatchObject({ code: 'bad-cb-height' });
  });
});
