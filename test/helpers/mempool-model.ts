import { displayHash } from '../../src/primitives/hash256.ts';
import type { Transaction } from '../../src/primitives/tx.ts';

/** How one transaction stands among others. */
export interface ModelRelations {
  readonly parents: ReadonlySet<Transaction>;
  readonly children: ReadonlySet<Transaction>;
  /** Itself included, as in `descendants`. */
  readonly ancestors: ReadonlySet<Transaction>;
  readonly descendants: ReadonlySet<Transaction>;
}

/**
 * What the mempool keeps about its transactions, computed from nothing but their inputs, in the slowest way that is
 * plainly right: every pair is looked at, until nothing changes.
 */
export function modelTotals(txs: readonly Transaction[]): ReadonlyMap<Transaction, ModelRelations> {
  const parents = new Map(txs.map((tx) => [tx, new Set(txs.filter((other) => spendsFrom(tx, other)))]));
  const ancestors = new Map(txs.map((tx) => [tx, new Set([tx])]));
  for (let isChanging = true; isChanging; ) {
    isChanging = false;
    for (const tx of txs) {
      const found = ancestors.get(tx) ?? new Set();
      const before = found.size;
      for (const one of [...found]) for (const parent of parents.get(one) ?? []) found.add(parent);
      if (found.size > before) isChanging = true;
    }
  }
  const inverse = (of: ReadonlyMap<Transaction, ReadonlySet<Transaction>>, tx: Transaction) =>
    new Set(txs.filter((other) => of.get(other)?.has(tx)));
  return new Map(
    txs.map((tx) => [
      tx,
      {
        parents: parents.get(tx) ?? new Set(),
        children: inverse(parents, tx),
        ancestors: ancestors.get(tx) ?? new Set(),
        descendants: inverse(ancestors, tx),
      },
    ]),
  );
}

function spendsFrom(tx: Transaction, other: Transaction): boolean {
  const id = displayHash(other.txid);
  return tx.inputs.some(({ prevout }) => displayHash(prevout.txid) === id);
}
