import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { DiskFullError } from '../../../src/util/disk-full-error.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { BARE_LOCK, outputAt, payOn, type Spendable } from '../../helpers/spending.ts';
import {
  openTestMempool,
  TEST_MATURITY,
  type TestMempool,
  type TestMempoolOptions,
} from '../../helpers/test-mempool.ts';

async function setUp(options: TestMempoolOptions = {}): Promise<TestMempool & { coin(): Spendable }> {
  const node = await openTestMempool(options);
  const coins = (await node.mineCoins(6 + TEST_MATURITY)).slice(0, 6);
  return { ...node, coin: () => expectDefined(coins.pop(), 'another coin') };
}

/** Whether the promise was fulfilled before anything else had its turn. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

describe('submit', () => {
  it('answers when the transaction is durable', async () => {
    const { mempool, coin, timers } = await setUp();
    const submitted = mempool.submit(payOn([coin()], 1000));
    expect(mempool.count()).toBe(1);
    expect(await isSettled(submitted)).toBe(false);
    timers.runAll();
    expect(await submitted).toMatchObject({ ok: true, value: { fee: 1000, vsize: 96, replaced: [] } });
  });

  it('says no at once, but of one that is here already only when that one is durable', async () => {
    const { mempool, coin, timers } = await setUp();
    const tx = payOn([coin()], 1000);
    const first = mempool.submit(tx);
    const again = mempool.submit(tx);
    expect(await isSettled(mempool.submit(payOn([coin()], 0)))).toBe(true);
    expect(await isSettled(again)).toBe(false);
    timers.runAll();
    expect(await again).toMatchObject({ ok: false, code: 'txn-already-in-mempool' });
    await first;
    expect(await isSettled(mempool.submit(tx))).toBe(true);
  });

  it('waits once for many', async () => {
    const batches: number[] = [];
    const { mempool, coin, timers } = await setUp({
      wrapStore: (store) => ({
        ...store,
        commitMempool(batch) {
          batches.push(batch.added.length);
          store.commitMempool(batch);
        },
      }),
    });
    const answers = Array.from({ length: 5 }, () => mempool.submit(payOn([coin()], 1000)));
    timers.runAll();
    await Promise.all(answers);
    expect(batches).toEqual([5]);
  });

  it('fails where the disk does, and tells the node', async () => {
    const faults: unknown[] = [];
    const diskFull = new Error('disk full');
    const { mempool, coin, timers } = await setUp({
      onFault: (fault) => faults.push(fault),
      wrapStore: (store) => ({
        ...store,
        commitMempool() {
          throw diskFull;
        },
      }),
    });
    const submitted = expect(mempool.submit(payOn([coin()], 1000))).rejects.toBe(diskFull);
    timers.runAll();
    await submitted;
    expect(faults).toEqual([diskFull]);
  });
});

describe('on a full disk', () => {
  /** A mempool whose disk is full when the test says so. */
  async function openFull(options: TestMempoolOptions = {}) {
    const disk = { isFull: false };
    const faults: unknown[] = [];
    const require = () => {
      if (disk.isFull) throw new DiskFullError('no room');
    };
    const node = await setUp({
      wrapStore: (store) => ({
        ...store,
        requireRoom: require,
        commitMempool(batch) {
          require();
          store.commitMempool(batch);
        },
      }),
      onFault: (fault) => faults.push(fault),
      ...options,
    });
    node.timers.runAll();
    return { ...node, disk, faults };
  }

  it('takes nothing in', async () => {
    const { mempool, coin, disk } = await openFull();
    disk.isFull = true;
    const tx = payOn([coin()], 1000);
    await expect(mempool.submit(tx)).rejects.toThrow(DiskFullError);
    await expect(mempool.submitPackage({ txs: [tx] })).rejects.toThrow(DiskFullError);
    await expect(mempool.prioritise(tx.txid, 5)).rejects.toThrow(DiskFullError);
    expect(() => mempool.accept(tx)).toThrow(DiskFullError);
    expect([mempool.count(), [...mempool.priorities()]]).toEqual([0, []]);
    expect(mempool.test(tx)).toMatchObject({ ok: true });
  });

  it('keeps what was under way, which was answered with an error, once there is room', async () => {
    const { mempool, coin, disk, faults, timers, path } = await openFull();
    const tx = payOn([coin()], 1000);
    const submitted = expect(mempool.submit(tx)).rejects.toThrow(DiskFullError);
    disk.isFull = true;
    timers.runAll();
    await submitted;
    expect(faults).toEqual([expect.any(DiskFullError)]);
    disk.isFull = false;
    mempool.flush();
    const again = mempool.submit(tx);
    expect(await again).toMatchObject({ ok: false, code: 'txn-already-in-mempool' });
    expect(storedTransactions(path)).toBe(1);
  });

  it('takes transactions in as ever where they are not kept', async () => {
    const { mempool, coin, disk, timers } = await openFull({ options: { isPersistent: false } });
    disk.isFull = true;
    const submitted = mempool.submit(payOn([coin()], 1000));
    timers.runAll();
    expect(await submitted).toMatchObject({ ok: true });
  });
});

/** How many the store holds, as another reader sees it. */
function storedTransactions(path: string): unknown {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare('SELECT count(*) FROM mempool').pluck().get();
  } finally {
    db.close();
  }
}

