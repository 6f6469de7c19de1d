import type { Satoshis } from '../primitives/amount.ts';
import type { Transaction } from '../primitives/tx.ts';
import { collectReachable } from '../util/reachable.ts';

/** An unconfirmed transaction, as it was judged when it came in. */
export interface EntryFacts {
  readonly tx: Transaction;
  /** What it pays. */
  readonly fee: Satoshis;
  /** The same with what the operator added or took away (prioritiseTransaction); all choices are made by it. */
  readonly modifiedFee: Satoshis;
  /** Weight units (BIP141). */
  readonly weight: number;
  /** Weight units by which it is ranked, signature operations counted in. */
  readonly adjustedWeight: number;
  /** Virtual bytes of the adjusted weight, by which the fee is judged. */
  readonly vsize: number;
  readonly sigOpCost: number;
  /** When it came in, seconds. */
  readonly time: number;
  /** Height of the best chain when it came in. */
  readonly height: number;
  /** The mempool's sequence number when it came in; 0 of one that a block gave back, which others know already. */
  readonly sequence: number;
  /** Bytes of memory that it is counted as; see memory-usage.ts. */
  readonly usage: number;
  /** Whether any coin that it spends was made by a coinbase. */
  readonly spendsCoinbase: boolean;
}

/** The same in its place among the others. */
export interface MempoolEntry extends EntryFacts {
  /** Whose outputs it spends. */
  readonly parents: ReadonlySet<MempoolEntry>;
  /** Who spends its outputs. */
  readonly children: ReadonlySet<MempoolEntry>;
}

/** Sums over several transactions. */
export interface PackageTotals {
  readonly count: number;
  /** Virtual bytes. */
  readonly vsize: number;
  /** Modified fees. */
  readonly fee: Satoshis;
}

/** The unconfirmed transactions that the entry depends on, and itself. */
export function withAncestors(entry: MempoolEntry): Set<MempoolEntry> {
  return collectReachable([entry], ({ parents }) => parents);
}

/** The transactions that depend on any of the entries, and these themselves. */
export function withDescendants(entries: Iterable<MempoolEntry>): Set<MempoolEntry> {
  return collectReachable(entries, ({ children }) => children);
}

/** The same, each before what it spends. */
export function descendantsFirst(entries: Iterable<MempoolEntry>): readonly MempoolEntry[] {
  const seen = new Set<MempoolEntry>();
  const ordered: MempoolEntry[] = [];
  // As deep as a cluster is long.
  const place = (entry: MempoolEntry): void => {
    if (seen.has(entry)) return;
    seen.add(entry);
    for (const child of entry.children) place(child);
    ordered.push(entry);
  };
  for (const entry of entries) place(entry);
  return ordered;
}

/** Sums over the entries. @source Bitcoin Core src/txmempool.cpp CalculateAncestorData, CalculateDescendantData */
export function totalsOf(entries: ReadonlySet<MempoolEntry>): PackageTotals {
  let [vsize, fee] = [0, 0];
  for (const entry of entries) {
    vsize += entry.vsize;
    fee += entry.modifiedFee;
  }
  return { count: entries.size, vsize, fee };
}
