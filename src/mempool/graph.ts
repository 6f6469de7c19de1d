import type { Satoshis } from '../primitives/amount.ts';
import { type Hash256, hashKey } from '../primitives/hash256.ts';
import { type OutPoint, outPointKey } from '../primitives/outpoint.ts';
import { hasWitness, type Transaction } from '../primitives/tx.ts';
import { invariant } from '../util/invariant.ts';
import type { ChunkFeed } from './cluster/chunk-feed.ts';
import { type Cluster, createClusterSet } from './cluster/cluster-set.ts';
import type { Chunk } from './cluster/clusters.ts';
import type { EntryFacts, MempoolEntry } from './entry.ts';

/**
 * The unconfirmed transactions and how they build on each other: relations, clusters, chunks. It judges nothing.
 *
 * Whoever wants to know what the mempool would be like with some transactions more and others less makes a changeset
 * (changeset.ts): several can be added to it, later ones on earlier ones, and it answers for limits and for the
 * better of two diagrams while the graph stays as it is. `pool.apply(changeset)` then makes it so.
 */
export interface TransactionGraph extends GraphView {
  /** Adds a transaction of which no input is spent by another one here, and on which nothing builds here. */
  add(facts: EntryFacts): MempoolEntry;
  /** Takes one out that nothing builds on, or that builds on nothing here (its parents are in a block). */
  remove(entry: MempoolEntry): void;
  /** Tells that the child, which was here before, spends what the parent makes, which came back from a block. */
  link(parent: MempoolEntry, child: MempoolEntry): void;
  setModifiedFee(entry: MempoolEntry, fee: Satoshis): void;
}

/** What can be asked of the graph. */
export interface GraphView {
  get(txid: Hash256): MempoolEntry | undefined;
  getByWtxid(wtxid: Hash256): MempoolEntry | undefined;
  /** The transaction that spends the output. */
  spenderOf(outpoint: OutPoint): MempoolEntry | undefined;
  /** All of them, in the order in which they came in. */
  entries(): Iterable<MempoolEntry>;
  count(): number;
  /** Sums over all of them. */
  totals(): GraphTotals;
  /** Those whose outputs the transaction spends. It need not be here. */
  parentsOf(tx: Pick<Transaction, 'inputs'>): ReadonlySet<MempoolEntry>;
  /** Those that spend an output of the transaction. It need not be here. */
  childrenOf(tx: Pick<Transaction, 'txid' | 'outputs'>): ReadonlySet<MempoolEntry>;
  clusterOf(entry: MempoolEntry): Cluster;
  /** Its transactions in their best order, best chunk first. */
  chunksOf(cluster: Cluster): readonly Chunk[];
  /** Everything in the order of mining, chunk by chunk. While it is used nothing may change. */
  feed(): ChunkFeed;
  /** The chunk that a miner would take last. */
  worstChunk(): Chunk | undefined;
}

export interface GraphTotals {
  /** Virtual bytes. */
  readonly vsize: number;
  /** Satoshis; what is really paid. */
  readonly fee: number;
  /** Bytes of memory. */
  readonly usage: number;
}

/** What the graph itself may change of an entry. */
interface Node extends EntryFacts {
  modifiedFee: Satoshis;
  parents: ReadonlySet<Node>;
  children: ReadonlySet<Node>;
}

/** One for all that have none, which most have: a set of its own takes as much memory as a small transaction. */
const NO_RELATIVES: ReadonlySet<Node> = new Set();

