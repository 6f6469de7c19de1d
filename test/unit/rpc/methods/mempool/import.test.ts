import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import type { Transaction } from '../../../../../src/primitives/tx.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { recordingLog } from '../../../../helpers/rpc.ts';
import {
  hexOfTransaction,
  openRpcNode,
  type RpcNode,
  type RpcNodeOptions,
} from '../../../../helpers/rpc-node.ts';
import { outputAt, payOn, type Spendable } from '../../../../helpers/spending.ts';

const UNABLE = '-1 Unable to import mempool file, see debug log for details.';

/** Nodes of one chain, and coins of it. */
async function openNode(options: RpcNodeOptions = {}) {
  const node = await openRpcNode(options);
  const coins = await node.matureCoins(3);
  return { node, coins };
}

const fileOf = (node: RpcNode) => join(dirname(node.path), 'mempool.dat');
const idOf = ({ txid }: Transaction) => displayHash(txid);
const submit = ({ call }: RpcNode, tx: Transaction) =>
  call<string>('submitTransaction', hexOfTransaction(tx));

function familyOn(coins: readonly Spendable[]) {
  const parent = payOn([expectDefined(coins[0], 'a coin')], 1000);
  const child = payOn([outputAt(parent, 0)], 2000);
  const other = payOn([expectDefined(coins[1], 'a coin')], 3000);
  return { parent, child, other };
}

/** A node whose mempool has a family and priorities, and a file of it. */
async function openSaved() {
  const { node, coins } = await openNode();
  const { parent, child, other } = familyOn(coins);
  const unseen = payOn([expectDefined(coins[2], 'a coin')], 1000);
  for (const tx of [parent, child, other]) await submit(node, tx);
  node.mempool.noteBroadcast(other.txid);
  await node.call('prioritiseTransaction', idOf(child), 0, 500);
  await node.call('prioritiseTransaction', idOf(unseen), 0, 700);
  const { filename } = await node.call<{ filename: string }>('saveMempool');
  return { node, filename, parent, child, other, unseen };
}

interface Entry {
  readonly time: number;
  readonly unbroadcast: boolean;
}

describe('importMempool', () => {
  it('takes in the transactions of a file that saveMempool wrote, and no more unless asked', async () => {
    const { node: first, filename } = await openSaved();
    const { node: second } = await openNode();
    second.clock.setMockTime(first.clock.nowSeconds() + 60);
    expect(await second.call('importMempool', filename)).toEqual({});
    expect(await second.call('getRawMempool')).toEqual(await first.call('getRawMempool'));
    expect(await second.call('getPrioritisedTransactions')).toEqual({});
    const entries = Object.values(await second.call<Record<string, Entry>>('getRawMempool', true));
    expect(entries.map(({ time }) => time)).toEqual(Array(3).fill(second.clock.nowSeconds()));
    expect(entries.some(({ unbroadcast }) => unbroadcast)).toBe(false);
  });

  it('takes over times, priorities and what nobody asked for, where asked', async () => {
    const { node: first, filename, unseen, child } = await openSaved();
    const { node: second } = await openNode();
    second.clock.setMockTime(first.clock.nowSeconds() + 60);
    await second.call('prioritiseTransaction', idOf(unseen), 0, 1);
    const options = { use_current_time: false, apply_fee_delta_priority: true, apply_unbroadcast_set: true };
    await second.call('importMempool', filename, options);
    const strip = (entries: Record<string, Entry>) => JSON.parse(JSON.stringify(entries)) as object;
    expect(strip(await second.call('getRawMempool', true))).toEqual(
      strip(await first.call('getRawMempool', true)),
    );
    expect(await second.call('getPrioritisedTransactions')).toMatchObject({
      [idOf(child)]: { fee_delta: 500 },
      [idOf(unseen)]: { fee_delta: 701, in_mempool: false },
    });
    // They are on disk, as is that nobody asked for them.
    expect(second.store.loadMempool().records.filter(({ isUnbroadcast }) => isUnbroadcast)).toHaveLength(2);
  });

  it('tells in the log what came of it', async () => {
    const { filename, parent } = await openSaved();
    const lines: string[] = [];
    const { node: second } = await openNode({ log: recordingLog(lines) });
    await submit(second, parent);
    lines.length = 0;
    await second.call('importMempool', filename);
    await second.call('importMempool', filename, { apply_unbroadcast_set: true });
    expect(
      lines.filter((line) => /Loading|Imported/.test(line)).map((line) => line.replace(/^info /, '')),
    ).toEqual([
      'Loading 3 mempool transactions from file...',
      'Imported mempool transactions from file: 2 succeeded, 0 failed, 0 expired, 1 already there, 0 waiting for initial broadcast',
      'Loading 3 mempool transactions from file...',
      'Imported mempool transactions from file: 0 succeeded, 0 failed, 0 expired, 3 already there, 2 waiting for initial broadcast',
    ]);
  });

  it('leaves out what is too old by its own time, and what is not valid here', async () => {
    const { node: first, filename } = await openSaved();
    const { node: late } = await openNode();
    late.clock.setMockTime(first.clock.nowSeconds() + 400 * 3600);
    await late.call('importMempool', filename, { use_current_time: false });
    expect(await late.call('getRawMempool')).toEqual([]);
    const stranger = await openRpcNode();
    await stranger.call('importMempool', filename);
    expect(await stranger.call('getRawMempool')).toEqual([]);
  });

  it('keeps what came before a fault of the file', async () => {
    const { filename, parent, child, other } = await openSaved();
    const { node } = await openNode();
    const cut = join(dirname(node.path), 'cut.dat');
    // The last transaction is not whole.
    writeFileSync(cut, readFileSync(filename).subarray(0, -200));
    expect(await node.refusal('importMempool', cut)).toBe(UNABLE);
    const ids = await node.call<readonly string[]>('getRawMempool');
    expect(ids.length).toBeGreaterThan(0);
    expect([parent, child, other].map(idOf)).toEqual(expect.arrayContaining([...ids]));
  });

  it.each(['', 'nowhere/mempool.dat', 'null\0byte', '/'])('refuses what it cannot read: %j', async (path) => {
    const lines: string[] = [];
    const { node } = await openNode({ log: recordingLog(lines) });
    expect(await node.refusal('importMempool', path)).toBe(UNABLE);
    expect(lines.at(-1)).toMatch(/Failed to open mempool file: /);
  });

  it('refuses while blocks are downloaded, and gives up where the node stops', async () => {
    const { node, filename } = await openSaved();
    Object.assign(node.context, { isInitialBlockDownload: () => true });
    expect(await node.refusal('importMempool', filename)).toBe(
      '-10 Can only import the mempool after the block download and sync is done.',
    );
  });
});

describe('saveMempool', () => {
  it('writes files that differ in their key alone', async () => {
    const { node, filename } = await openSaved();
    expect(filename).toBe(fileOf(node));
    const first = readFileSync(filename);
    await node.call('saveMempool');
    const second = readFileSync(filename);
    expect(second).toHaveLength(first.length);
    expect(second.equals(first)).toBe(false);
    const plain = (file: Buffer) =>
      file.subarray(17).map((byte, i) => byte ^ (file[9 + ((17 + i) % 8)] ?? 0));
    expect(plain(second)).toEqual(plain(first));
  });

  it('takes calls at the same time one after the other', async () => {
    const { node, filename } = await openSaved();
    await Promise.all([node.call('saveMempool'), node.call('saveMempool'), node.call('saveMempool')]);
    const { node: second } = await openNode();
    expect(await second.call('importMempool', filename)).toEqual({});
  });
});
