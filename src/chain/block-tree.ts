import { type Hash256, hashKey } from '../primitives/hash256.ts';
import { expectDefined } from '../util/invariant.ts';
import { createUpdatableHeap, type UpdatableHeap } from '../util/updatable-heap.ts';
import {
  type BlockIndexEntry,
  createEntry,
  getAncestor,
  type MutableEntry,
  wasReceived,
} from './block-index.ts';
import type { BlockRecord } from './ports.ts';
import { createTreeJournal } from './tree-journal.ts';

/**
 * All known headers as a tree, and which of its leaves could be the best chain. It knows nothing of coins or
 * of disk; chainstate.ts decides what to connect. What comes costs a logarithmic number of steps; marks of failure,
 * which are rare, may look at every entry.
 */
export interface BlockTree {
  get(hash: Hash256): MutableEntry | undefined;
  /** Every entry, parents before children. */
  entries(): Iterable<MutableEntry>;
  /** How many entries there are. */
  size(): number;
  /** The entries that no other builds on. */
  leaves(): Iterable<MutableEntry>;
  /** Adds an entry made by createEntry on a parent that is in the tree. */
  insert(entry: MutableEntry): void;
  /** Notes that a block's data are there now: it, and all that waited above it, may become candidates. */
  receiveData(entry: MutableEntry, txCount: number): void;
  /** Marks a block invalid and all that build on it. */
  markFailed(entry: MutableEntry): void;
  /** Forgets that a block, its ancestors or its descendants are invalid. */
  clearFailure(entry: MutableEntry): void;
  /**
   * Lets a block whose chain is complete come before all others of the same work.
   * @source Bitcoin Core src/validation.cpp Chainstate::PreciousBlock
   */
  prefer(entry: MutableEntry): void;
  /**
   * Notes that the data of all blocks up to the height of `entry`, which is in the best chain, are deleted. The genesis
   * block's are kept. From now on only a chain that goes through `entry` can be the best.
   */
  prune(entry: MutableEntry): void;
  /** The height up to which blocks are pruned; 0: none is. */
  prunedHeight(): number;
  /** True where the block itself is kept and nobody prunes it before those above it. */
  hasData(entry: BlockIndexEntry): boolean;
  /** The end of a chain with more work than the best, which leaves it below the pruned height: nobody can go there. */
  outOfReach(): BlockIndexEntry | undefined;
  /** The header with most work that is not known to be invalid, whether its block is here or not. */
  bestHeader(): MutableEntry;
  /** The chain with most work whose data are all there, of which nothing is known to be invalid and that is in reach. */
  findMostWork(): MutableEntry;
  /** Entries that are new or changed since the last `confirm` or `revert`, in the order in which they changed first. */
  changed(): Iterable<MutableEntry>;
  /** What changed is written: it can't be taken back any more. */
  confirm(): void;
  /** Takes back everything that changed since the last `confirm`. */
  revert(): void;
}

/** What follows from the entries, and is kept beside them so that it need not be searched for. */
interface Derived {
  readonly leaves: Set<MutableEntry>;
  /** Blocks whose data came before their parent's chain was complete, by that parent. */
  readonly waiting: Map<MutableEntry, MutableEntry[]>;
  /** Of those that may be best at least every one that no better one builds on; the best is first. */
  readonly candidates: UpdatableHeap<MutableEntry>;
  bestHeader: MutableEntry | undefined;
  lastSequence: number;
  /** The lowest that `prefer` gave; 0 before it gave one. */
  lowestSequence: number;
}

function nothingDerived(): Derived {
  return {
    leaves: new Set(),
    waiting: new Map(),
    candidates: createUpdatableHeap(isBetter),
    bestHeader: undefined,
    lastSequence: 0,
    lowestSequence: 0,
  };
}

