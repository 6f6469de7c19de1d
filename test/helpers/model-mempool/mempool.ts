import {
  serializeTransaction,
  serializeWithoutWitness,
  type Transaction,
} from '../../../src/primitives/tx.ts';
import {
  areMature,
  coinsOf,
  isFinal,
  isUnlocked,
  type ModelBlock,
  type ModelCoin,
  nameOf,
  spentBy,
} from './chain.ts';
import {
  ancestorsIn,
  chunksOf,
  clusterIn,
  clustersOf,
  compareRates,
  descendantsIn,
  isBetter,
  type ModelEntry,
  sumOf,
  vsizeOf,
  worthOf,
} from './families.ts';
import { createModelFloor } from './floor.ts';

/**
 * A mempool as a list of transactions, written from Bitcoin Core's rules, with nothing remembered that can be found by
 * looking at all of them again. Scripts hold, everything is standard, nothing is dust, no signature weighs.
 */
export interface ModelMempool {
  /** What is in it, as it came in. */
  entries(): readonly ModelEntry[];
  /** What was added to fees, by name, of what is here and of what is not. */
  readonly deltas: ReadonlyMap<string, number>;
  chain(): readonly ModelBlock[];
  /** What a newcomer must pay, satoshis for 1000 virtual bytes. */
  floor(): number;
  usage(): number;
  /** `accepted`, or the reason of a refusal. */
  accept(tx: Transaction): string;
  /** A block on top of the chain. */
  connect(block: ModelBlock): void;
  /**
   * From that height on the chain is another one.
   * @param survivors - names of what the other mempool holds then: where a cluster has become too large, it is not for
   *   the model to say which of its members go
   * @throws Undecided
   */
  reorganise(height: number, branch: readonly ModelBlock[], survivors: ReadonlySet<string>): void;
  prioritise(tx: Pick<Transaction, 'txid'>, delta: number): void;
  setTime(seconds: number): void;
  /** Forgets what is not kept on disk. */
  restart(): void;
  /** The coins of the chain and of the mempool, which it may spend, by their places. */
  coins(): ReadonlyMap<string, ModelCoin>;
}

export interface ModelOptions {
  readonly maturity: number;
  readonly maxBytes: number;
  readonly expirySeconds: number;
  /** Satoshis for 1000 virtual bytes. */
  readonly minRelayFeeRate: number;
  readonly incrementalRelayFeeRate: number;
  readonly clusterCount: number;
  /** Virtual bytes. */
  readonly clusterVsize: number;
  /** Bytes that a transaction counts as. */
  readonly usageOf: (tx: Transaction) => number;
}

/** Two choices are as good, and the model does not know how one is made. */
export class Undecided extends Error {}

const NOBODY: ReadonlySet<ModelEntry> = new Set();
const MAX_CONFLICTING_CLUSTERS = 100;

export const weightOf = (tx: Transaction): number =>
  3 * serializeWithoutWitness(tx).length + serializeTransaction(tx).length;

