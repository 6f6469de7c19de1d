import type { BuiltBlock, ParentBlock } from './chain-builder.ts';

/** What the chain state should do, said the slow way: sets of numbers and loops over all of them. */

/** A block of the model; its parent comes before it in the list. The first is the genesis block. */
export interface ModelNode {
  readonly parent: number;
  readonly block: BuiltBlock | ParentBlock;
  /** Work of the chain up to and with it. */
  readonly work: bigint;
  /** Why it is refused when it is connected, where it is. */
  readonly fault?: string;
}

/** What a node knows, by numbers of nodes. */
export interface StoredState {
  readonly known: ReadonlySet<number>;
  readonly data: ReadonlySet<number>;
  readonly failed: ReadonlySet<number>;
  readonly tip: number;
}

export interface ChainModel {
  /** Numbers of the nodes whose headers are known. */
  readonly known: ReadonlySet<number>;
  /** Those whose blocks are known. */
  readonly data: ReadonlySet<number>;
  readonly failed: ReadonlySet<number>;
  tip(): number;
  /** The best chain above the genesis block, upwards. */
  bestChain(): readonly number[];
  /** The answer's code, or undefined where it is accepted. */
  submitHeader(node: number): string | undefined;
  submitBlock(node: number): string | undefined;
  invalidate(node: number): void;
  reconsider(node: number): void;
  prefer(node: number): void;
  /** Becomes what a node knows that died and started again: it may have lost what nobody was told of. */
  restore(state: StoredState): void;
  /** The most work of a header that isn't known to be invalid. */
  mostHeaderWork(): bigint;
}

const GENESIS_NODE = 0;

/**
 * A model that knows the genesis block.
 * @param sequenceOf - the order in which the chain state says that chains became complete; it is held against the
 *   order of the submissions, and decides between those that one submission completed together
 */
export function createChainModel(
  nodes: readonly ModelNode[],
  sequenceOf: (node: number) => number,
): ChainModel {
  const known = new Set([GENESIS_NODE]);
  const data = new Set([GENESIS_NODE]);
  const failed = new Set<number>();
  const sequence = new Map([[GENESIS_NODE, 0]]);
  let tip = GENESIS_NODE;

  const at = (node: number): ModelNode => {
    const found = nodes[node];
    if (!found) throw new Error(`no node ${node}`);
    return found;
  };

  /** From the node down, the genesis block excluded. */
  function line(node: number): number[] {
    const below: number[] = [];
    for (let walk = node; walk !== GENESIS_NODE; walk = at(walk).parent) below.push(walk);
    return below;
  }

  const isAbove = (node: number, other: number): boolean => line(node).includes(other);

  function markFailed(node: number): void {
    for (const other of known) if (isAbove(other, node)) failed.add(other);
  }

  function checkHeader(node: number): string | undefined {
    if (known.has(node)) return failed.has(node) ? 'duplicate-invalid' : undefined;
    const { parent } = at(node);
    if (!known.has(parent)) return 'prev-blk-not-found';
    if (failed.has(parent)) return 'bad-prevblk';
    known.add(node);
    return undefined;
  }

  /** Notes what became complete just now, in the order that the chain state gave it. */
  function complete(): void {
    const isComplete = (node: number) => line(node).every((below) => data.has(below));
    const fresh = [...known].filter((node) => isComplete(node) && !sequence.has(node));
    const last = Math.max(...[...sequence.values()]);
    for (const node of fresh) {
      const given = sequenceOf(node);
      const below = fresh.includes(at(node).parent) ? sequenceOf(at(node).parent) : last;
      if (given <= below) throw new Error(`node ${node} has sequence ${given}, not above ${below}`);
      sequence.set(node, given);
    }
  }

  function best(): number {
    const candidates = [...sequence.keys()].filter((node) => !failed.has(node));
    return candidates.reduce((a, b) => {
      const [left, right] = [at(a), at(b)];
      if (left.work !== right.work) return left.work > right.work ? a : b;
      return (sequence.get(a) ?? 0) < (sequence.get(b) ?? 0) ? a : b;
    });
  }

  /** Goes to the best chain; returns the faults that were met on the way, by node. */
  function activate(): ReadonlyMap<number, string> {
    const refused = new Map<number, string>();
    for (let goal = best(); goal !== tip; goal = best()) {
      const active = new Set(line(tip));
      const faulty = line(goal)
        .reverse()
        .find((node) => !active.has(node) && at(node).fault !== undefined);
      if (faulty === undefined) tip = goal;
      else {
        refused.set(faulty, at(faulty).fault ?? '');
        markFailed(faulty);
      }
    }
    return refused;
  }

  return {
    known,
    data,
    failed,
    tip: () => tip,
    bestChain: () => line(tip).reverse(),
    submitHeader: checkHeader,
    submitBlock(node) {
      const code = checkHeader(node);
      if (code !== undefined) return code;
      data.add(node);
      complete();
      return activate().get(node);
    },
    invalidate(node) {
      markFailed(node);
      if (isAbove(tip, node)) tip = at(node).parent;
      activate();
    },
    reconsider(node) {
      for (const other of known) if (isAbove(other, node) || isAbove(node, other)) failed.delete(other);
      activate();
    },
    prefer(node) {
      if (at(node).work < at(tip).work || !sequence.has(node)) return;
      sequence.set(node, Math.min(0, ...sequence.values()) - 1);
      activate();
    },
    restore(state) {
      for (const set of [known, data, failed]) set.clear();
      for (const node of state.known) known.add(node);
      for (const node of state.data) data.add(node);
      for (const node of state.failed) failed.add(node);
      sequence.clear();
      for (const node of known)
        if (line(node).every((below) => data.has(below))) sequence.set(node, sequenceOf(node));
      sequence.set(GENESIS_NODE, 0);
      tip = state.tip;
    },
    mostHeaderWork() {
      let most = 0n;
      for (const node of known) if (!failed.has(node) && at(node).work > most) most = at(node).work;
      return most;
    },
  };
}
