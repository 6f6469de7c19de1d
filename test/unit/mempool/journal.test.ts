import { describe, expect, it } from 'vitest';
import type { MempoolEntry } from '../../../src/mempool/entry.ts';
import { createJournal, type Journal } from '../../../src/mempool/journal.ts';
import type { MempoolBatch, MempoolStore } from '../../../src/mempool/ports.ts';
import { serializeTransaction } from '../../../src/primitives/tx.ts';
import { createManualTimers, type ManualTimers } from '../../helpers/test-mempool.ts';
import { inputOf, numberedHash, transactionOf } from '../../helpers/transactions.ts';

interface Fixture {
  readonly journal: Journal;
  readonly timers: ManualTimers;
  readonly batches: MempoolBatch[];
  readonly faults: unknown[];
  /** Lets the next commits fail. */
  breakStore(): void;
  mendStore(): void;
}

const DISK_FULL = new Error('disk full');

function setUp(): Fixture {
  const batches: MempoolBatch[] = [];
  const faults: unknown[] = [];
  let isBroken = false;
  const store: MempoolStore = {
    loadMempool: () => ({ records: [], priorities: [], tip: undefined }),
    requireRoom: () => {},
    commitMempool(batch) {
      if (isBroken) throw DISK_FULL;
      batches.push(batch);
    },
  };
  const timers = createManualTimers();
  const journal = createJournal({
    store,
    timers,
    tip: () => numberedHash(7),
    isUnbroadcast: () => false,
    onFault: (fault) => faults.push(fault),
  });
  return {
    journal,
    timers,
    batches,
    faults,
    breakStore() {
      isBroken = true;
    },
    mendStore() {
      isBroken = false;
    },
  };
}

function entryOf(number: number): MempoolEntry {
  const tx = transactionOf({ inputs: [inputOf(number)] });
  const size = { weight: 400, adjustedWeight: 400, vsize: 100, sigOpCost: 0, usage: 1 };
  const fees = { fee: 10, modifiedFee: 10 };
  const relatives = { parents: new Set<MempoolEntry>(), children: new Set<MempoolEntry>() };
  return { tx, ...fees, ...size, ...relatives, time: 5, height: 3, sequence: 1, spendsCoinbase: false };
}

describe('createJournal', () => {
  it('writes a group ten milliseconds after its first change, with the tip of then', () => {
    const { journal, timers, batches } = setUp();
    const entry = entryOf(1);
    journal.added(entry);
    journal.removed(numberedHash(2));
    expect([...timers.waiting].map(({ delayMs }) => delayMs)).toEqual([10]);
    timers.runAll();
    const { txid } = entry.tx;
    const record = {
      txid,
      bytes: serializeTransaction(entry.tx),
      time: 5,
      height: 3,
      fee: 10,
      vsize: 100,
      isUnbroadcast: false,
    };
    const removed = [numberedHash(2)];
    expect(batches).toEqual([{ added: [record], removed, prioritised: [], tip: numberedHash(7) }]);
    expect(timers.waiting.size).toBe(0);
  });

  it('writes only the last word on each transaction', () => {
    const { journal, batches } = setUp();
    const [stays, goes] = [entryOf(1), entryOf(2)];
    journal.removed(stays.tx.txid);
    for (const entry of [stays, goes]) journal.added(entry);
    journal.removed(goes.tx.txid);
    journal.flush();
    expect(batches).toMatchObject([{ added: [{ txid: stays.tx.txid }], removed: [goes.tx.txid] }]);
  });

  it('writes what was added to fees with the rest, the last word on each', () => {
    const { journal, batches, timers } = setUp();
    journal.prioritised({ txid: numberedHash(1), delta: 5 });
    journal.prioritised({ txid: numberedHash(1), delta: 0 });
    timers.runAll();
    journal.flush();
    expect(batches).toMatchObject([{ added: [], prioritised: [{ txid: numberedHash(1), delta: 0 }] }]);
  });

  it('answers once the group is written, or at once where there is none', async () => {
    const { journal, timers, batches } = setUp();
    await journal.settled();
    journal.added(entryOf(1));
    let isSettled = false;
    const settled = journal.settled().then(() => {
      isSettled = true;
    });
    await Promise.resolve();
    expect(isSettled).toBe(false);
    timers.runAll();
    await settled;
    expect(batches).toHaveLength(1);
  });

  it('writes nothing where nothing changed', () => {
    const { journal, batches } = setUp();
    journal.flush();
    expect(batches).toEqual([]);
  });

  it('tells those who wait, and the node, of a commit that failed', async () => {
    const { journal, timers, faults, breakStore } = setUp();
    breakStore();
    journal.added(entryOf(1));
    const settled = expect(journal.settled()).rejects.toBe(DISK_FULL);
    timers.runAll();
    await settled;
    expect(faults).toEqual([DISK_FULL]);
    journal.added(entryOf(2));
    expect(() => journal.flush()).toThrow(DISK_FULL);
  });

  it('writes later what could not be written, the last word on each', async () => {
    const { journal, timers, batches, breakStore, mendStore } = setUp();
    const [stays, goes] = [entryOf(1), entryOf(2)];
    breakStore();
    for (const entry of [stays, goes]) journal.added(entry);
    journal.prioritised({ txid: numberedHash(1), delta: 5 });
    timers.runAll();
    journal.removed(goes.tx.txid);
    mendStore();
    journal.flush();
    expect(batches).toMatchObject([
      {
        added: [{ txid: stays.tx.txid }],
        removed: [goes.tx.txid],
        prioritised: [{ txid: numberedHash(1), delta: 5 }],
      },
    ]);
    timers.runAll();
    expect(batches).toHaveLength(1);
  });

  it('lets nobody wait for ever for what could not be written', async () => {
    const { journal, timers, breakStore, mendStore } = setUp();
    breakStore();
    journal.added(entryOf(1));
    timers.runAll();
    const failed = expect(journal.settled()).rejects.toBe(DISK_FULL);
    timers.runAll();
    await failed;
    mendStore();
    const settled = journal.settled();
    timers.runAll();
    await settled;
  });
});
