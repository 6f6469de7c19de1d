import { type Hash256, hashKey } from '../primitives/hash256.ts';
import { type OutPoint, outPointKey } from '../primitives/outpoint.ts';
import { invariant } from '../util/invariant.ts';
import {
  collectAncestors,
  collectDescendants,
  type EntryFacts,
  type MempoolEntry,
  type PackageTotals,
} from './entry.ts';

/**
 * The unconfirmed transactions and how they build on each other. It keeps the totals of every package right
 * whatever comes and goes; it judges nothing.
 */
export interface TransactionGraph {
  get(txid: Hash256): MempoolEntry | undefined;
  /** The transaction that spends the output. */
  spenderOf(outpoint: OutPoint): MempoolEntry | undefined;
  /** All of them, in the order in which they came in. */
  entries(): Iterable<MempoolEntry>;
  count(): number;
  /** Sums over all of them. */
  totals(): GraphTotals;
  /** Adds a transaction of which no input is spent by another one here. */
  add(facts: EntryFacts): MempoolEntry;
  /** Takes one out that nothing builds on, or that builds on nothing here (its parents are in a block). */
  remove(entry: MempoolEntry): void;
  /** Those directly below and above a transaction that is not here: whose outputs it spends, who spends its own. */
  neighboursOf(tx: Pick<EntryFacts['tx'], 'txid' | 'inputs' | 'outputs'>): Neighbours;
}

export interface GraphTotals {
  /** Virtual bytes. */
  readonly vsize: number;
  /** Satoshis. */
  readonly fee: number;
  /** Bytes of memory. */
  readonly usage: number;
}

export interface Neighbours {
  readonly parents: ReadonlySet<MempoolEntry>;
  readonly children: ReadonlySet<MempoolEntry>;
}

/** What the graph itself may change of an entry. */
interface Node extends EntryFacts {
  readonly order: number;
  readonly ancestors: MutableTotals;
  readonly descendants: MutableTotals;
  readonly parents: Set<Node>;
  readonly children: Set<Node>;
}

type MutableTotals = { -readonly [Key in keyof PackageTotals]: PackageTotals[Key] };

/** Told after the totals of an entry's descendants changed. */
export type DescendantsChanged = (entry: MempoolEntry) => void;

export function createTransactionGraph(onDescendantsChanged: DescendantsChanged): TransactionGraph {
  const byTxid = new Map<string, Node>();
  const spenders = new Map<string, Node>();
  const sums = { vsize: 0, fee: 0, usage: 0 };
  let nextOrder = 0;

  function neighboursOf({ txid, inputs, outputs }: Pick<EntryFacts['tx'], 'txid' | 'inputs' | 'outputs'>): {
    parents: Set<Node>;
    children: Set<Node>;
  } {
    const parents = inputs.map(({ prevout }) => byTxid.get(hashKey(prevout.txid)));
    const children = outputs.map((_, index) => spenders.get(outPointKey({ txid, index })));
    return { parents: presentOf(parents), children: presentOf(children) };
  }

  function add(facts: EntryFacts): MempoolEntry {
    const node: Node = {
      ...facts,
      order: nextOrder++,
      ...neighboursOf(facts.tx),
      ancestors: { count: 0, vsize: 0, fee: 0 },
      descendants: { count: 0, vsize: 0, fee: 0 },
    };
    register(node);
    for (const parent of node.parents) parent.children.add(node);
    for (const child of node.children) child.parents.add(node);
    if (node.children.size > 0) countBetween(node);
    else countAtEnd(node);
    return node;
  }

  /** The usual case: nothing builds on it yet, so its ancestors gain it and nothing else changes. */
  function countAtEnd(node: Node): void {
    gain(node.descendants, node);
    gain(node.ancestors, node);
    for (const ancestor of collectAncestors(node)) {
      gain(node.ancestors, ancestor);
      gain(ancestor.descendants, node);
      onDescendantsChanged(ancestor);
    }
  }

  /** After a reorganisation: it joins ancestors with descendants, some of which may have been joined before. */
  function countBetween(node: Node): void {
    const above = collectDescendants(node);
    const below = collectAncestors(node);
    setTotals(node.ancestors, [node, ...below]);
    setTotals(node.descendants, [node, ...above]);
    for (const descendant of above) {
      setTotals(descendant.ancestors, [descendant, ...collectAncestors(descendant)]);
    }
    for (const ancestor of below) {
      setTotals(ancestor.descendants, [ancestor, ...collectDescendants(ancestor)]);
      onDescendantsChanged(ancestor);
    }
  }

  function register(node: Node): void {
    const { tx } = node;
    invariant(!byTxid.has(hashKey(tx.txid)), 'a transaction is in the mempool once');
    byTxid.set(hashKey(tx.txid), node);
    for (const { prevout } of tx.inputs) {
      const key = outPointKey(prevout);
      invariant(!spenders.has(key), 'no output is spent twice in the mempool');
      spenders.set(key, node);
    }
    sums.vsize += node.vsize;
    sums.fee += node.fee;
    sums.usage += node.usage;
  }

  function remove(entry: MempoolEntry): void {
    const node = byTxid.get(hashKey(entry.tx.txid));
    invariant(node && node === entry, 'what is removed is in the mempool');
    invariant(node.parents.size === 0 || node.children.size === 0, 'a chain is not torn in its middle');
    for (const ancestor of collectAncestors(node)) {
      lose(ancestor.descendants, node);
      onDescendantsChanged(ancestor);
    }
    for (const descendant of collectDescendants(node)) lose(descendant.ancestors, node);
    for (const parent of node.parents) parent.children.delete(node);
    for (const child of node.children) child.parents.delete(node);
    byTxid.delete(hashKey(node.tx.txid));
    for (const { prevout } of node.tx.inputs) spenders.delete(outPointKey(prevout));
    sums.vsize -= node.vsize;
    sums.fee -= node.fee;
    sums.usage -= node.usage;
  }

  return {
    get: (txid) => byTxid.get(hashKey(txid)),
    spenderOf: (outpoint) => spenders.get(outPointKey(outpoint)),
    entries: () => byTxid.values(),
    count: () => byTxid.size,
    totals: () => ({ ...sums }),
    add,
    remove,
    neighboursOf,
  };
}

function presentOf(nodes: readonly (Node | undefined)[]): Set<Node> {
  return new Set(nodes.filter((node) => node !== undefined));
}

function setTotals(totals: MutableTotals, members: Iterable<Node>): void {
  Object.assign(totals, { count: 0, vsize: 0, fee: 0 });
  for (const member of members) gain(totals, member);
}

function gain(totals: MutableTotals, { vsize, fee }: EntryFacts): void {
  totals.count++;
  totals.vsize += vsize;
  totals.fee += fee;
}

function lose(totals: MutableTotals, { vsize, fee }: EntryFacts): void {
  totals.count--;
  totals.vsize -= vsize;
  totals.fee -= fee;
}
