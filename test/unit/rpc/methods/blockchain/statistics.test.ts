import { describe, expect, it } from 'vitest';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { buildBlock, buildChain, GENESIS } from '../../../../helpers/chain-builder.ts';
import { hexOfTransaction, openRpcNode } from '../../../../helpers/rpc-node.ts';
import { outputAt, payOn } from '../../../../helpers/spending.ts';

/** A chain with one block that has two transactions beside its coinbase, with known fees. */
async function openNode() {
  const node = await openRpcNode();
  const [coin] = await node.matureCoins(1);
  const first = payOn([expectDefined(coin, 'a coin')], 1000);
  const second = payOn([outputAt(first, 0)], 4001);
  for (const tx of [first, second]) await node.call('submittransaction', hexOfTransaction(tx), 0);
  const address = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';
  const [hash] = await node.call<string[]>('generatetoaddress', 1, address);
  return { ...node, hash: expectDefined(hash, 'a block'), first, second };
}

describe('getBlockStats', () => {
  it('adds up what the transactions of a block are', async () => {
    const { call, hash, first, second } = await openNode();
    const stats = await call<Record<string, number>>('getblockstats', hash);
    expect(stats).toMatchObject({
      blockhash: hash,
      height: 102,
      txs: 3,
      ins: 2,
      totalfee: 5001,
      avgfee: 2500,
      medianfee: 2500,
      minfee: 1000,
      maxfee: 4001,
      subsidy: 5_000_000_000,
      total_out: 5_000_000_000 - 1000 + (5_000_000_000 - 5001),
      total_size: first.size + second.size,
      swtxs: 2,
      swtotal_size: first.size + second.size,
    });
    const { vsize } = await call<{ vsize: number }>('decoderawtransaction', hexOfTransaction(first));
    expect(stats['minfeerate']).toBe(Math.floor((1000 * 4) / ((stats['total_weight'] ?? 0) / 2)));
    expect(stats['minfeerate']).toBeCloseTo(1000 / vsize, -1);
    // The coinbase's commitment is an output of which no coin is made.
    expect(stats['utxo_increase']).toBe((stats['utxo_increase_actual'] ?? 0) + 1);
    expect(await call('getblockstats', 102)).toEqual(stats);
  });

  it('has none of a block that was never connected, whose spent outputs are not known', async () => {
    const { chainstate, refusal } = await openRpcNode();
    const [first, second] = buildChain(GENESIS, 2);
    const aside = buildBlock(GENESIS, { tag: 1 });
    for (const block of [first, second, aside]) await chainstate.submitBlock(expectDefined(block, 'a block'));
    expect(await refusal('getblockstats', displayHash(aside.hash))).toBe('-1 Undo data not available');
  });

  it('wants a whole number', async () => {
    const { refusal } = await openRpcNode();
    expect(await refusal('getblockstats', 1.5)).toBe('-1 JSON integer out of range');
  });

  it('gives what is selected', async () => {
    const { call, refusal } = await openNode();
    expect(await call('getblockstats', 102, ['minfee', 'maxfee'])).toEqual({ minfee: 1000, maxfee: 4001 });
    expect(await refusal('getblockstats', 102, ['minfee', 'nosuch'])).toBe(
      "-8 Invalid selected statistic 'nosuch'",
    );
  });

  it('knows that the coinbase of the first block makes no coins', async () => {
    const { call } = await openNode();
    expect(await call('getblockstats', 0)).toMatchObject({
      utxo_increase: 1,
      utxo_size_inc: 116,
      utxo_increase_actual: 0,
      utxo_size_inc_actual: 0,
      minfee: 0,
      feerate_percentiles: [0, 0, 0, 0, 0],
    });
  });

  it('refuses what is no block of the chain, in the words of Core', async () => {
    const { refusal } = await openNode();
    expect(await refusal('getblockstats', 103)).toBe('-8 Target block height 103 after current tip 102');
    expect(await refusal('getblockstats', -1)).toBe('-8 Target block height -1 is negative');
    expect(await refusal('getblockstats', 'ab'.repeat(32))).toBe('-5 Block not found');
    expect(await refusal('getblockstats')).toMatch(/^-1 getblockstats hash_or_height \( stats \)\n/);
  });
});

describe('getChainTxStats', () => {
  it('counts the transactions of a window', async () => {
    const { call, hash } = await openNode();
    const whole = await call<Record<string, number>>('getchaintxstats');
    expect(whole).toMatchObject({
      txcount: 105,
      window_final_block_hash: hash,
      window_final_block_height: 102,
      window_block_count: 101,
      window_tx_count: 103,
    });
    expect(whole['txrate']).toBeCloseTo(103 / (whole['window_interval'] ?? 0));
    expect(await call('getchaintxstats', 0)).not.toHaveProperty('window_interval');
    const parent = await call('getblockhash', 101);
    expect(await call('getchaintxstats', 2, parent)).toMatchObject({ txcount: 102, window_tx_count: 2 });
  });

  it('refuses other windows', async () => {
    const { refusal } = await openNode();
    for (const count of [-1, 102]) {
      expect(await refusal('getchaintxstats', count)).toBe(
        "-8 Invalid block count: should be between 0 and the block's height - 1",
      );
    }
    expect(await refusal('getchaintxstats', 1, 'ab'.repeat(32))).toBe('-5 Block not found');
  });
});

describe('getChainStates', () => {
  it('has one chain state, which is validated', async () => {
    const { call, hash } = await openNode();
    expect(await call('getchainstates')).toMatchObject({
      headers: 102,
      chainstates: [{ blocks: 102, bestblockhash: hash, validated: true }],
    });
  });
});
