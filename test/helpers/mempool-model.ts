import { displayHash } from '../../src/primitives/hash256.ts';
import type { Transaction } from '../../src/primitives/tx.ts';

/** How one transaction stands among others. */
export interface ModelRelations {
  readonly parents: ReadonlySet<Transaction>;
  readonly children: ReadonlySet<Transaction>;
  /** Itself included, as in `descendants`. */
  readonly ancestors: ReadonlySet<Transaction>;
  readonly descendants: ReadonlySet<Transaction>;
  /** Whatever is connected with it, however. */
  readonly cluster: ReadonlySet<Transaction>;
}

/**
 * What the mempool keeps about its transactions, computed from nothing but their inputs, in the slowest way that is
 * plainly right: every pair is looked at, until nothing changes.
 */
export function modelTotals(txs: readonly Transaction[]): ReadonlyMap<Transaction, ModelRelations> {
  const parents = new Map(txs.map((tx) => [tx, new Set(txs.filter((other) => spendsFrom(tx, other)))]));
  const inverse = (of: ReadonlyMap<Transaction, ReadonlySet<Transaction>>, tx: Transaction) =>
    new Set(txs.filter((other) => of.get(other)?.has(tx)));
  const children = new Map(txs.map((tx) => [tx, inverse(parents, tx)]));
  const neighbours = new Map(txs.map((tx) => [tx, new Set([...at(parents, tx), ...at(children, tx)])]));
  const [ancestors, descendants, clusters] = [parents, children, neighbours].map((next) =>
    closure(txs, next),
  );
  const none: Relation = new Map();
  return new Map(
    txs.map((tx) => [
      tx,
      {
        parents: at(parents, tx),
        children: at(children, tx),
        ancestors: at(ancestors ?? none, tx),
        descendants: at(descendants ?? none, tx),
        cluster: at(clusters ?? none, tx),
      },
    ]),
  );
}

type Relation = ReadonlyMap<Transaction, ReadonlySet<Transaction>>;

function at(relation: Relation, tx: Transaction): ReadonlySet<Transaction> {
  return relation.get(tx) ?? new Set();
}

/** Each with all that it leads to. */
function closure(txs: readonly Transaction[], next: Relation): Relation {
  const found = new Map(txs.map((tx) => [tx, new Set([tx])]));
  for (let isChanging = true; isChanging; ) {
    isChanging = false;
    for (const reached of found.values()) {
      const before = reached.size;
      for (const one of [...reached]) for (const other of at(next, one)) reached.add(other);
      if (reached.size > before) isChanging = true;
    }
  }
  return found;
}

function spendsFrom(tx: Transaction, other: Transaction): boolean {
  const id = displayHash(other.txid);
  return tx.inputs.some(({ prevout }) => displayHash(prevout.txid) === id);
}