/** The tree of the records, parents before children. @throws InvariantError where a record's parent is missing */
export function createBlockTree(records: Iterable<BlockRecord>): BlockTree {
  const entries = new Map<string, MutableEntry>();
  const journal = createTreeJournal();
  let derived = nothingDerived();
  let lastPruned: MutableEntry | undefined;
  let outOfReach: MutableEntry | undefined;

  function load({ hash, height, header, txCount, sequence, failure }: BlockRecord): void {
    const parent = height > 0 ? entries.get(hashKey(header.prevBlockHash)) : undefined;
    if (height > 0) expectDefined(parent, `a header of height ${height} is stored without its parent`);
    const entry = createEntry(header, hash, parent);
    Object.assign(entry, { txCount, sequence, failure });
    entries.set(hashKey(entry.hash), entry);
  }

  /** Computes anew, from the entries alone, what is kept beside them. */
  function derive(): void {
    derived = nothingDerived();
    for (const entry of entries.values()) {
      derived.lastSequence = Math.max(derived.lastSequence, entry.sequence);
      derived.lowestSequence = Math.min(derived.lowestSequence, entry.sequence);
    }
    for (const entry of entries.values()) {
      notePlace(entry);
      if (wasReceived(entry)) link(entry);
    }
  }

  function notePlace(entry: MutableEntry): void {
    derived.leaves.add(entry);
    if (entry.parent) derived.leaves.delete(entry.parent);
    noteHeader(entry);
  }

  function noteHeader(entry: MutableEntry): void {
    const { bestHeader } = derived;
    if (entry.failure === 'none' && (!bestHeader || entry.chainwork > bestHeader.chainwork))
      derived.bestHeader = entry;
  }

  /** Links an entry that has its data, and whatever waits above it, once its own parent is linked. */
  function link(entry: MutableEntry): void {
    const ready = [entry];
    // First in, first out, as in Core: of branches that waited for the same block the first to come is the first.
    for (const next of ready) {
      const { parent } = next;
      if (parent && parent.chainTxCount === 0) {
        const siblings = derived.waiting.get(parent);
        if (siblings) siblings.push(next);
        else derived.waiting.set(parent, [next]);
        continue;
      }
      if (next.sequence === 0) {
        journal.note(next);
        next.sequence = ++derived.lastSequence;
      }
      next.chainTxCount = (parent?.chainTxCount ?? 0) + next.txCount;
      addCandidate(next);
      for (const above of derived.waiting.get(next) ?? []) ready.push(above);
      derived.waiting.delete(next);
    }
  }

  function addCandidate(entry: MutableEntry): void {
    if (!mayBeBest(entry)) return;
    derived.candidates.put(entry);
    // Whatever leads to the entry has less work than it.
    if (entry.parent) derived.candidates.remove(entry.parent);
  }

  const mayBeBest = (entry: MutableEntry): boolean => entry.chainTxCount > 0 && entry.failure === 'none';

  /** What is pruned can't be taken off the best chain, nor be put on. */
  const isInReach = (entry: MutableEntry): boolean =>
    !lastPruned || getAncestor(entry, lastPruned.height) === lastPruned;

  const prunedHeight = (): number => lastPruned?.height ?? 0;

  function findMostWork(): MutableEntry {
    for (;;) {
      const best = expectDefined(derived.candidates.peek(), 'some chain in reach is never invalid');
      if (isInReach(best)) return best;
      derived.candidates.remove(best);
      if (!outOfReach || isBetter(best, outOfReach)) outOfReach = best;
    }
  }

  /** The entry and all that build on it. */
  function withDescendants(entry: MutableEntry): MutableEntry[] {
    if (derived.leaves.has(entry)) return [entry];
    const isAbove = (other: MutableEntry) => getAncestor(other, entry.height) === entry;
    return [...entries.values()].filter(isAbove);
  }

  /** Takes these, which are an entry and all above it, out of the choice; its parent may then be the best. */
  function withdraw(line: readonly MutableEntry[]): void {
    for (const entry of line) derived.candidates.remove(entry);
    const parent = line[0]?.parent;
    if (parent && mayBeBest(parent)) derived.candidates.put(parent);
  }

  /** The best header is among the leaves, or below those that are invalid. */
  function findBestHeader(): void {
    derived.bestHeader = undefined;
    for (const leaf of derived.leaves) {
      let walk: MutableEntry | undefined = leaf;
      while (walk && walk.failure !== 'none') walk = walk.parent;
      if (walk) noteHeader(walk);
    }
  }

  for (const record of records) load(record);
  derive();
  return {
    get: (hash) => entries.get(hashKey(hash)),
    entries: () => entries.values(),
    size: () => entries.size,
    leaves: () => derived.leaves,
    insert(entry) {
      journal.noteNew(entry);
      entries.set(hashKey(entry.hash), entry);
      notePlace(entry);
    },
    receiveData(entry, txCount) {
      journal.note(entry);
      entry.txCount = txCount;
      link(entry);
    },
    markFailed(entry) {
      const line = withDescendants(entry);
      for (const one of line) {
        if (one !== entry && one.failure !== 'none') continue;
        journal.note(one);
        one.failure = one === entry ? 'self' : 'ancestor';
      }
      withdraw(line);
      if (derived.bestHeader?.failure !== 'none') findBestHeader();
    },
    clearFailure(entry) {
      for (const one of entries.values()) {
        if (one.failure === 'none' || !isRelated(entry, one)) continue;
        journal.note(one);
        one.failure = 'none';
        noteHeader(one);
        if (mayBeBest(one)) derived.candidates.put(one);
      }
    },
    prefer(entry) {
      if (entry.chainTxCount === 0) return;
      journal.note(entry);
      // Core begins again at -1 once the chain has grown, lest it run out of numbers; these last.
      entry.sequence = --derived.lowestSequence;
      if (mayBeBest(entry)) derived.candidates.put(entry);
    },
    bestHeader: () => expectDefined(derived.bestHeader, 'the genesis block is never invalid'),
    findMostWork,
    prune(entry) {
      lastPruned = entry;
    },
    prunedHeight,
    hasData: (entry) => wasReceived(entry) && (entry.height === 0 || entry.height > prunedHeight()),
    outOfReach() {
      const best = findMostWork();
      return outOfReach && outOfReach.failure === 'none' && isBetter(outOfReach, best)
        ? outOfReach
        : undefined;
    },
    changed: journal.entries,
    confirm: journal.clear,
    revert() {
      for (const entry of journal.undo()) entries.delete(hashKey(entry.hash));
      derive();
    },
  };
}

/** More work wins; at equal work the block whose data came first. @source Core CBlockIndexWorkComparator */
function isBetter(a: BlockIndexEntry, b: BlockIndexEntry): boolean {
  return a.chainwork === b.chainwork ? a.sequence < b.sequence : a.chainwork > b.chainwork;
}

/** True where one is on the other's chain, or they are the same. */
function isRelated(a: BlockIndexEntry, b: BlockIndexEntry): boolean {
  return getAncestor(a, b.height) === b || getAncestor(b, a.height) === a;
}