export function createTransactionGraph(): TransactionGraph {
  const byTxid = new Map<string, Node>();
  /** Those with a witness: of the others it is the txid. */
  const byWtxid = new Map<string, Node>();
  const spenders = new Map<string, Node>();
  const clusters = createClusterSet();
  const sums = { vsize: 0, fee: 0, usage: 0 };

  function parentsOf({ inputs }: Pick<Transaction, 'inputs'>): ReadonlySet<Node> {
    return presentOf(inputs.map(({ prevout }) => byTxid.get(hashKey(prevout.txid))));
  }

  function childrenOf({ txid, outputs }: Pick<Transaction, 'txid' | 'outputs'>): ReadonlySet<Node> {
    return presentOf(outputs.map((_, index) => spenders.get(outPointKey({ txid, index }))));
  }

  function add(facts: EntryFacts): MempoolEntry {
    const node: Node = { ...facts, parents: parentsOf(facts.tx), children: NO_RELATIVES };
    register(node);
    clusters.add(node);
    for (const parent of node.parents) {
      parent.children = including(parent.children, node);
      clusters.join(node, parent);
    }
    return node;
  }

  function register(node: Node): void {
    const { tx } = node;
    invariant(!byTxid.has(hashKey(tx.txid)), 'a transaction is in the mempool once');
    byTxid.set(hashKey(tx.txid), node);
    if (hasWitness(tx)) byWtxid.set(hashKey(tx.wtxid), node);
    for (const { prevout } of tx.inputs) {
      const key = outPointKey(prevout);
      invariant(!spenders.has(key), 'no output is spent twice in the mempool');
      spenders.set(key, node);
    }
    sums.vsize += node.vsize;
    sums.fee += node.fee;
    sums.usage += node.usage;
  }

  /** The graph's own record of an entry. */
  function nodeOf(entry: MempoolEntry): Node {
    const node = byTxid.get(hashKey(entry.tx.txid));
    invariant(node && node === entry, 'what is changed is in the mempool');
    return node;
  }

  function remove(entry: MempoolEntry): void {
    const node = nodeOf(entry);
    invariant(node.parents.size === 0 || node.children.size === 0, 'a chain is not torn in its middle');
    for (const parent of node.parents) parent.children = excluding(parent.children, node);
    for (const child of node.children) child.parents = excluding(child.parents, node);
    clusters.remove(node);
    byTxid.delete(hashKey(node.tx.txid));
    byWtxid.delete(hashKey(node.tx.wtxid));
    for (const { prevout } of node.tx.inputs) spenders.delete(outPointKey(prevout));
    sums.vsize -= node.vsize;
    sums.fee -= node.fee;
    sums.usage -= node.usage;
  }

  return {
    get: (txid) => byTxid.get(hashKey(txid)),
    getByWtxid(wtxid) {
      const key = hashKey(wtxid);
      const found = byWtxid.get(key);
      if (found) return found;
      const bare = byTxid.get(key);
      return bare && !hasWitness(bare.tx) ? bare : undefined;
    },
    spenderOf: (outpoint) => spenders.get(outPointKey(outpoint)),
    entries: () => byTxid.values(),
    count: () => byTxid.size,
    totals: () => ({ ...sums }),
    parentsOf,
    childrenOf,
    clusterOf: clusters.clusterOf,
    chunksOf: clusters.chunksOf,
    feed: clusters.feed,
    worstChunk: clusters.worst,
    add,
    remove,
    link(parent, child) {
      const [above, below] = [nodeOf(child), nodeOf(parent)];
      below.children = including(below.children, above);
      above.parents = including(above.parents, below);
      clusters.join(above, below);
    },
    setModifiedFee(entry, fee) {
      nodeOf(entry).modifiedFee = fee;
      clusters.touch(entry);
    },
  };
}

function presentOf(nodes: readonly (Node | undefined)[]): ReadonlySet<Node> {
  const present = nodes.filter((node) => node !== undefined);
  return present.length === 0 ? NO_RELATIVES : new Set(present);
}

function including(relatives: ReadonlySet<Node>, node: Node): ReadonlySet<Node> {
  return new Set(relatives).add(node);
}

function excluding(relatives: ReadonlySet<Node>, node: Node): ReadonlySet<Node> {
  const left = new Set(relatives);
  left.delete(node);
  return left.size === 0 ? NO_RELATIVES : left;
}