export function createModelMempool(options: ModelOptions, genesis: ModelBlock): ModelMempool {
  const { maxBytes, minRelayFeeRate, incrementalRelayFeeRate } = options;
  const newFloor = () => createModelFloor(maxBytes, incrementalRelayFeeRate);
  const deltas = new Map<string, number>();
  let entries: readonly ModelEntry[] = [];
  let chain: readonly ModelBlock[] = [genesis];
  let floor = newFloor();
  let now = 0;

  const usage = (): number => entries.reduce((sum, { tx }) => sum + options.usageOf(tx), 0);
  const minimum = (): number => floor.at(now, usage());
  const remove = (gone: readonly ModelEntry[]): void => {
    entries = entries.filter((entry) => !gone.includes(entry));
  };
  const removeFamilies = (of: readonly ModelEntry[]): void => remove(descendantsIn(entries, of));
  const spendersOf = (places: readonly string[]): ModelEntry[] =>
    entries.filter(({ tx }) => spentBy(tx).some((place) => places.includes(place)));

  /** What there is to be spent, spent in the mempool or not. */
  function coins(): Map<string, ModelCoin> {
    const all = coinsOf(chain);
    for (const { tx, name } of entries) {
      for (const [index, { value }] of tx.outputs.entries()) {
        all.set(`${name}:${index}`, { value, height: chain.length, isCoinbase: false });
      }
    }
    return all;
  }

  /** What the transaction spends of these, in input order; undefined where one is missing. */
  function spentOf(tx: Transaction, all: ReadonlyMap<string, ModelCoin>): ModelCoin[] | undefined {
    const spent = spentBy(tx).map((place) => all.get(place));
    return spent.every((one) => one !== undefined) ? spent : undefined;
  }

  /** Why the next block may not hold it yet; undefined where it may. */
  function whyEarly(tx: Transaction, spent: readonly ModelCoin[]): string | undefined {
    if (!isFinal(tx, chain)) return 'non-final';
    if (!isUnlocked(tx, spent, chain)) return 'non-BIP68-final';
    if (!areMature(spent, chain, options.maturity)) return 'bad-txns-premature-spend-of-coinbase';
    return undefined;
  }

  function accept(tx: Transaction, returned?: { readonly strangers: ReadonlySet<ModelEntry> }): string {
    if (!isFinal(tx, chain)) return 'non-final';
    if (entries.some(({ name }) => name === nameOf(tx))) return 'txn-already-in-mempool';
    const all = coins();
    const spent = spentOf(tx, all);
    if (!spent) {
      const isInChain = tx.outputs.some((_, index) => all.has(`${nameOf(tx)}:${index}`));
      return isInChain ? 'txn-already-known' : 'bad-txns-inputs-missingorspent';
    }
    const early = whyEarly(tx, spent);
    if (early !== undefined) return early;
    const entry: ModelEntry = {
      tx,
      name: nameOf(tx),
      fee:
        spent.reduce((sum, { value }) => sum + value, 0) -
        tx.outputs.reduce((sum, { value }) => sum + value, 0),
      delta: deltas.get(nameOf(tx)) ?? 0,
      weight: weightOf(tx),
      time: now,
      height: chain.length - 1,
      strangers: returned?.strangers ?? NOBODY,
    };
    const refused = (returned ? undefined : whyCheap(entry)) ?? place(entry);
    if (refused !== undefined) return refused;
    if (!returned) limit();
    return entries.includes(entry) ? 'accepted' : 'mempool full';
  }

  const owed = (rate: number, entry: ModelEntry): number => Math.ceil((rate * vsizeOf(entry)) / 1000);

  function whyCheap(entry: ModelEntry): string | undefined {
    if (worthOf(entry) < owed(minimum(), entry)) return 'mempool min fee not met';
    return worthOf(entry) < owed(minRelayFeeRate, entry) ? 'min relay fee not met' : undefined;
  }

  /** Puts it in the place of what it conflicts with; else tells why not. */
  function place(entry: ModelEntry): string | undefined {
    const conflicts = spendersOf(spentBy(entry.tx));
    const doomed = descendantsIn(entries, conflicts);
    const after = [...entries.filter((one) => !doomed.includes(one)), entry];
    if (conflicts.length > 0) {
      const clusters = clustersOf(entries).filter((cluster) =>
        cluster.some((one) => conflicts.includes(one)),
      );
      if (clusters.length > MAX_CONFLICTING_CLUSTERS) return 'too many potential replacements';
      const more = worthOf(entry) - sumOf(doomed).fee;
      if (more < owed(incrementalRelayFeeRate, entry)) return 'insufficient fee';
    }
    if (!isSmall(clusterIn(after, entry))) return 'too-large-cluster';
    if (conflicts.length > 0 && !isGain(after)) return 'replacement-failed';
    const ancestors = ancestorsIn([...entries, entry], [entry]);
    if (conflicts.some((conflict) => ancestors.includes(conflict))) return 'bad-txns-spends-conflicting-tx';
    entries = after;
    return undefined;
  }

  function isSmall(cluster: readonly ModelEntry[]): boolean {
    return cluster.length <= options.clusterCount && sumOf(cluster).size <= 4 * options.clusterVsize;
  }

  /** Whether a miner is better off with these, as far as their clusters are others than now. */
  function isGain(after: readonly ModelEntry[]): boolean {
    const [was, willBe] = [clustersOf(entries), clustersOf(after)];
    const isNew = (cluster: ModelEntry[], all: ModelEntry[][]): boolean =>
      !all.some((one) => one.length === cluster.length && one.every((entry) => cluster.includes(entry)));
    const come = willBe.filter((cluster) => isNew(cluster, was)).flatMap(chunksOf);
    const go = was.filter((cluster) => isNew(cluster, willBe)).flatMap(chunksOf);
    return isBetter(come, go);
  }

  function limit(): void {
    removeFamilies(entries.filter(({ time }) => time < now - options.expirySeconds));
    while (usage() > maxBytes) {
      const [worst, next] = clustersOf(entries).flatMap(chunksOf).sort(compareRates);
      if (!worst || (next && compareRates(worst, next) === 0)) throw new Undecided('which chunk goes');
      floor.raise(worst.fee, Math.ceil(worst.size / 4));
      remove(worst.members);
    }
  }

  function connect(block: ModelBlock): void {
    chain = [...chain, block];
    for (const tx of block.txs) {
      remove(entries.filter(({ name }) => name === nameOf(tx)));
      const conflicts = spendersOf(spentBy(tx));
      removeFamilies(conflicts);
      for (const name of [nameOf(tx), ...conflicts.map((entry) => entry.name)]) deltas.delete(name);
    }
    floor.release(now);
  }

  /** Takes those of blocks that left in again, in the order of the chain; what builds on a lost one goes. */
  function takeBack(txs: readonly Transaction[]): void {
    const strangers = new Set(entries);
    for (const tx of txs) {
      const isCoinbase = chainCoinbase(tx);
      if (!isCoinbase && accept(tx, { strangers }) === 'accepted') continue;
      const outputs = tx.outputs.map((_, index) => `${nameOf(tx)}:${index}`);
      removeFamilies(spendersOf(outputs));
    }
    for (const entry of entries) entry.strangers = NOBODY;
  }

  function cutClusters(survivors: ReadonlySet<string>): void {
    const large = clustersOf(entries).filter((cluster) => !isSmall(cluster));
    if (large.length > 0 && usage() > maxBytes / 2) throw new Undecided('who fits into a cluster');
    for (const cluster of large) {
      const cut = cluster.filter(({ name }) => !survivors.has(name));
      if (cut.length === cluster.length) throw new Error('a cluster that was too large is gone');
      remove(cut);
    }
    if (!clustersOf(entries).every(isSmall)) throw new Error('a cluster is left too large');
  }

  function dropEarly(): void {
    const all = coins();
    const early = entries.filter(({ tx }) => {
      const spent = spentOf(tx, all);
      return !spent || whyEarly(tx, spent) !== undefined;
    });
    removeFamilies(early);
  }

  return {
    entries: () => entries,
    deltas,
    chain: () => chain,
    floor: () => Math.max(minimum(), minRelayFeeRate),
    usage,
    accept: (tx) => accept(tx),
    connect,
    reorganise(height, branch, survivors) {
      const kept = branch.flatMap(({ txs }) => txs.map(nameOf));
      const left = chain.slice(height).flatMap(({ txs }) => txs);
      chain = chain.slice(0, height);
      for (const block of branch) connect(block);
      takeBack(left.filter((tx) => !kept.includes(nameOf(tx))));
      cutClusters(survivors);
      dropEarly();
      limit();
    },
    prioritise(tx, delta) {
      const name = nameOf(tx);
      const sum = (deltas.get(name) ?? 0) + delta;
      if (sum === 0) deltas.delete(name);
      else deltas.set(name, sum);
      for (const entry of entries) if (entry.name === name) entry.delta = sum;
    },
    setTime(seconds) {
      now = seconds;
    },
    restart() {
      floor = newFloor();
      limit();
    },
    coins,
  };
}

const chainCoinbase = ({ inputs }: Transaction): boolean => inputs[0]?.prevout.index === 0xffffffff;