describe('the view', () => {
  it('shows sums, the coins of chain and mempool, and who spends what', async () => {
    const { mempool, coin } = await setUp();
    const spent = coin();
    const parent = payOn([spent], 1000, { parts: 2 });
    const child = payOn([outputAt(parent, 0)], 500);
    for (const tx of [parent, child]) mempool.accept(tx);
    const [first, second] = [...mempool.entries()];
    expect([first?.tx, second?.tx]).toEqual([parent, child]);
    expect(mempool.info()).toMatchObject({
      count: 2,
      vsize: (first?.vsize ?? 0) + (second?.vsize ?? 0),
      totalFee: 1500,
      usage: (first?.usage ?? 0) + (second?.usage ?? 0),
      maxBytes: 300_000_000,
      minFeeRate: 100,
    });
    expect(mempool.spenderOf(spent)).toBe(first);
    expect(mempool.spenderOf({ txid: parent.txid, index: 1 })).toBeUndefined();
    expect(mempool.coins.getCoin(outputAt(parent, 1))).toMatchObject({ isCoinbase: false, height: 10 });
    expect(mempool.coins.getCoin({ txid: parent.txid, index: 2 })).toBeUndefined();
    expect(mempool.coins.getCoin(spent)).toMatchObject({ isCoinbase: true });
  });

  it('counts what comes and goes', async () => {
    const { mempool, coin, mine } = await setUp();
    const start = mempool.sequence();
    const numbers: number[] = [];
    mempool.events.on('txAdded', ({ sequence }) => numbers.push(sequence));
    mempool.events.on('txRemoved', ({ sequence }) => numbers.push(sequence));
    const tx = payOn([coin()], 1000);
    mempool.accept(tx);
    await mine([tx]);
    expect(numbers).toEqual([start, start + 1]);
    expect(mempool.sequence()).toBe(start + 2);
  });
});

describe('getByWtxid', () => {
  it('finds a transaction by the id of all of it, one without a witness by its txid', async () => {
    const { mempool, coin, mine } = await setUp({ options: { requireStandard: false } });
    const tx = payOn([coin()], 1000);
    mempool.accept(tx);
    const entry = mempool.get(tx.txid);
    expect(entry).toBeDefined();
    expect([mempool.getByWtxid(tx.wtxid), mempool.getByWtxid(tx.txid)]).toEqual([entry, undefined]);
    await mine([tx]);
    expect(mempool.getByWtxid(tx.wtxid)).toBeUndefined();
    const odd = payOn([coin()], 1000, { lock: BARE_LOCK, parts: 2 });
    const bare = payOn([outputAt(odd, 0, BARE_LOCK)], 1000);
    for (const one of [odd, bare]) mempool.accept(one);
    expect(mempool.getByWtxid(bare.txid)).toBe(mempool.get(bare.txid));
    expect(mempool.get(bare.txid)?.tx).toBe(bare);
  });
});

describe('txSubmitted', () => {
  it('tells of what was submitted here, also of what was here before, and of nothing else', async () => {
    const { mempool, coin, timers } = await setUp();
    const told: Transaction[] = [];
    mempool.events.on('txSubmitted', ({ entry }) => told.push(entry.tx));
    const [mine, theirs] = [payOn([coin()], 1000), payOn([coin()], 1000)];
    const answers = [mempool.submit(mine), mempool.submit(payOn([coin()], 0))];
    expect(told).toEqual([mine]);
    mempool.accept(theirs);
    const child = payOn([outputAt(theirs, 0)], 1000);
    const grandchild = payOn([outputAt(child, 0)], 1000);
    mempool.acceptPackage({ txs: [child, grandchild] });
    expect(mempool.get(grandchild.txid)).toBeDefined();
    expect(told).toEqual([mine]);
    const other = payOn([outputAt(mine, 0)], 1000);
    const last = payOn([outputAt(other, 0)], 1000);
    answers.push(mempool.submit(mine));
    const outcome = mempool.submitPackage({ txs: [other, last] });
    timers.runAll();
    await Promise.all([...answers, outcome]);
    expect(told).toEqual([mine, mine, other, last]);
  });
});

describe('the number of an entry', () => {
  it('is that of its event; 0 of one that a reorganisation gave back', async () => {
    const { mempool, coin, mine, chainstate } = await setUp();
    const numbers: number[] = [];
    mempool.events.on('txAdded', ({ sequence }) => numbers.push(sequence));
    const tx = payOn([coin()], 1000);
    mempool.accept(tx);
    expect(mempool.get(tx.txid)?.sequence).toBe(numbers[0]);
    const before = chainstate.tip();
    await mine([tx]);
    const other = await mine([], { parent: before, tag: 1 });
    await mine([], { parent: expectDefined(chainstate.find(other.hash), 'a block') });
    expect(mempool.get(tx.txid)?.sequence).toBe(0);
  });
});

describe('close', () => {
  it('writes what waits and hears of no block any more', async () => {
    const { mempool, coin, mine, timers } = await setUp();
    const tx = payOn([coin()], 1000);
    const submitted = mempool.submit(tx);
    mempool.close();
    expect(await submitted).toMatchObject({ ok: true });
    await mine([tx]);
    expect([mempool.count(), timers.waiting.size]).toEqual([1, 0]);
  });
});
