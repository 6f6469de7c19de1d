import { describe, expect, it } from 'vitest';
import type { BlockIndexEntry, MutableEntry } from '../../../src/chain/block-index.ts';
import { createBlockTree } from '../../../src/chain/block-tree.ts';
import { createScriptPolicy, whyScriptsAreChecked } from '../../../src/chain/script-policy.ts';
import type { ConsensusParams } from '../../../src/consensus/params.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { Opcode } from '../../../src/script/opcodes.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { SILENT_LOG } from '../../../src/util/log.ts';
import { buildBlock, buildChain, GENESIS } from '../../helpers/chain-builder.ts';
import { genesisHeader, headerOn, headersOn } from '../../helpers/header-chain.ts';
import { REGTEST } from '../../helpers/regtest.ts';
import { openTestChain } from '../../helpers/test-chain.ts';
import { inputOf, numberedHash, transactionOf } from '../../helpers/transactions.ts';

/** Two weeks of ten minutes. */
const TWO_WEEKS_OF_BLOCKS = 2016;

/** A tree of all that lead to these, and the entry of each height on the way to the first. */
function treeOf(...tips: readonly BlockIndexEntry[]) {
  const tree = createBlockTree([]);
  for (const tip of tips) {
    const line: BlockIndexEntry[] = [];
    for (let walk: BlockIndexEntry | undefined = tip; walk; walk = walk.parent) line.unshift(walk);
    for (const entry of line) if (!tree.get(entry.hash)) tree.insert(entry as MutableEntry);
  }
  return tree;
}

const at = (tip: BlockIndexEntry, height: number): BlockIndexEntry => {
  let walk = tip;
  while (walk.height > height) walk = expectDefined(walk.parent, 'a parent');
  return walk;
};

describe('whyScriptsAreChecked', () => {
  const best = headersOn(genesisHeader(), 10 + TWO_WEEKS_OF_BLOCKS + 1);
  const assumed = at(best, 10);
  const tree = treeOf(best);
  const params = { ...REGTEST.consensus, assumeValid: assumed.hash };
  const why = (entry: BlockIndexEntry, changes: Partial<ConsensusParams> = {}, known = tree) =>
    whyScriptsAreChecked(entry, { ...params, ...changes }, known);

  it('finds no reason for a block that is assumed to be valid, and for those below it', () => {
    expect(why(assumed)).toBeUndefined();
    expect(why(at(best, 1))).toBeUndefined();
  });

  it('always verifies where no block is assumed to be valid', () => {
    expect(why(assumed, { assumeValid: undefined })).toBe('assumevalid=0 (always verify)');
  });

  it('wants to know the header of that block', () => {
    expect(why(assumed, { assumeValid: numberedHash(1) })).toBe('assumevalid hash not in headers');
  });

  it('verifies what is above it', () => {
    expect(why(at(best, 11))).toBe('block height above assumevalid height');
  });

  it('verifies what is not below it', () => {
    const other = headerOn(at(best, 9), { nonce: 1 });
    expect(why(other, {}, treeOf(best, other))).toBe('block not in assumevalid chain');
  });

  it('verifies what is not below the best header', () => {
    const rival = headersOn(headerOn(at(best, 0), { nonce: 1 }), best.height);
    expect(why(at(best, 1), {}, treeOf(best, rival))).toBe('block not in best header chain');
  });

  it('verifies while the best header has less work than the best chain is known to have', () => {
    expect(why(assumed, { minimumChainWork: best.chainwork })).toBeUndefined();
    expect(why(assumed, { minimumChainWork: best.chainwork + 1n })).toBe(
      'best header chainwork below minimumchainwork',
    );
  });

  it('verifies until the block is buried by more than two weeks of work', () => {
    const buriedBy = (blocks: number) => treeOf(at(best, 10 + blocks));
    expect(why(assumed, {}, buriedBy(TWO_WEEKS_OF_BLOCKS))).toBe('block too recent relative to best header');
    expect(why(assumed, {}, buriedBy(TWO_WEEKS_OF_BLOCKS + 1))).toBeUndefined();
  });
});

describe('createScriptPolicy', () => {
  it('tells the log where it changes its mind, and why', () => {
    const best = headersOn(genesisHeader(), TWO_WEEKS_OF_BLOCKS + 3);
    const logged: string[] = [];
    const log = { ...SILENT_LOG, info: (line: string) => logged.push(line) };
    const params = { ...REGTEST.consensus, assumeValid: at(best, 2).hash };
    const policy = createScriptPolicy({ params, tree: treeOf(best), log });
    expect([1, 2, 3, 4].map((height) => policy.isChecked(at(best, height)))).toEqual([
      false,
      false,
      true,
      true,
    ]);
    const name = (height: number) => `block #${height} (${displayHash(at(best, height).hash)})`;
    expect(logged).toEqual([
      `Disabling script verification at ${name(1)}.`,
      `Enabling script verification at ${name(3)}: block height above assumevalid height.`,
    ]);
  });
});

describe('a chain with a spend whose script fails', () => {
  const chain = buildChain(GENESIS, 101);
  const tip = expectDefined(chain.at(-1), 'a block');
  const coinbase = expectDefined(chain[0]?.transactions[0], 'a coinbase');
  const scriptSig = Uint8Array.of(Opcode.OP_RETURN);
  const spend = transactionOf({ inputs: [inputOf({ txid: coinbase.txid, index: 0 }, { scriptSig })] });
  const bad = buildBlock(tip, { transactions: [spend] });

  /** Whether the bad block is accepted by a node with that many headers above it. */
  async function outcome(headers: number, changes: Partial<ConsensusParams>): Promise<string> {
    const params = { ...REGTEST.consensus, ...changes };
    const { chainstate } = await openTestChain({ params });
    for (const block of chain) await chainstate.submitBlock(block);
    await chainstate.submitHeader(bad.header);
    for (const { header } of buildChain(bad, headers)) await chainstate.submitHeader(header);
    const submitted = await chainstate.submitBlock(bad);
    return submitted.ok ? `accepted at ${chainstate.tip().height}` : submitted.code;
  }

  it('is accepted where it is assumed to be valid and buried, and refused by all others', async () => {
    const assumed = { assumeValid: bad.hash };
    expect(await outcome(TWO_WEEKS_OF_BLOCKS + 1, assumed)).toBe('accepted at 102');
    const refused = 'block-script-verify-flag-failed (OP_RETURN was encountered)';
    expect(await outcome(10, assumed)).toBe(refused);
    expect(await outcome(0, {})).toBe(refused);
  });
});
