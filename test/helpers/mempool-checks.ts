import { expect } from 'vitest';
import { createEntry, type MutableEntry } from '../../src/chain/block-index.ts';
import { createCoinsOverlay } from '../../src/chain/coins.ts';
import { connectBlock } from '../../src/chain/connect.ts';
import type { ScriptCheck } from '../../src/chain/ports.ts';
import { checkBlock } from '../../src/consensus/check-block.ts';
import { checkBlockInContext } from '../../src/consensus/check-block-context.ts';
import { getBlockScriptFlags } from '../../src/consensus/script-flags.ts';
import { getBlockSubsidy } from '../../src/consensus/subsidy.ts';
import { drain } from '../../src/mempool/cluster/chunk-feed.ts';
import { type MempoolEntry, withAncestors, withDescendants } from '../../src/mempool/entry.ts';
import { displayHash } from '../../src/primitives/hash256.ts';
import type { Transaction } from '../../src/primitives/tx.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { ACCEPTED } from '../../src/util/verdict.ts';
import { buildBlock } from './chain-builder.ts';
import { modelTotals } from './mempool-model.ts';
import { verifyScripts } from './scripts.ts';
import { storedCoins } from './test-chain.ts';
import type { TestMempool } from './test-mempool.ts';

/** What is true of every mempool at every moment. */

/** The block with all of the mempool, which exists nowhere but here, is valid. */
export async function expectMinable({ chainstate, mempool }: TestMempool): Promise<void> {
  const { params } = chainstate;
  const parent = chainstate.tip() as MutableEntry;
  const entries = [...drain(mempool.feed())].flatMap((chunk) => chunk.entries);
  const transactions = entries.map(({ tx }) => tx);
  const block = buildBlock(parent, { params, transactions });
  expect(checkBlock(block, params)).toMatchObject({ ok: true });
  expect(checkBlockInContext(block, { parent, params })).toMatchObject({ ok: true });
  const entry = createEntry(block.header, block.hash, parent);
  const checks: ScriptCheck[] = [];
  const onScripts = (check: ScriptCheck) => void checks.push(check);
  const connection = connectBlock({ block, entry, onScripts }, createCoinsOverlay(chainstate.coins), params);
  expect(connection).toMatchObject({ ok: true });
  if (!connection.ok) return;
  expect(await verifyScripts(checks, getBlockScriptFlags(entry, params))).toEqual(ACCEPTED);
  expect(connection.value.fees).toBe(entries.reduce((sum, { fee }) => sum + fee, 0));
}

/** Relations, sums and limits are what a model makes of the transactions alone. */
export function expectConsistent({ mempool }: TestMempool, clusterLimit: number): void {
  const model = modelTotals([...mempool.entries()].map(({ tx }) => tx));
  const sums = { vsize: 0, fee: 0, usage: 0 };
  for (const entry of mempool.entries()) {
    const { ancestors, descendants, parents, children } = expectDefined(model.get(entry.tx), 'in the model');
    expect(txidsOf(entry.parents)).toEqual(idsOf(parents));
    expect(txidsOf(entry.children)).toEqual(idsOf(children));
    expect(txidsOf(withAncestors(entry))).toEqual(idsOf(ancestors));
    expect(txidsOf(withDescendants([entry]))).toEqual(idsOf(descendants));
    for (const { prevout } of entry.tx.inputs) expect(mempool.spenderOf(prevout)).toBe(entry);
    expect(mempool.clusterOf(entry).entries.length).toBeLessThanOrEqual(clusterLimit);
    sums.vsize += entry.vsize;
    sums.fee += entry.fee;
    sums.usage += entry.usage;
  }
  const { vsize, totalFee, usage, maxBytes } = mempool.info();
  expect({ vsize, fee: totalFee, usage }).toEqual(sums);
  expect(usage).toBeLessThanOrEqual(maxBytes);
}

const txidsOf = (entries: Iterable<MempoolEntry>): string[] => idsOf([...entries].map(({ tx }) => tx));
const idsOf = (txs: Iterable<Transaction>): string[] => [...txs].map(({ txid }) => displayHash(txid)).sort();

/**
 * Every one of these transactions is there, but for those with which a cluster would be over the limit, and what
 * builds on them.
 */
export function expectLossesExplained(
  { mempool }: TestMempool,
  due: readonly Transaction[],
  clusterLimit: number,
): void {
  const here = [...mempool.entries()].map(({ tx }) => tx);
  const ids = new Set(idsOf(here));
  const lost = due.filter((tx) => !ids.has(displayHash(tx.txid)));
  const lostIds = new Set(idsOf(lost));
  for (const tx of lost) {
    if (tx.inputs.some(({ prevout }) => lostIds.has(displayHash(prevout.txid)))) continue;
    const cluster = modelTotals([...here, tx]).get(tx)?.cluster;
    expect(cluster?.size, `${displayHash(tx.txid)} would fit`).toBeGreaterThan(clusterLimit);
  }
}

/** No unit is made or lost: what can be spent is what was issued. */
export function expectConserved({ chainstate, path }: TestMempool): void {
  const tip = chainstate.tip();
  let issued = 0;
  for (let height = 1; height <= tip.height; height++) issued += getBlockSubsidy(height, chainstate.params);
  const values = storedCoins(path).map((line) => Number(line.split(' ')[3]));
  expect(values.reduce((sum, value) => sum + value, 0)).toBe(issued);
}
