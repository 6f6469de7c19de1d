import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { recordingLog } from '../../../../helpers/rpc.ts';
import { hexOfTransaction, openRpcNode, type RpcNode } from '../../../../helpers/rpc-node.ts';
import { outputAt, payOn } from '../../../../helpers/spending.ts';

interface Dump {
  readonly coins_written: number;
  readonly base_hash: string;
  readonly base_height: number;
  readonly path: string;
  readonly txoutset_hash: string;
  readonly nchaintx: number;
}

/** The first of the addresses of Core's test nodes. */
const TEST_NODE = 'mjTkW3DjgyZck4KbiRusZsqTgaYTxdSz6z';

const folderOf = ({ path }: RpcNode) => dirname(path);
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const hashOfCoins = async ({ call }: RpcNode) =>
  (await call<{ hash_serialized_3: string }>('getTxOutSetInfo')).hash_serialized_3;

/** A chain that spends: at each height the hash of the coins is another. */
async function spendingChain(node: RpcNode): Promise<readonly string[]> {
  const hashes: string[] = [];
  const [first, second, third] = await node.matureCoins(3);
  const parent = payOn([expectDefined(first, 'a coin'), expectDefined(second, 'a coin')], 1000);
  const child = payOn([outputAt(parent, 0)], 1000);
  const later = payOn([outputAt(child, 0), expectDefined(third, 'a coin')], 1000);
  for (const txs of [[parent], [child], [], [later]]) {
    hashes[node.chainstate.tip().height] = await hashOfCoins(node);
    await node.call('generateBlock', 'raw(51)', txs.map(hexOfTransaction));
  }
  hashes[node.chainstate.tip().height] = await hashOfCoins(node);
  return hashes;
}

