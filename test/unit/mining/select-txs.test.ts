import { describe, expect, it } from 'vitest';
import type { CandidateChunk, CandidateTransaction } from '../../../src/mining/ports.ts';
import { type BlockSpace, selectTransactions } from '../../../src/mining/select-txs.ts';
import type { TransactionFields } from '../../../src/primitives/tx.ts';
import { feedOf } from '../../helpers/mining.ts';
import { inputOf, transactionOf } from '../../helpers/transactions.ts';

/** What a block keeps for its header and coinbase. */
const RESERVED_WEIGHT = 8_000;
const RESERVED_SIGOPS = 400;

const SPACE: BlockSpace = { height: 100, lockTimeCutoff: 1_700_000_000 };

interface CandidateRequest {
  readonly fee: number;
  readonly weight?: number;
  readonly sigOpCost?: number;
  readonly fields?: Partial<TransactionFields>;
}

let nextNumber = 1;

function candidate({ fee, weight = 400, sigOpCost = 4, fields }: CandidateRequest): CandidateTransaction {
  return { tx: transactionOf({ inputs: [inputOf(nextNumber++)], ...fields }), fee, weight, sigOpCost };
}

function chunkOf(...entries: readonly CandidateTransaction[]): CandidateChunk {
  return {
    fee: entries.reduce((sum, { fee }) => sum + fee, 0),
    size: entries.reduce((sum, { weight }) => sum + weight, 0),
    entries,
  };
}

/** Each a chunk by itself. */
const choose = (candidates: readonly CandidateTransaction[], space: BlockSpace) =>
  selectTransactions(feedOf(candidates.map((one) => chunkOf(one))), space);

/** A block with room for so many weight units, of which the last one is never used. */
const roomFor = (weight: number): BlockSpace => ({ ...SPACE, maxWeight: RESERVED_WEIGHT + weight + 1 });

