import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { MempoolRecord, MempoolStore, Priority } from '../../../src/mempool/ports.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { serializeTransaction } from '../../../src/primitives/tx.ts';
import { openChainStore } from '../../../src/store/chain-store.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { temporaryStorePath } from '../../helpers/test-chain.ts';
import { inputOf, numberedHash, transactionOf } from '../../helpers/transactions.ts';

function openStore(path: string): MempoolStore & { close(): void } {
  const store = openChainStore({ path, cacheMiB: 4, onNotice: () => {} });
  onTestFinished(store.close);
  return store;
}

function recordOf(number: number): MempoolRecord {
  const tx = transactionOf({ inputs: [inputOf(number, { witness: [Uint8Array.of(number)] })] });
  const facts = {
    time: 1_700_000_000 + number,
    height: number,
    fee: 2 ** 50 + number,
    vsize: 100,
    isUnbroadcast: false,
  };
  return { txid: tx.txid, bytes: serializeTransaction(tx), ...facts };
}

const [A, B, C] = [recordOf(1), recordOf(2), recordOf(3)];
const TIP = numberedHash(100);

describe('createMempoolStore', () => {
  it('has nothing in a new store', () => {
    expect(openStore(temporaryStorePath()).loadMempool()).toEqual({
      records: [],
      priorities: [],
      tip: undefined,
    });
  });

  it('gives back what was added to fees, unless nothing is left of it', () => {
    const path = temporaryStorePath();
    const store = openStore(path);
    const commit = (...prioritised: readonly Priority[]) =>
      store.commitMempool({ added: [], removed: [], prioritised, tip: TIP });
    commit({ txid: A.txid, delta: -5 }, { txid: B.txid, delta: 1e14 });
    commit({ txid: A.txid, delta: 7 }, { txid: C.txid, delta: 1 });
    commit({ txid: C.txid, delta: 0 });
    store.close();
    const { priorities } = openStore(path).loadMempool();
    expect(new Set(priorities)).toEqual(
      new Set([
        { txid: A.txid, delta: 7 },
        { txid: B.txid, delta: 1e14 },
      ]),
    );
  });

  it('gives back what was written, in that order, with the tip of the last batch', () => {
    const path = temporaryStorePath();
    const store = openStore(path);
    store.commitMempool({ added: [B, A], removed: [], prioritised: [], tip: numberedHash(99) });
    store.commitMempool({ added: [C], removed: [A.txid, numberedHash(5)], prioritised: [], tip: TIP });
    store.close();
    expect(openStore(path).loadMempool()).toEqual({ records: [B, C], priorities: [], tip: TIP });
  });

  it('writes a transaction that comes again anew', () => {
    const store = openStore(temporaryStorePath());
    store.commitMempool({ added: [A, B], removed: [], prioritised: [], tip: TIP });
    store.commitMempool({ added: [{ ...A, time: 5 }], removed: [], prioritised: [], tip: TIP });
    expect(store.loadMempool().records).toEqual([B, { ...A, time: 5 }]);
  });

  it('keeps which ones no peer has asked for', () => {
    const store = openStore(temporaryStorePath());
    const ours = { ...A, isUnbroadcast: true };
    store.commitMempool({ added: [ours, B], removed: [], prioritised: [], tip: TIP });
    expect(store.loadMempool().records).toEqual([ours, B]);
    store.commitMempool({ added: [B, A], removed: [], prioritised: [], tip: TIP });
    expect(store.loadMempool().records).toEqual([B, A]);
    store.commitMempool({ added: [ours], removed: [], prioritised: [], tip: TIP });
    store.commitMempool({ added: [], removed: [A.txid], prioritised: [], tip: TIP });
    store.commitMempool({ added: [A], removed: [], prioritised: [], tip: TIP });
    expect(store.loadMempool().records).toEqual([B, A]);
  });

  it('leaves all of the old state or has all of the new, where a batch fails within', () => {
    const path = temporaryStorePath();
    const store = openStore(path);
    store.commitMempool({ added: [A], removed: [], prioritised: [], tip: TIP });
    // What a full disk would do to the second row.
    const broken = { ...C, bytes: null as unknown as Uint8Array };
    expect(() =>
      store.commitMempool({ added: [B, broken], removed: [A.txid], prioritised: [], tip: numberedHash(7) }),
    ).toThrow(StoreError);
    expect(store.loadMempool()).toEqual({ records: [A], priorities: [], tip: TIP });
    store.close();
    expect(openStore(path).loadMempool()).toEqual({ records: [A], priorities: [], tip: TIP });
  });

  it('shows the mempool to people who ask with sqlite3', () => {
    const path = temporaryStorePath();
    openStore(path).commitMempool({ added: [{ ...A, fee: 1234 }], removed: [], prioritised: [], tip: TIP });
    const db = new Database(path, { readonly: true });
    try {
      expect(db.prepare('SELECT * FROM unconfirmed').all()).toEqual([
        { txid: displayHash(A.txid), fee: 1234, vsize: 100, fee_rate: 12.34, time: A.time, height: 1 },
      ]);
    } finally {
      db.close();
    }
  });
});
