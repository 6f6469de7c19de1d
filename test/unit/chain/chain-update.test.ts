import { describe, expect, it } from 'vitest';
import { createEntry, type MutableEntry } from '../../../src/chain/block-index.ts';
import { createChainUpdate } from '../../../src/chain/chain-update.ts';
import type { BlockRejectCode } from '../../../src/consensus/reject-codes.ts';
import { getBlockScriptFlags } from '../../../src/consensus/script-flags.ts';
import { ACCEPTED, reject, type Verdict } from '../../../src/util/verdict.ts';
import { type BuiltBlock, buildBlock, buildChain, GENESIS } from '../../helpers/chain-builder.ts';
import { REGTEST } from '../../helpers/regtest.ts';
import { pretendedScripts, type SeenScripts } from '../../helpers/scripts.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

const BAD_SCRIPT = 'block-script-verify-flag-failed (OP_RETURN was encountered)';
const PARAMS = { ...REGTEST.consensus, coinbaseMaturity: 1 };
const GENESIS_ENTRY = createEntry(GENESIS.header, GENESIS.hash, undefined);
const entryOf = (block: BuiltBlock, parent: MutableEntry) => createEntry(block.header, block.hash, parent);
const outpointOf = (block: BuiltBlock) => ({ txid: block.transactions[0]?.txid ?? GENESIS.hash, index: 0 });

/** An update on the genesis block; `seen` is what became of the scripts of each block. */
function newUpdate(verdict: Verdict<void, BlockRejectCode> = ACCEPTED, isChecked = true) {
  const seen: SeenScripts[] = [];
  const deps = {
    params: PARAMS,
    coins: { getCoin: () => undefined },
    store: { readTogether: <T>(read: () => T) => read() },
    scripts: pretendedScripts(() => verdict, seen),
    scriptPolicy: { isChecked: () => isChecked },
  };
  return { update: createChainUpdate(GENESIS_ENTRY, deps), seen };
}

describe('createChainUpdate', () => {
  const [first, second] = buildChain(GENESIS, 2, { params: PARAMS }) as [BuiltBlock, BuiltBlock];
  const firstEntry = entryOf(first, GENESIS_ENTRY);

  it('puts blocks on and takes them off again', async () => {
    const { update } = newUpdate();
    const secondEntry = entryOf(second, firstEntry);
    expect(await update.connectTip(firstEntry, first)).toEqual(ACCEPTED);
    expect(await update.connectTip(secondEntry, second)).toEqual(ACCEPTED);
    expect(update.tip()).toBe(secondEntry);
    expect(update.connected.map(({ entry }) => entry)).toEqual([firstEntry, secondEntry]);
    update.disconnectTip(second, []);
    expect(update.tip()).toBe(firstEntry);
    expect(update.disconnected.map(({ entry }) => entry)).toEqual([secondEntry]);
    expect(update.coins.getCoin(outpointOf(first))).toBeDefined();
    expect(update.coins.getCoin(outpointOf(second))).toBeUndefined();
  });

  it('asks for no scripts where nothing is spent', async () => {
    const { update, seen } = newUpdate(reject(BAD_SCRIPT));
    expect(await update.connectTip(firstEntry, first)).toEqual(ACCEPTED);
    expect(seen).toMatchObject([{ maxInputs: 0, checks: [], end: 'verdict' }]);
  });

  it.each([
    ['a rule of coins', 'bad-cb-amount', [outputOf(50_0000_0002)]],
    ['a script', BAD_SCRIPT, [outputOf(1)]],
  ])('is as it was before a block that breaks %s', async (_, code, outputs) => {
    const { update, seen } = newUpdate(reject(BAD_SCRIPT));
    await update.connectTip(firstEntry, first);
    const spend = transactionOf({ inputs: [inputOf(outpointOf(first))], outputs: [outputOf(50_0000_0000)] });
    const bad = buildBlock(first, { params: PARAMS, transactions: [spend], coinbase: { outputs } });
    expect(await update.connectTip(entryOf(bad, firstEntry), bad)).toMatchObject({ ok: false, code });
    expect(seen.at(-1)?.end).toBe(code === BAD_SCRIPT ? 'verdict' : 'abandoned');
    expect(update.tip()).toBe(firstEntry);
    expect(update.connected).toHaveLength(1);
    expect(update.coins.getCoin(outpointOf(first))?.output.value).toBe(50_0000_0000);
    expect(update.coins.getCoin(outpointOf(bad))).toBeUndefined();
    expect(await update.connectTip(entryOf(second, firstEntry), second)).toEqual(ACCEPTED);
  });

  it('asks for no scripts where the policy leaves them out', async () => {
    const { update, seen } = newUpdate(reject(BAD_SCRIPT), false);
    await update.connectTip(firstEntry, first);
    const spend = transactionOf({ inputs: [inputOf(outpointOf(first))] });
    const block = buildBlock(first, { params: PARAMS, transactions: [spend] });
    expect(await update.connectTip(entryOf(block, firstEntry), block)).toEqual(ACCEPTED);
    expect(seen).toEqual([]);
  });

  it('has the scripts of every spend checked, by the rules that hold for the block', async () => {
    const { update, seen } = newUpdate();
    await update.connectTip(firstEntry, first);
    const spend = transactionOf({ inputs: [inputOf(outpointOf(first))] });
    const then = transactionOf({ inputs: [inputOf({ txid: spend.txid, index: 0 })] });
    const block = buildBlock(first, { params: PARAMS, transactions: [spend, then] });
    expect(await update.connectTip(entryOf(block, firstEntry), block)).toEqual(ACCEPTED);
    const flags = getBlockScriptFlags({ height: 2 }, PARAMS);
    const checked = [{ tx: spend }, { tx: then }];
    expect(seen[1]).toMatchObject({ flags, maxInputs: 2, checks: checked, end: 'verdict' });
  });
});
