import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CompactBlock, makeCompactBlock, shortIdsOf } from '../../../src/consensus/compact-block.ts';
import {
  createPartialBlock,
  openCompactBlock,
  type PartialBlock,
} from '../../../src/consensus/partial-block.ts';
import type { Hash256 } from '../../../src/primitives/hash256.ts';
import { makeTransaction, type Transaction } from '../../../src/primitives/tx.ts';
import { reject } from '../../../src/util/verdict.ts';
import { buildBlock, GENESIS } from '../../helpers/chain-builder.ts';
import { inputOf, transactionOf } from '../../helpers/transactions.ts';

const BLOCK = buildBlock(GENESIS, {
  transactions: Array.from({ length: 8 }, (_, i) => transactionOf({ inputs: [inputOf(i)] })),
});
const TRANSACTIONS = BLOCK.transactions;
const NONCE = 42n;
const COMPACT = makeCompactBlock(BLOCK, NONCE);

function open(compact: CompactBlock): PartialBlock {
  const partial = openCompactBlock(compact);
  if (!partial.ok) throw new Error(`${partial.code}: ${partial.debug}`);
  return partial.value;
}

/** The block with the transactions at these places sent along. */
function compactWith(places: readonly number[]): CompactBlock {
  const shortIdOf = shortIdsOf(COMPACT);
  const isSent = (index: number) => places.includes(index);
  return {
    ...COMPACT,
    shortIds: TRANSACTIONS.filter((_, i) => !isSent(i)).map(({ wtxid }) => shortIdOf(wtxid)),
    prefilled: TRANSACTIONS.map((tx, index) => ({ index, tx })).filter(({ index }) => isSent(index)),
  };
}

const bad = (text: string) => reject('bad-cmpctblock', text);

describe('openCompactBlock', () => {
  it('has what came along at its place, and finds the rest by what is offered, in whatever order', () => {
    const places = fc.subarray(TRANSACTIONS.map((_, i) => i));
    const others = [100, 101].map((i) => transactionOf({ inputs: [inputOf(i)] }));
    const offers = fc.shuffledSubarray([...TRANSACTIONS, ...others]);
    fc.assert(
      fc.property(places, offers, (sent, offered) => {
        const partial = open(compactWith(sent));
        for (const tx of offered) {
          const isNamed = TRANSACTIONS.includes(tx) && !sent.includes(TRANSACTIONS.indexOf(tx));
          expect(partial.offer(tx)).toBe(isNamed);
        }
        const isKnown = (tx: Transaction, i: number) => sent.includes(i) || offered.includes(tx);
        expect(partial.transactions).toEqual(TRANSACTIONS.map((tx, i) => (isKnown(tx, i) ? tx : undefined)));
        expect(partial.missing()).toEqual(TRANSACTIONS.flatMap((tx, i) => (isKnown(tx, i) ? [] : [i])));
      }),
    );
  });

  it('short-id-collision', () => {
    const [first = 0] = COMPACT.shortIds;
    expect(openCompactBlock({ ...COMPACT, shortIds: [...COMPACT.shortIds, first] })).toEqual(
      reject('short-id-collision'),
    );
  });

  it('bad-cmpctblock of nothing, and of no header', () => {
    expect(openCompactBlock({ ...COMPACT, shortIds: [], prefilled: [] })).toEqual(bad('no transactions'));
    expect(openCompactBlock({ ...COMPACT, header: { ...COMPACT.header, bits: 0 } })).toEqual(
      bad('no header'),
    );
  });

  it('bad-cmpctblock of more transactions than a block can hold: 100,000 of 10 bytes', () => {
    const ids = (count: number) => Array.from({ length: count }, (_, i) => i);
    expect(openCompactBlock({ ...COMPACT, shortIds: ids(99_999) })).toMatchObject({ ok: true });
    expect(openCompactBlock({ ...COMPACT, shortIds: ids(100_000) })).toEqual(
      bad('more transactions than fit a block'),
    );
  });

  it('bad-cmpctblock where a place before one that came along is nobody’s', () => {
    const at = (index: number) => ({
      ...COMPACT,
      prefilled: COMPACT.prefilled.map(({ tx }) => ({ index, tx })),
    });
    expect(openCompactBlock(at(COMPACT.shortIds.length))).toMatchObject({ ok: true });
    const beyond = COMPACT.shortIds.length + 1;
    expect(openCompactBlock(at(beyond))).toEqual(bad(`no transaction before place ${beyond}`));
  });

  it('bad-cmpctblock of a transaction that is none', () => {
    const empty = makeTransaction({ version: 2, inputs: [], outputs: [], lockTime: 0 });
    expect(openCompactBlock({ ...COMPACT, prefilled: [{ index: 0, tx: empty }] })).toEqual(
      bad('an empty transaction'),
    );
  });
});

describe('createPartialBlock', () => {
  it('leaves a place empty for which two transactions were offered, but not for the same one twice', () => {
    const [first, second, third] = TRANSACTIONS;
    if (!first || !second || !third) throw new Error('transactions');
    const places = new Map([
      [0, 0],
      [1, 1],
    ]);
    // The third has the short id of the second.
    const shortIdOf = (wtxid: Hash256) => (wtxid === first.wtxid ? 0 : 1);
    const partial = createPartialBlock([undefined, undefined], places, shortIdOf);
    for (const tx of [first, first, second]) partial.offer(tx);
    expect(partial.transactions).toEqual([first, second]);
    for (const tx of [third, second, third]) {
      expect(partial.offer(tx)).toBe(true);
      expect(partial.transactions).toEqual([first, undefined]);
    }
    expect(partial.missing()).toEqual([1]);
  });
});
