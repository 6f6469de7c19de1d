import type { Hash256 } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';
import { equalBytes } from '../util/bytes.ts';
import { accept, type Rejected, reject, type Verdict } from '../util/verdict.ts';
import { type CompactBlock, shortIdsOf } from './compact-block.ts';
import { MAX_BLOCK_WEIGHT, WITNESS_SCALE_FACTOR } from './weight.ts';

/** A block of which some transactions are known: what came along, and what was found by its short id. */
export interface PartialBlock {
  /** By their places; undefined where one is missing. */
  readonly transactions: readonly (Transaction | undefined)[];
  /**
   * Takes a transaction that may be in the block; true where the block has its short id. Where two have the same, the
   * place stays empty: which of them it is can't be known.
   */
  offer(tx: Transaction): boolean;
  /** The places without a transaction, upwards. */
  missing(): readonly number[];
}

/**
 * - `bad-cmpctblock`: no block can look so, its sender is at fault;
 * - `short-id-collision`: two transactions have the same short id, which happens: the whole block is to be asked for.
 */
export type CompactBlockFailure = 'bad-cmpctblock' | 'short-id-collision';

/** No transaction on the wire is smaller. @source Core src/consensus/consensus.h MIN_SERIALIZABLE_TRANSACTION_WEIGHT */
const MIN_SERIALIZABLE_WEIGHT = 10 * WITNESS_SCALE_FACTOR;

const MAX_UINT16 = 0xffff;

/**
 * The block as far as the compact one has it.
 * @rejects bad-cmpctblock, short-id-collision
 * @source Bitcoin Core src/blockencodings.cpp PartiallyDownloadedBlock::InitData
 */
export function openCompactBlock(compact: CompactBlock): Verdict<PartialBlock, CompactBlockFailure> {
  const places = prefilledPlaces(compact);
  if (!places.ok) return places;
  const transactions = places.value;
  /** Empty places by the short ids that belong there. */
  const placeOf = new Map<number, number>();
  let place = 0;
  for (const shortId of compact.shortIds) {
    while (transactions[place]) place++;
    placeOf.set(shortId, place++);
  }
  if (placeOf.size !== compact.shortIds.length) return reject('short-id-collision');
  return accept(createPartialBlock(transactions, placeOf, shortIdsOf(compact)));
}

/** The transactions that came along at their places. */
function prefilledPlaces({
  header,
  shortIds,
  prefilled,
}: CompactBlock): Verdict<(Transaction | undefined)[], 'bad-cmpctblock'> {
  const count = shortIds.length + prefilled.length;
  // As Core asks whether a header is none.
  if (header.bits === 0) return bad('no header');
  if (count === 0) return bad('no transactions');
  if (count > MAX_BLOCK_WEIGHT / MIN_SERIALIZABLE_WEIGHT) return bad('more transactions than fit a block');
  const transactions = new Array<Transaction | undefined>(count).fill(undefined);
  for (const [i, { index, tx }] of prefilled.entries()) {
    if (tx.inputs.length === 0 && tx.outputs.length === 0) return bad('an empty transaction');
    if (index > MAX_UINT16 || index > shortIds.length + i) return bad(`no transaction before place ${index}`);
    transactions[index] = tx;
  }
  return accept(transactions);
}

function bad(debug: string): Rejected<'bad-cmpctblock'> {
  return reject('bad-cmpctblock', debug);
}

/**
 * A block to be completed.
 * @param transactions - by their places
 * @param placeOf - the empty places by the short ids that belong there
 */
export function createPartialBlock(
  transactions: (Transaction | undefined)[],
  placeOf: ReadonlyMap<number, number>,
  shortIdOf: (wtxid: Hash256) => number,
): PartialBlock {
  /** Places for which two transactions were offered. */
  const ambiguous = new Set<number>();
  return {
    transactions,
    offer(tx) {
      const place = placeOf.get(shortIdOf(tx.wtxid));
      if (place === undefined) return false;
      const before = transactions[place];
      if (before && !equalBytes(before.wtxid, tx.wtxid)) ambiguous.add(place);
      transactions[place] = ambiguous.has(place) ? undefined : tx;
      return true;
    },
    missing: () => transactions.flatMap((tx, place) => (tx ? [] : [place])),
  };
}
