import type { EntryFacts, MempoolEntry } from '../../src/mempool/entry.ts';
import { createTransactionGraph, type TransactionGraph } from '../../src/mempool/graph.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import type { ModelTransaction } from './cluster-model.ts';
import { inputOf, outputOf, transactionOf } from './transactions.ts';

/** Entries of made-up transactions in a real graph. */

/** Outputs of each, one for every transaction that may spend it. */
const OUTPUTS = 64;

export interface EntryRequest {
  readonly number: number;
  readonly fee?: number;
  /** Weight units. */
  readonly size?: number;
  /** Whose outputs it spends, each the one of its own number. */
  readonly parents?: readonly Pick<EntryFacts, 'tx'>[];
}

/** What is known of a transaction that spends its parents' outputs; another one for each number below 64. */
export function entryFacts({ number, fee = 0, size = 400, parents = [] }: EntryRequest): EntryFacts {
  const inputs = parents.map(({ tx: { txid } }) => inputOf({ txid, index: number }));
  const outputs = Array.from({ length: OUTPUTS }, () => outputOf(1));
  return {
    tx: transactionOf({ inputs: [inputOf(1000 + number), ...inputs], outputs }),
    fee,
    modifiedFee: fee,
    weight: size,
    adjustedWeight: size,
    vsize: Math.ceil(size / 4),
    sigOpCost: 0,
    time: number,
    height: 1,
    sequence: 1,
    usage: 1000,
    spendsCoinbase: false,
  };
}

export interface EntryGraph {
  readonly graph: TransactionGraph;
  /** By number. */
  readonly entries: readonly MempoolEntry[];
}

/** All of these in a graph. */
export function graphOfEntries(txs: readonly ModelTransaction[]): EntryGraph {
  const graph = createTransactionGraph();
  const entries: MempoolEntry[] = [];
  for (const [number, { fee, size, parents }] of txs.entries()) {
    const above = parents.map((parent) => expectDefined(entries[parent], 'an earlier one'));
    entries.push(graph.add(entryFacts({ number, fee, size, parents: above })));
  }
  return { graph, entries };
}
