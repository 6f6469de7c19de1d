import { describe, expect, it } from 'vitest';
import type { Chainstate } from '../../../../../src/chain/chainstate.ts';
import { MIN_BLOCKS_TO_KEEP } from '../../../../../src/chain/prune.ts';
import type { Pruning } from '../../../../../src/rpc/methods/blockchain/context.ts';
import { OPEN_ADDRESS, openRpcNode, type RpcNode } from '../../../../helpers/rpc-node.ts';
import { TEST_TIME } from '../../../../helpers/test-chain.ts';

const isStopping = () => false;

/** Pruning on demand, of chains above height 300 rather than 1000. */
const onDemand = (chainstate: Chainstate): Pruning => ({
  targetBytes: undefined,
  afterHeight: 300,
  pruneTo: (height) => chainstate.prune({ height, isStopping }),
});

interface Info {
  readonly pruned: boolean;
  readonly pruneheight?: number;
  readonly automatic_pruning?: boolean;
  readonly prune_target_size?: number;
}

async function pruningInfo({ call }: RpcNode): Promise<Info> {
  const { pruned, pruneheight, automatic_pruning, prune_target_size } = await call<Info>('getBlockchainInfo');
  return JSON.parse(JSON.stringify({ pruned, pruneheight, automatic_pruning, prune_target_size }));
}

/** A node of that height that prunes on demand. */
async function openPruning(height: number): Promise<RpcNode> {
  const node = await openRpcNode({ pruning: onDemand });
  await node.call('generateToAddress', height, OPEN_ADDRESS);
  return node;
}

describe('pruneBlockchain', () => {
  it("answers as in Bitcoin Core's feature_pruning.py, by heights", async () => {
    const node = await openPruning(299);
    const { call, refusal } = node;
    const prune = async (height: number) => {
      const last = await call<number>('pruneBlockchain', height);
      expect((await pruningInfo(node)).pruneheight).toBe(last + 1);
      return last;
    };
    const first = await call<{ nTx: number; hash: string }>('getBlock', 1);
    expect(await refusal('pruneBlockchain', 5)).toBe('-1 Blockchain is too short for pruning.');
    expect(await pruningInfo(node)).toEqual({ pruned: true, pruneheight: 0, automatic_pruning: false });
    await call('generateToAddress', 2, OPEN_ADDRESS);
    expect(await refusal('pruneBlockchain', 302)).toBe(
      '-8 Blockchain is shorter than the attempted prune height.',
    );
    expect(await refusal('pruneBlockchain', -10)).toBe('-8 Negative block height.');
    expect(await call('pruneBlockchain', 0)).toBe(-1);
    expect(await prune(5)).toBe(5);
    expect(await refusal('getBlock', first.hash)).toBe('-1 Block not available (pruned data)');
    expect(await call('getBlockHeader', first.hash)).toMatchObject({ nTx: first.nTx, height: 1 });
    expect(await call('getBlock', 6)).toMatchObject({ height: 6 });
    // All but the last 288.
    expect(await prune(301)).toBe(301 - MIN_BLOCKS_TO_KEEP);
    expect(await prune(2)).toBe(13);
    expect(await call('verifyChain', 4, 0)).toBe(false);
    expect(await call('verifyChain', 4, 288)).toBe(true);
  });

  it('prunes by time: two hours before, the first block as young or younger', async () => {
    const { call, refusal } = await openRpcNode({ pruning: onDemand });
    for (let i = 0; i < 14; i++) {
      await call('setMockTime', TEST_TIME + 600 * i);
      await call('generateToAddress', 1, OPEN_ADDRESS);
    }
    await call('generateToAddress', 287, OPEN_ADDRESS);
    const timeOf = async (height: number) => (await call<{ time: number }>('getBlock', height)).time + 7200;
    const tenth = await timeOf(10);
    expect(await refusal('pruneBlockchain', (await timeOf(301)) + 1)).toBe(
      '-8 Could not find block with at least the specified timestamp.',
    );
    expect(await call('pruneBlockchain', tenth)).toBe(10);
    expect(await call('pruneBlockchain', await timeOf(12))).toBe(12);
  });

  it('is refused where the node does not prune', async () => {
    const node = await openRpcNode();
    expect(await node.refusal('pruneBlockchain', 500)).toBe(
      '-1 Cannot prune blocks because node is not in prune mode.',
    );
    expect(await pruningInfo(node)).toEqual({ pruned: false });
  });
});

describe('a pruned node', () => {
  it('tells of its target in getBlockchainInfo', async () => {
    const targetBytes = 550 * 2 ** 20;
    const node = await openRpcNode({ pruning: (chainstate) => ({ ...onDemand(chainstate), targetBytes }) });
    expect(await pruningInfo(node)).toEqual({
      pruned: true,
      pruneheight: 0,
      automatic_pruning: true,
      prune_target_size: targetBytes,
    });
  });

  it('has the same coins as before', async () => {
    const node = await openPruning(301);
    const ask = async () => {
      const { disk_size: _, ...info } = await node.call<{ disk_size: number }>('getTxOutSetInfo');
      return info;
    };
    const before = await ask();
    await node.call('pruneBlockchain', 301);
    expect(await ask()).toEqual(before);
  });

  it('goes back no farther than it has blocks', async () => {
    const { call, refusal } = await openPruning(301);
    await call('pruneBlockchain', 13);
    const [last, next] = [await call('getBlockHash', 13), await call('getBlockHash', 14)];
    expect(await refusal('invalidateBlock', last)).toBe(
      "-20 The chain can't go back: blocks up to height 13 are pruned",
    );
    expect(await call('getBlockCount')).toBe(301);
    await call('invalidateBlock', next);
    expect(await call('getBlockCount')).toBe(13);
    await call('reconsiderBlock', next);
    expect(await call('getBlockCount')).toBe(301);
  });

  it('has no transactions of pruned blocks, and proves none', async () => {
    const { call, refusal } = await openPruning(301);
    const { hash, tx } = await call<{ hash: string; tx: readonly string[] }>('getBlock', 3);
    await call('pruneBlockchain', 13);
    expect(await refusal('getRawTransaction', tx[0], 0, hash)).toBe('-1 Block not available');
    const pruned = '-1 Block not available (pruned data)';
    expect(await refusal('getTxOutProof', tx)).toBe(pruned);
    expect(await refusal('getTxOutProof', tx, hash)).toBe(pruned);
  });
});