describe('dumpTxOutSet', () => {
  it("writes the very file of Bitcoin Core's rpc_dumptxoutset.py on its chain", async () => {
    const node = await openRpcNode();
    const { time } = await node.call<{ time: number }>('getBlock', 0);
    await node.call('setMockTime', time + 1);
    await node.call('generateToAddress', 100, TEST_NODE);
    const path = join(folderOf(node), 'txoutset.dat');
    expect(await node.call('dumpTxOutSet', 'txoutset.dat', 'latest')).toEqual({
      coins_written: 100,
      base_hash: '220aee93f0f5409631f35488898258f0930952bd620063cb4d7d87f7c28a8f50',
      base_height: 100,
      path,
      txoutset_hash: '771d773b5c27b6f35f598ce764652a2cf28fbc268341eb1827844e416c629c7d',
      nchaintx: 101,
    });
    expect(sha256(path)).toBe('e8c59b1bc1f19061c67eb7a392f4ea17eea83af58646ea2909e270546699c36c');
    expect(existsSync(`${path}.incomplete`)).toBe(false);
  });

  it.each([false, true])(
    'writes the coins of any earlier block, in memory %s, while the chain stays as it is',
    async (in_memory) => {
      const node = await openRpcNode();
      const hashes = await spendingChain(node);
      const tip = node.chainstate.tip();
      const files = new Set<string>();
      for (const [height, hash] of hashes.entries()) {
        if (hash === undefined) continue;
        const options = { rollback: height, in_memory };
        const dump = await node.call<Dump>('dumpTxOutSet', `coins-${height}.dat`, 'rollback', options);
        expect(dump).toMatchObject({ base_height: height, txoutset_hash: hash });
        expect(dump.base_hash).toBe(await node.call('getBlockHash', height));
        expect(readFileSync(dump.path).readBigUInt64LE(43)).toBe(BigInt(dump.coins_written));
        files.add(sha256(dump.path));
      }
      expect(files.size).toBe(5);
      expect(node.chainstate.tip()).toBe(tip);
      expect(node.events.some((event) => event.startsWith('blockDisconnected'))).toBe(false);
    },
  );

  it('writes the same for an earlier block as it did when that was the tip', async () => {
    const node = await openRpcNode();
    await node.call('generateToAddress', 5, TEST_NODE);
    const before = await node.call<Dump>('dumpTxOutSet', 'before.dat', 'latest');
    await node.call('generateToAddress', 5, TEST_NODE);
    const options = { rollback: before.base_hash };
    const after = await node.call<Dump>('dumpTxOutSet', 'after.dat', '', options);
    expect(after).toEqual({ ...before, path: after.path });
    expect(sha256(after.path)).toBe(sha256(before.path));
  });

  it('goes down to the genesis block, of which there are no coins', async () => {
    const node = await openRpcNode();
    await node.call('generateToAddress', 3, TEST_NODE);
    const dump = await node.call<Dump>('dumpTxOutSet', 'genesis.dat', 'rollback', { rollback: 0 });
    expect(dump).toMatchObject({ coins_written: 0, base_height: 0, nchaintx: 1 });
  });

  it.each(['latest', 'rollback'])('is not disturbed by blocks that come meanwhile (%s)', async (type) => {
    const breaths: (() => Promise<unknown>)[] = [];
    const node = await openRpcNode({ breathe: async () => void (await breaths.shift()?.()) });
    await node.call('generateToAddress', 4, TEST_NODE);
    const options = type === 'rollback' ? { rollback: 2 } : {};
    const quiet = await node.call<Dump>('dumpTxOutSet', 'quiet.dat', type, options);
    const generate = () => node.call('generateToAddress', 2, TEST_NODE);
    // At every turn that it gives to others.
    breaths.push(generate, generate, generate, generate);
    const busy = await node.call<Dump>('dumpTxOutSet', 'busy.dat', type, options);
    expect(node.chainstate.tip().height).toBeGreaterThan(4);
    expect(busy).toEqual({ ...quiet, path: busy.path });
    expect(sha256(busy.path)).toBe(sha256(quiet.path));
  });

  it('goes back as far as blocks are kept, also where they are pruned meanwhile', async () => {
    const breaths: (() => Promise<unknown>)[] = [];
    const node = await openRpcNode({ breathe: async () => void (await breaths.shift()?.()) });
    const prune = (height: number) => node.chainstate.prune({ height, isStopping: () => false });
    await node.call('generateToAddress', 300, TEST_NODE);
    const hash = await node.call<string>('getBlockHash', 2);
    const block = await node.call<string>('getBlock', hash, 0);
    expect(await prune(5)).toBe(5);
    // A block that was pruned and came again says nothing of those above it.
    expect(await node.call('submitBlock', block)).toBe('inconclusive');
    expect(await node.call('getBlock', hash, 0)).toBe(block);
    for (const rollback of [4, 1]) {
      expect(await node.refusal('dumpTxOutSet', 'a.dat', '', { rollback })).toBe(
        '-1 Could not roll back to requested height since necessary block data is already pruned.',
      );
    }
    breaths.push(() => prune(10));
    const dump = await node.call<Dump>('dumpTxOutSet', 'a.dat', '', { rollback: 5 });
    expect(dump).toMatchObject({ base_height: 5, coins_written: 5 });
    expect(node.chainstate.prunedHeight()).toBe(10);
  });

  it('tells in the log what it does', async () => {
    const lines: string[] = [];
    const node = await openRpcNode({ log: recordingLog(lines) });
    await node.call('generateToAddress', 3, TEST_NODE);
    lines.length = 0;
    const { path, base_hash } = await node.call<Dump>('dumpTxOutSet', 'a.dat', '', { rollback: 1 });
    const texts = lines.map((line) => line.replace(/^info /, ''));
    expect(texts).toEqual([
      'Rolling back a snapshot of the coins from height 3 to 1',
      'Rolling back: 50%',
      'Rolling back: 100%',
      `Writing UTXO snapshot of 1 coins at height 1 (${base_hash}) to file ${path}`,
      'Writing UTXO snapshot: 100%',
    ]);
  });

  it('writes into a pipe as it is', async () => {
    const node = await openRpcNode();
    await node.call('generateToAddress', 3, TEST_NODE);
    const { path: file } = await node.call<Dump>('dumpTxOutSet', 'file.dat', 'latest');
    const path = join(folderOf(node), 'pipe');
    execFileSync('mkfifo', [path]);
    const [piped, dump] = await Promise.all([
      readFile(path),
      node.call<Dump>('dumpTxOutSet', 'pipe', 'latest'),
    ]);
    expect(dump.path).toBe(path);
    expect(piped).toEqual(readFileSync(file));
  });

  it.each([
    ['bogus', undefined, '-8 Invalid snapshot type "bogus" specified. Please specify "rollback" or "latest"'],
    ['', undefined, '-8 Invalid snapshot type "" specified. Please specify "rollback" or "latest"'],
    ['latest', { rollback: 1 }, '-8 Invalid snapshot type "latest" specified with rollback option'],
    [
      'rollback',
      undefined,
      '-8 No snapshot block of this network is known: name the block with the option "rollback", by its height or hash',
    ],
    ['', { rollback: 4 }, '-8 Target block height 4 after current tip 3'],
    ['', { rollback: -1 }, '-8 Target block height -1 is negative'],
    ['', { rollback: 'ff'.repeat(32) }, '-5 Block not found'],
    ['', { rollback: 'ff' }, "-8 rollback must be of length 64 (not 2, for 'ff')"],
  ])('refuses type %j with options %j', async (type, options, text) => {
    const node = await openRpcNode();
    await node.call('generateToAddress', 3, TEST_NODE);
    expect(await node.refusal('dumpTxOutSet', 'a.dat', type, options ?? {})).toBe(text);
    expect(existsSync(join(folderOf(node), 'a.dat.incomplete'))).toBe(false);
  });

  it('refuses a block of a branch, and leaves no file', async () => {
    const node = await openRpcNode();
    await node.call('generateToAddress', 2, TEST_NODE);
    const left = await node.call<string>('getBestBlockHash');
    await node.call('invalidateBlock', left);
    const options = { rollback: left };
    expect(await node.refusal('dumpTxOutSet', 'a.dat', '', options)).toBe('-8 Block is not in main chain');
    expect(readdirSync(folderOf(node)).filter((name) => name.startsWith('a.dat'))).toEqual([]);
  });

  it('refuses what is there already, and what it cannot open', async () => {
    const node = await openRpcNode();
    const there = join(folderOf(node), 'there.dat');
    writeFileSync(there, 'mine');
    const exists = (path: string) =>
      `-8 ${path} already exists. If you are sure this is what you want, move it out of the way first`;
    expect(await node.refusal('dumpTxOutSet', 'there.dat', 'latest')).toBe(exists(there));
    expect(readFileSync(there, 'utf8')).toBe('mine');
    expect(await node.refusal('dumpTxOutSet', '', 'latest')).toBe(exists(folderOf(node)));
    for (const path of ['not/there', 'null\0byte']) {
      expect(await node.refusal('dumpTxOutSet', path, 'latest')).toBe(
        `-8 Couldn't open file ${join(folderOf(node), path)}.incomplete for writing.`,
      );
    }
    mkdirSync(join(folderOf(node), 'b.incomplete'));
    expect(await node.refusal('dumpTxOutSet', 'b', 'latest')).toMatch(/^-8 Couldn't open file /);
  });

  it('takes the place of a file that was not finished, but not of one that is being written', async () => {
    const node = await openRpcNode();
    writeFileSync(join(folderOf(node), 'a.incomplete'), 'x'.repeat(10_000));
    const ends = await Promise.allSettled([
      node.call('dumpTxOutSet', 'a', 'latest'),
      node.call('dumpTxOutSet', 'a', 'latest'),
    ]);
    // Which of them the system answers first is up to it.
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(readFileSync(join(folderOf(node), 'a'))).toHaveLength(51);
    await node.call('dumpTxOutSet', 'b', 'latest');
    expect(await node.refusal('dumpTxOutSet', 'a', 'latest')).toMatch(/^-8 .* already exists/);
  });

  it('leaves nothing where there is no room, or the node stops', async () => {
    const full = await openRpcNode({ reserveBytes: Number.MAX_SAFE_INTEGER });
    expect(await full.refusal('dumpTxOutSet', 'a', 'latest')).toMatch(
      /^-1 The snapshot can't be written: .* Disk space is too low!/,
    );
    const stopping = await openRpcNode({ isStopping: () => true });
    await stopping.call('generateToAddress', 1, TEST_NODE);
    expect(await stopping.refusal('dumpTxOutSet', 'a', 'latest')).toBe('-9 Shutting down');
    for (const node of [full, stopping]) expect(readdirSync(folderOf(node))).not.toContain('a.incomplete');
  });
});
