import { type Hash256, hashKey } from '../primitives/hash256.ts';
import { expectDefined } from '../util/invariant.ts';
import { type BlockIndexEntry, createEntry, getAncestor, hasData, type MutableEntry } from './block-index.ts';
import type { BlockRecord } from './ports.ts';

/**
 * All known headers as a tree, and which of its leaves could be the best chain. It knows nothing of coins or
 * of disk; chainstate.ts decides what to connect.
 */
export interface BlockTree {
  get(hash: Hash256): MutableEntry | undefined;
  entries(): Iterable<MutableEntry>;
  childrenOf(entry: BlockIndexEntry): readonly MutableEntry[];
  /** Adds an entry made by createEntry on a parent that is in the tree. */
  insert(entry: MutableEntry): void;
  /**
   * Notes that a block's data are there now: it, and all that waited above it, may become candidates.
   * Returns every entry that changed.
   */
  receiveData(entry: MutableEntry, txCount: number): readonly MutableEntry[];
  /** Marks a block invalid and all that build on it; returns every entry that changed. */
  markFailed(entry: MutableEntry): readonly MutableEntry[];
  /**
   * Takes a block that cannot be judged, and all that is or comes above it, out of the choice of the best chain
   * while the node runs; nobody says that it is invalid.
   */
  setAside(entry: MutableEntry): void;
  /**
   * Forgets that a block, its ancestors or its descendants are invalid, or set aside; returns every entry whose
   * failure changed.
   */
  clearFailure(entry: MutableEntry): readonly MutableEntry[];
  /** The header with most work that is not known to be invalid, whether its block is here or not. */
  bestHeader(): MutableEntry;
  /** The chain with most work whose data are all there and of which nothing is known to be invalid. */
  findMostWork(): MutableEntry;
}

/** The tree of the records, parents before children. @throws InvariantError where a record's parent is missing */
export function createBlockTree(records: readonly BlockRecord[]): BlockTree {
  const entries = new Map<string, MutableEntry>();
  const children = new Map<MutableEntry, MutableEntry[]>();
  // Linked, not failed or set aside, and no better one is linked above them.
  const candidates = new Set<MutableEntry>();
  const aside = new Set<MutableEntry>();
  let lastSequence = 0;
  let bestHeader: MutableEntry | undefined;

  const childrenOf = (entry: BlockIndexEntry): readonly MutableEntry[] =>
    children.get(entry as MutableEntry) ?? [];

  function insert(entry: MutableEntry): void {
    entries.set(hashKey(entry.hash), entry);
    noteHeader(entry);
    if (!entry.parent) return;
    const siblings = children.get(entry.parent);
    if (siblings) siblings.push(entry);
    else children.set(entry.parent, [entry]);
  }

  function noteHeader(entry: MutableEntry): void {
    if (entry.failure === 'none' && (!bestHeader || entry.chainwork > bestHeader.chainwork))
      bestHeader = entry;
  }

  /** Links the entry and whatever waits above it, once its own parent is linked. */
  function link(entry: MutableEntry): MutableEntry[] {
    const linked: MutableEntry[] = [];
    const waiting = [entry];
    // First in, first out, as in Core: of branches that waited for the same block the first header comes first.
    for (const next of waiting) {
      const below = next.parent ? next.parent.chainTxCount : 0;
      if (!hasData(next) || (next.parent && below === 0)) continue;
      next.chainTxCount = below + next.txCount;
      if (next.sequence === 0) next.sequence = ++lastSequence;
      linked.push(next);
      addCandidate(next);
      waiting.push(...childrenOf(next));
    }
    return linked;
  }

  const mayBeBest = (entry: MutableEntry): boolean =>
    entry.chainTxCount > 0 && entry.failure === 'none' && !aside.has(entry);

  function addCandidate(entry: MutableEntry): void {
    if (entry.parent && aside.has(entry.parent)) aside.add(entry);
    if (!mayBeBest(entry)) return;
    candidates.add(entry);
    // Whatever leads to the entry has less work than it.
    if (entry.parent) candidates.delete(entry.parent);
  }

  /** After marks of failure changed, anything may be best. */
  function recomputeBest(): void {
    candidates.clear();
    bestHeader = undefined;
    for (const entry of entries.values()) {
      noteHeader(entry);
      if (mayBeBest(entry) && !childrenOf(entry).some(mayBeBest)) candidates.add(entry);
    }
  }

  function descendants(entry: MutableEntry): MutableEntry[] {
    const found: MutableEntry[] = [];
    const waiting = [...childrenOf(entry)];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      found.push(next);
      waiting.push(...childrenOf(next));
    }
    return found;
  }

  for (const record of records) {
    const parent = record.height > 0 ? entries.get(hashKey(record.header.prevBlockHash)) : undefined;
    if (record.height > 0)
      expectDefined(parent, `a header of height ${record.height} is stored without its parent`);
    const entry = createEntry(record.header, record.hash, parent);
    Object.assign(entry, { txCount: record.txCount, sequence: record.sequence, failure: record.failure });
    lastSequence = Math.max(lastSequence, record.sequence);
    insert(entry);
    link(entry);
  }

  return {
    get: (hash) => entries.get(hashKey(hash)),
    entries: () => entries.values(),
    childrenOf,
    insert,
    receiveData(entry, txCount) {
      entry.txCount = txCount;
      const linked = link(entry);
      return linked.length > 0 ? linked : [entry];
    },
    markFailed(entry) {
      const changed = [entry, ...descendants(entry).filter((above) => above.failure === 'none')];
      for (const one of changed) one.failure = one === entry ? 'self' : 'ancestor';
      recomputeBest();
      return changed;
    },
    setAside(entry) {
      for (const one of [entry, ...descendants(entry)]) aside.add(one);
      recomputeBest();
    },
    clearFailure(entry) {
      for (const one of aside) if (related(entry, one)) aside.delete(one);
      const line = [...entries.values()].filter((other) => related(entry, other) && other.failure !== 'none');
      for (const one of line) one.failure = 'none';
      recomputeBest();
      return line;
    },
    bestHeader: () => expectDefined(bestHeader, 'the genesis block is never invalid'),
    findMostWork() {
      let best: MutableEntry | undefined;
      for (const entry of candidates) if (!best || isBetter(entry, best)) best = entry;
      return expectDefined(best, 'the genesis block is always a candidate');
    },
  };
}

/** More work wins; at equal work the block whose data came first. @source Core CBlockIndexWorkComparator */
function isBetter(a: BlockIndexEntry, b: BlockIndexEntry): boolean {
  return a.chainwork === b.chainwork ? a.sequence < b.sequence : a.chainwork > b.chainwork;
}

/** True where one is on the other's chain, or they are the same. */
function related(a: BlockIndexEntry, b: BlockIndexEntry): boolean {
  return getAncestor(a, b.height) === b || getAncestor(b, a.height) === a;
}
