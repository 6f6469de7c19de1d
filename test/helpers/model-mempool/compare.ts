import { expect } from 'vitest';
import { type MempoolEntry, withAncestors, withDescendants } from '../../../src/mempool/entry.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import {
  ancestorsIn,
  chunksOf,
  clusterIn,
  compareRates,
  descendantsIn,
  type ModelEntry,
  type Piece,
  vsizeOf,
  worthOf,
} from './families.ts';
import type { ModelMempool } from './mempool.ts';
import type { ModelWorld } from './world.ts';

/** Both hold the same, and what can be asked of the one is what the other computes. */
export function expectAlike({ node: { mempool }, model }: ModelWorld): void {
  const entries = model.entries();
  expect(namesOf(mempool.entries())).toEqual(entries.map(({ name }) => name).sort());
  for (const entry of mempool.entries()) {
    const own = expectDefined(
      entries.find(({ name }) => name === displayHash(entry.tx.txid)),
      'the same in the model',
    );
    expect(factsOf(entry)).toEqual(modelFactsOf(own));
    expect(namesOf(withAncestors(entry))).toEqual(namesIn(ancestorsIn(entries, [own])));
    expect(namesOf(withDescendants([entry]))).toEqual(namesIn(descendantsIn(entries, [own])));
    const cluster = mempool.clusterOf(entry);
    expect(namesOf(cluster.entries)).toEqual(namesIn(clusterIn(entries, own)));
    expect(joinEven(mempool.chunksOf(cluster))).toEqual(joinEven(chunksOf(clusterIn(entries, own))));
  }
  expectSameTotals(mempool.info(), model);
  const deltas = [...mempool.priorities()].map(({ txid, delta }) => [displayHash(txid), delta] as const);
  expect(new Map(deltas)).toEqual(model.deltas);
}

function expectSameTotals(
  info: ReturnType<ModelWorld['node']['mempool']['info']>,
  model: ModelMempool,
): void {
  const entries = model.entries();
  const sum = (value: (entry: ModelEntry) => number): number =>
    entries.reduce((total, entry) => total + value(entry), 0);
  expect(info).toMatchObject({
    count: entries.length,
    vsize: sum(vsizeOf),
    totalFee: sum(({ fee }) => fee),
    usage: model.usage(),
    minFeeRate: model.floor(),
  });
}

const factsOf = ({ fee, modifiedFee, vsize, weight, time, height }: MempoolEntry) => {
  return { fee, modifiedFee, vsize, weight, time, height };
};

function modelFactsOf(entry: ModelEntry): ReturnType<typeof factsOf> {
  const { fee, weight, time, height } = entry;
  return { fee, modifiedFee: worthOf(entry), vsize: vsizeOf(entry), weight, time, height };
}

const namesOf = (entries: Iterable<MempoolEntry>): string[] =>
  [...entries].map(({ tx }) => displayHash(tx.txid)).sort();
const namesIn = (entries: readonly ModelEntry[]): string[] => entries.map(({ name }) => name).sort();

/** Pieces that pay the same for their size count as one: in which of them it comes is not told by the rules. */
function joinEven(chunks: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (const { fee, size } of chunks) {
    const last = joined.at(-1);
    if (last && compareRates(last, { fee, size }) === 0) {
      joined.splice(-1, 1, { fee: last.fee + fee, size: last.size + size });
    } else joined.push({ fee, size });
  }
  return joined;
}
