import { describe, expect, it } from 'vitest';
import { MIN_BLOCKS_TO_KEEP } from '../../../src/chain/prune.ts';
import { createChainWarnings } from '../../../src/chain/warnings.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { SILENT_LOG } from '../../../src/util/log.ts';
import {
  buildBlock,
  buildChain,
  buildCoinbase,
  GENESIS,
  type ParentBlock,
} from '../../helpers/chain-builder.ts';
import { REGTEST } from '../../helpers/regtest.ts';
import { openTestChain } from '../../helpers/test-chain.ts';

const params = { ...REGTEST.consensus, unknownRules: { period: 6, threshold: 4, fromHeight: 0 } };
const WARNING = 'Unknown new rules activated (versionbit 3)';
const INVALID =
  'Found invalid chain more than 6 blocks longer than our best chain. This could be due to database corruption or consensus incompatibility with peers.';
const LOCKED_IN = 'Unknown new rules are locked in and will be active a period from now (versionbit 3)';

/** A chain whose blocks are made here, and what is said of it. */
async function warnedChain(isInitialBlockDownload = () => false) {
  const { chainstate } = await openTestChain({ params });
  const logged: string[] = [];
  const log = { ...SILENT_LOG, warn: (line: string) => logged.push(line) };
  const warnings = createChainWarnings({ chainstate, isInitialBlockDownload, log });
  let tip: ParentBlock = GENESIS;
  async function grow(count: number, version: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const block = buildBlock(tip, { params, header: { version } });
      expect(await chainstate.submitBlock(block)).toMatchObject({ ok: true });
      tip = block;
    }
  }
  return { chainstate, warnings, logged, grow };
}

describe('createChainWarnings', () => {
  it('warns of rules that are active, and writes each stage to the log once', async () => {
    const { warnings, logged, grow } = await warnedChain();
    await grow(5, 0x20000000);
    await grow(6, 0x20000008);
    expect([warnings(), logged]).toEqual([[], [LOCKED_IN]]);
    await grow(5, 0x20000000);
    expect([warnings(), logged]).toEqual([[], [LOCKED_IN]]);
    await grow(1, 0x20000000);
    expect([warnings(), logged]).toEqual([[WARNING], [LOCKED_IN, WARNING]]);
    await grow(8, 0x20000000);
    expect([warnings(), logged]).toEqual([[WARNING], [LOCKED_IN, WARNING]]);
  });

  it('says nothing while the node catches up', async () => {
    let catchingUp = true;
    const { warnings, logged, grow } = await warnedChain(() => catchingUp);
    await grow(5, 0x20000000);
    await grow(12, 0x20000008);
    expect([warnings(), logged]).toEqual([[], []]);
    catchingUp = false;
    expect(warnings()).toEqual([WARNING]);
    await grow(1, 0x20000000);
    expect(logged).toEqual([WARNING]);
  });

  it.each([
    [8, []],
    [9, [INVALID]],
  ])('has an invalid chain of %i blocks beside one of two: %j', async (length, told) => {
    const { chainstate, warnings, logged, grow } = await warnedChain();
    await grow(2, 0x20000000);
    const { inputs } = buildCoinbase(100, { params });
    const wrong = buildBlock(GENESIS, { params, coinbase: { inputs } });
    for (const { header } of [wrong, ...buildChain(wrong, length - 1, { params })]) {
      expect(await chainstate.submitHeader(header)).toMatchObject({ ok: true });
    }
    expect(warnings()).toEqual([]);
    expect(await chainstate.submitBlock(wrong)).toMatchObject({ ok: false, code: 'bad-cb-height' });
    expect([warnings(), logged]).toEqual([told.map((text) => `Warning: ${text}`), told]);
    await grow(1, 0x20000000);
    expect(warnings()).toEqual([]);
  });

  it('warns of a better chain to which pruning left no way, while it is better', async () => {
    const { chainstate, warnings, grow } = await warnedChain();
    await grow(1, 0x20000000);
    await chainstate.extend(MIN_BLOCKS_TO_KEEP + 2, async (parent) => buildBlock(parent, { params }));
    await chainstate.prune({ height: 2, isStopping: () => false });
    expect(warnings()).toEqual([]);
    const fork = expectDefined(chainstate.atHeight(1), 'the first block');
    for (const block of buildChain(fork, MIN_BLOCKS_TO_KEEP + 3, { params, tag: 1 }))
      await chainstate.feedBlock(block);
    await chainstate.settled();
    expect(warnings()).toEqual([
      expect.stringMatching(/ leaves ours below height 2, up to which blocks are pruned/),
    ]);
    await chainstate.extend(2, async (parent) => buildBlock(parent, { params }));
    expect(warnings()).toEqual([]);
  });
});
