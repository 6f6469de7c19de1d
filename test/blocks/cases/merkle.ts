import { type Block, makeBlock } from '../../../src/primitives/block.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { outputAt, payOn } from '../../helpers/spending.ts';
import { numberedHash } from '../../helpers/transactions.ts';
import type { Ground } from '../ground.ts';
import { type CaseTable, refused, refuses, story, takes } from '../table.ts';

/**
 * The merkle root, and the blocks of CVE-2012-2459: other transactions under the same root, and so under the hash of
 * a good block, which must never make that block be taken for bad.
 */

/** Payments of a coin each, `count` of them. */
function payments({ coin }: Ground, count: number): Transaction[] {
  return Array.from({ length: count }, (_, i) => payOn([coin(i + 1)], 0));
}

/** The same header over other transactions. */
function over({ header }: Block, transactions: readonly Transaction[]): Block {
  return makeBlock(header, transactions);
}

/** A good block of so many transactions, and what becomes of it where its last `repeated` come twice. */
const repeatedThenGood = (count: number, repeated: number) =>
  story((ground) => {
    const good = ground.holding(...payments(ground, count - 1));
    const bad = over(good, [...good.transactions, ...good.transactions.slice(-repeated)]);
    return [refuses(bad, 'bad-txns-duplicate'), takes(good), refuses(bad, 'bad-txns-duplicate')];
  });

export const MERKLE_CASES: CaseTable = {
  'another root': refused('bad-txnmrklroot', ({ block }) =>
    block({ header: { merkleRoot: numberedHash(1) } }),
  ),
  'a transaction more than the root has, then the good block': story((ground) => {
    const good = ground.holding(...payments(ground, 1));
    const bad = over(good, [...good.transactions, payOn([ground.coin(5)], 0)]);
    return [refuses(bad, 'bad-txnmrklroot'), takes(good)];
  }),
  'a transaction less than the root has, then the good block': story((ground) => {
    const good = ground.holding(...payments(ground, 2));
    return [refuses(over(good, good.transactions.slice(0, 2)), 'bad-txnmrklroot'), takes(good)];
  }),
  'transactions in another order, then the good block': story((ground) => {
    const good = ground.holding(...payments(ground, 2));
    const [coinbase, ...others] = good.transactions;
    const bad = over(good, [...(coinbase ? [coinbase] : []), ...others.reverse()]);
    return [refuses(bad, 'bad-txnmrklroot'), takes(good)];
  }),
  'no transactions, then the good block': story((ground) => {
    const good = ground.block();
    return [refuses(over(good, []), 'bad-txnmrklroot'), takes(good)];
  }),
  'the coinbase twice, then the good block: a single transaction is not hashed with itself': story(
    (ground) => {
      const good = ground.block();
      return [
        refuses(over(good, [...good.transactions, ...good.transactions]), 'bad-txnmrklroot'),
        takes(good),
      ];
    },
  ),
  'the last of three twice, then the good block': repeatedThenGood(3, 1),
  'the last of five twice, then the good block': repeatedThenGood(5, 1),
  'the last two of six twice, then the good block': repeatedThenGood(6, 2),
  'the last of seven twice, then the good block': repeatedThenGood(7, 1),
  'a transaction twice, which the root has too': refused('bad-txns-duplicate', (ground) => {
    const [first] = payments(ground, 1);
    const next = first && payOn([outputAt(first, 0)], 0);
    return ground.holding(...(first && next ? [first, next, next] : []));
  }),
  'a transaction twice, at places that are not hashed together': refused(
    'bad-txns-inputs-missingorspent',
    (ground) => {
      const [first, second] = payments(ground, 2);
      return ground.holding(...(first && second ? [first, second, first] : []));
    },
  ),
};
