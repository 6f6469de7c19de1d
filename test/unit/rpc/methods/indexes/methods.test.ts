import { describe, expect, it } from 'vitest';
import { MIN_BLOCKS_TO_KEEP } from '../../../../../src/chain/prune.ts';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import { toHex } from '../../../../../src/util/bytes.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { followTestChain } from '../../../../helpers/indexes.ts';
import { hexOfTransaction, OPEN_ADDRESS, openRpcNode } from '../../../../helpers/rpc-node.ts';
import { keyLock, outputAt, payOn } from '../../../../helpers/spending.ts';

const ADDRESS = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';

async function openIndexedNode() {
  const node = await openRpcNode({
    indexes: ({ chainstate, path }) => {
      const follower = followTestChain(path);
      chainstate.events.on('tipChanged', follower.wake);
      follower.wake();
      return follower;
    },
  });
  const [coin] = await node.matureCoins(1);
  const tx = payOn([expectDefined(coin, 'a coin')], 2000);
  const { hash } = await node.call<{ hash: string }>('generateblock', ADDRESS, [hexOfTransaction(tx)]);
  return { ...node, coin: expectDefined(coin, 'a coin'), tx, hash };
}

describe('the methods on indexes', () => {
  it('find transactions, spends and history of the chain', async () => {
    const { call, coin, tx, hash } = await openIndexedNode();
    const txid = displayHash(tx.txid);
    expect(await call('getindexinfo')).toMatchObject({
      txindex: { synced: true },
      'basic block filter index': { synced: true },
    });
    expect(await call('getrawtransaction', txid, 1)).toMatchObject({
      txid,
      blockhash: hash,
      confirmations: 1,
    });
    expect(await call('getrawtransaction', txid, 1)).not.toHaveProperty('in_active_chain');
    const outpoint = { txid: displayHash(coin.txid), vout: coin.index };
    expect(await call('gettxspendingprevout', [outpoint, { txid, vout: 0 }])).toEqual([
      { ...outpoint, spendingtxid: txid, blockhash: hash },
      { txid, vout: 0 },
    ]);
    expect(await call('getaddresshistory', OPEN_ADDRESS, 1, 101)).toMatchObject({
      txcount: 102,
      transactions: [{ txid, blockhash: hash, blockindex: 1, change: -0.00002 }],
    });
    expect(await call('getaddresshistory', ADDRESS)).toMatchObject({ balance: 50, received: 50, txcount: 1 });
  });

  it('follow a reorganisation', async () => {
    const { call, refusal, tx, hash } = await openIndexedNode();
    const filter = await call('getblockfilter', hash);
    await call('invalidateblock', hash);
    await call('generatetoaddress', 2, OPEN_ADDRESS);
    expect(await call('getaddresshistory', ADDRESS)).toMatchObject({ balance: 0, txcount: 0 });
    // A block that left the best chain keeps its filter.
    expect(await call('getblockfilter', hash)).toEqual(filter);
    const txid = displayHash(tx.txid);
    expect(await refusal('getrawtransaction', txid.replace(/^../, '00'))).toBe(
      '-5 No such mempool or blockchain transaction. Use gettransaction for wallet transactions.',
    );
  });

  it('tell of the coins after any block what reading all of them tells', async () => {
    const { call, refusal } = await openIndexedNode();
    const fields = ['height', 'bestblock', 'txouts', 'bogosize', 'muhash', 'total_amount'];
    const read = await call<Record<string, unknown>>('gettxoutsetinfo', 'muhash', null, false);
    const indexed = await call<Record<string, unknown>>('gettxoutsetinfo', 'muhash');
    for (const field of fields) expect(indexed[field], field).toEqual(read[field]);
    expect(indexed).toMatchObject({
      total_unspendable_amount: 50.00002,
      block_info: {
        prevout_spent: 50,
        coinbase: 50,
        new_outputs_ex_coinbase: 49.99998,
        unspendable: 0.00002,
        unspendables: { genesis_block: 0, bip30: 0, scripts: 0, unclaimed_rewards: 0.00002 },
      },
    });
    expect(await call('gettxoutsetinfo', 'none', 0)).toMatchObject({
      txouts: 0,
      block_info: { unspendables: { genesis_block: 50 } },
    });
    expect(await refusal('gettxoutsetinfo', 'hash_serialized_3', 1)).toBe(
      '-8 hash_serialized_3 hash type cannot be queried for a specific block',
    );
    expect(await refusal('gettxoutsetinfo', 'muhash', 1, false)).toBe(
      '-8 Cannot set use_index to false when querying for a specific block',
    );
    expect(await refusal('gettxoutsetinfo', 'muhash', 1000)).toBe(
      '-8 Target block height 1000 after current tip 102',
    );
  });

  it('scan blocks by their filters', async () => {
    const { call, refusal, hash } = await openIndexedNode();
    const scan = (...rest: unknown[]) => call('scanblocks', 'start', [`addr(${ADDRESS})`], ...rest);
    const found = { from_height: 0, to_height: 102, relevant_blocks: [hash], completed: true };
    expect(await scan(0, null, 'basic', { filter_false_positives: true })).toEqual(found);
    expect(await scan(0, 101)).toMatchObject({ to_height: 101, relevant_blocks: [] });
    expect(await call('scanblocks', 'status')).toBeNull();
    expect(await call('scanblocks', 'abort')).toBe(false);
    for (const [params, error] of [
      [['start', [], 999], '-1 Invalid start_height'],
      [['start', [], 5, 4], '-1 Invalid stop_height'],
      [['start', [], 0, 5, 'extended'], '-5 Unknown filtertype'],
      [['start'], '-1 scanobjects argument is required for the start action'],
      [['go'], "-8 Invalid action 'go'"],
    ] as const) {
      expect(await refusal('scanblocks', ...params)).toBe(error);
    }
  });

  it('say so where they would have to look at what a pruned block spends that came again', async () => {
    const { call, refusal, chainstate, matureCoins } = await openIndexedNode();
    const spent = payOn(await matureCoins(1), 1000, { lock: keyLock(1) });
    await call('generateblock', ADDRESS, [hexOfTransaction(spent)]);
    const spending = payOn([outputAt(spent, 0, keyLock(1))], 1000);
    const { hash } = await call<{ hash: string }>('generateblock', ADDRESS, [hexOfTransaction(spending)]);
    const { height } = await call<{ height: number }>('getblockheader', hash);
    const block = await call<string>('getblock', hash, 0);
    const script = `raw(${toHex(keyLock(1).scriptPubKey)})`;
    const scan = ['start', [script], height, height, 'basic', { filter_false_positives: true }] as const;
    expect(await call('scanblocks', ...scan)).toMatchObject({ relevant_blocks: [hash] });
    await call('generatetoaddress', MIN_BLOCKS_TO_KEEP, ADDRESS);
    expect(await chainstate.prune({ height, isStopping: () => false })).toBe(height);
    expect(await refusal('scanblocks', ...scan)).toBe('-1 Block not available (pruned data)');
    expect(await call('submitblock', block)).toBe('inconclusive');
    expect(await refusal('scanblocks', ...scan)).toBe('-1 Undo data not available (pruned data)');
  });

  it('refuse where nothing is kept', async () => {
    const { call, refusal } = await openRpcNode();
    const genesis = await call<string>('getblockhash', 0);
    expect(await call('getindexinfo')).toEqual({});
    expect(await refusal('getblockfilter', genesis)).toBe('-1 Index is not enabled for filtertype basic');
    expect(await refusal('getblockfilter', genesis, 'extended')).toBe('-5 Unknown filtertype');
    expect(await refusal('scanblocks', 'start', [])).toBe('-1 Index is not enabled for filtertype basic');
    expect(await refusal('getaddresshistory', ADDRESS)).toBe(
      '-1 Index is not enabled. Start the node with -addressindex.',
    );
    expect(await refusal('getaddresshistory', 'x')).toMatch(/^-5 /);
    expect(await refusal('getaddresshistory', ADDRESS, 0)).toBe('-8 count must be from 1 to 1000, not 0');
  });
});
