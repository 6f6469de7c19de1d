import type { Satoshis } from '../primitives/amount.ts';
import type { Transaction } from '../primitives/tx.ts';
import { collectReachable } from '../util/reachable.ts';

/** Sums over a transaction and those that it depends on, or that depend on it. */
export interface PackageTotals {
  /** Transactions, itself included. */
  readonly count: number;
  /** Virtual bytes. */
  readonly vsize: number;
  readonly fee: Satoshis;
}

/** An unconfirmed transaction, as it was judged when it came in. */
export interface EntryFacts {
  readonly tx: Transaction;
  readonly fee: Satoshis;
  /** Weight units (BIP141). */
  readonly weight: number;
  /** Virtual bytes by which the fee is judged, signature operations counted in. */
  readonly vsize: number;
  readonly sigOpCost: number;
  /** When it came in, seconds. */
  readonly time: number;
  /** Height of the best chain when it came in. */
  readonly height: number;
  /** Bytes of memory that it is counted as; see memory-usage.ts. */
  readonly usage: number;
  /** Whether any coin that it spends was made by a coinbase. */
  readonly spendsCoinbase: boolean;
}

/** The same in its place among the others. */
export interface MempoolEntry extends EntryFacts {
  /** Counts up from one entry to the next that came in. */
  readonly order: number;
  /** It and the unconfirmed transactions that it depends on, directly or not. */
  readonly ancestors: PackageTotals;
  /** It and the transactions that depend on it, directly or not. */
  readonly descendants: PackageTotals;
  /** Whose outputs it spends. */
  readonly parents: ReadonlySet<MempoolEntry>;
  /** Who spends its outputs. */
  readonly children: ReadonlySet<MempoolEntry>;
}

/** The unconfirmed transactions that the entry depends on, without itself. */
export function collectAncestors<E extends Relative<E>>(entry: E): Set<E> {
  const found = collectReachable([entry], ({ parents }) => parents);
  found.delete(entry);
  return found;
}

/** The transactions that depend on the entry, without itself. */
export function collectDescendants<E extends Relative<E>>(entry: E): Set<E> {
  const found = collectReachable([entry], ({ children }) => children);
  found.delete(entry);
  return found;
}

interface Relative<E> {
  readonly parents: ReadonlySet<E>;
  readonly children: ReadonlySet<E>;
}