describe('selectTransactions', () => {
  it('takes nothing from nothing', () => {
    expect(choose([], SPACE)).toEqual({ selected: [], fees: 0, weight: 0, sigOpCost: 0 });
  });

  it('takes what comes, and adds up', () => {
    const [high, middle, low] = [
      candidate({ fee: 900, weight: 1200 }),
      candidate({ fee: 200 }),
      candidate({ fee: 100 }),
    ];
    expect(choose([high, middle, low], SPACE)).toEqual({
      selected: [high, middle, low],
      fees: 1200,
      weight: 2000,
      sigOpCost: 12,
    });
    expect(choose([high, middle, low], roomFor(1600)).selected).toEqual([high, middle]);
  });

  it('takes a chunk whole or not at all', () => {
    const pair = chunkOf(candidate({ fee: 10 }), candidate({ fee: 990 }));
    const single = chunkOf(candidate({ fee: 300 }));
    const chosen = (weight: number) => selectTransactions(feedOf([pair, single]), roomFor(weight)).selected;
    expect(chosen(1200)).toEqual([...pair.entries, ...single.entries]);
    expect(chosen(800)).toEqual(pair.entries);
    expect(chosen(799)).toEqual(single.entries);
  });

  it('stops at what pays less than the minimum, by the virtual size of the chunk', () => {
    const [enough, less] = [candidate({ fee: 50, weight: 397 }), candidate({ fee: 49, weight: 397 })];
    expect(choose([enough, less], { ...SPACE, minFeeRate: 500 }).selected).toEqual([enough]);
    const [one, none] = [candidate({ fee: 1, weight: 4_000 }), candidate({ fee: 0 })];
    expect(choose([one, none], SPACE).selected).toEqual([one]);
    const together = chunkOf(candidate({ fee: 0 }), candidate({ fee: 100 }));
    expect(selectTransactions(feedOf([together]), { ...SPACE, minFeeRate: 500 }).selected).toHaveLength(2);
    expect(selectTransactions(feedOf([together]), { ...SPACE, minFeeRate: 501 }).selected).toEqual([]);
  });

  it('judges by what the operator added, and counts what is paid', () => {
    const one = candidate({ fee: 0 });
    const favoured: CandidateChunk = { ...chunkOf(one), fee: 1_000 };
    expect(selectTransactions(feedOf([favoured]), SPACE)).toMatchObject({ selected: [one], fees: 0 });
  });

  it('fills the block up to its last weight unit', () => {
    const exact = [candidate({ fee: 500 }), candidate({ fee: 400 })];
    expect(choose(exact, roomFor(800)).weight).toBe(800);
    expect(choose(exact, roomFor(799)).weight).toBe(400);
    const whole = candidate({ fee: 1_000_000, weight: 4_000_000 - RESERVED_WEIGHT - 1 });
    expect(choose([whole], SPACE).selected).toEqual([whole]);
    const more = candidate({ fee: 1_000_000, weight: 4_000_000 - RESERVED_WEIGHT });
    expect(choose([more], SPACE).selected).toEqual([]);
  });

  it('leaves as much free as it is told to', () => {
    const wanted = [candidate({ fee: 500 }), candidate({ fee: 400 })];
    const space = (reservedWeight: number) => ({ ...SPACE, maxWeight: 3_000, reservedWeight });
    expect(choose(wanted, space(2_199)).weight).toBe(800);
    expect(choose(wanted, space(2_200)).weight).toBe(400);
  });

  it('keeps below what signature operations may cost', () => {
    const limit = 80_000 - RESERVED_SIGOPS;
    const [first, second] = [
      candidate({ fee: 500, sigOpCost: limit - 5 }),
      candidate({ fee: 400, sigOpCost: 4 }),
    ];
    expect(choose([first, second], SPACE).sigOpCost).toBe(limit - 1);
    const third = candidate({ fee: 450, sigOpCost: 5 });
    expect(choose([first, third, second], SPACE).selected).toEqual([first, second]);
  });

  it('leaves out what the block may not hold yet, with its chunk', () => {
    const locked = (lockTime: number) =>
      candidate({ fee: 900, fields: { lockTime, inputs: [inputOf(nextNumber++, { sequence: 0 })] } });
    const [final, late] = [locked(99), locked(100)];
    const [early, tooLate] = [locked(SPACE.lockTimeCutoff - 1), locked(SPACE.lockTimeCutoff)];
    const chunks = [
      chunkOf(late, candidate({ fee: 900 })),
      ...[final, early, tooLate].map((one) => chunkOf(one)),
    ];
    expect(selectTransactions(feedOf(chunks), SPACE).selected).toEqual([final, early]);
  });

  it('leaves out witnesses before segwit is active', () => {
    const plain = candidate({ fee: 100 });
    const inputs = [{ ...inputOf(nextNumber++), witness: [Uint8Array.of(1)] }];
    const witnessed = candidate({ fee: 900, fields: { inputs } });
    expect(choose([witnessed, plain], { ...SPACE, holdsWitnesses: false }).selected).toEqual([plain]);
    expect(choose([witnessed, plain], SPACE).selected).toEqual([witnessed, plain]);
  });

  it('gives up on a nearly full block after a thousand that did not fit, on no other', () => {
    const full = candidate({ fee: 1e9, weight: 40_000 });
    const large = Array.from({ length: 1_001 }, (_, i) => candidate({ fee: 1e6 - i, weight: 4_800 }));
    const small = candidate({ fee: 1, weight: 40 });
    const chosen = (candidates: readonly CandidateTransaction[], room: number) =>
      choose(candidates, roomFor(room)).selected;
    expect(chosen([full, ...large, small], 43_998)).toEqual([full]);
    expect(chosen([full, ...large.slice(1), small], 43_998)).toEqual([full, small]);
    expect(chosen([full, ...large, small], 43_999)).toEqual([full, small]);
  });
});
