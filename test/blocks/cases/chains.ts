import type { BuiltBlock, ParentBlock } from '../../helpers/chain-builder.ts';
import { outputAt, payOn } from '../../helpers/spending.ts';
import { outputOf } from '../../helpers/transactions.ts';
import type { Ground } from '../ground.ts';
import {
  accepted,
  type CaseTable,
  header,
  invalidates,
  keeps,
  RESTARTS,
  reconsiders,
  refuses,
  story,
  takes,
} from '../table.ts';

/** Which of several chains is the best: most work, then first seen; and what happens when one of them turns out bad. */

/** A coinbase that takes one satoshi more than there is. */
const GREEDY = { coinbase: { outputs: [outputOf(50_0000_0001)] } };

/** Blocks on the tip that spend nothing: a1 and a2 on each other, b1 to b3 beside them. */
function branches({ tip, on }: Ground) {
  const next = (parent: ParentBlock): BuiltBlock => on(parent);
  const [a1, b1] = [on(tip, { tag: 1 }), on(tip, { tag: 2 })];
  const [a2, b2] = [next(a1), next(b1)];
  return { a1, a2, a3: next(a2), b1, b2, b3: next(b2) };
}

export const CHAIN_CASES: CaseTable = {
  'a block on the tip': accepted(({ block }) => block()),

  'of equal work the first seen stays': story((ground) => {
    const { a1, b1 } = branches(ground);
    return [takes(a1), keeps(b1)];
  }),

  'of equal work the first seen stays after a restart': story((ground) => {
    const { a1, b1 } = branches(ground);
    return [takes(b1), keeps(a1), RESTARTS, keeps(a1)];
  }),

  'more work wins': story((ground) => {
    const { a1, b1, b2 } = branches(ground);
    return [takes(a1), keeps(b1), takes(b2)];
  }),

  'more work wins, there and back': story((ground) => {
    const { a1, a2, a3, b1, b2 } = branches(ground);
    return [takes(a1), keeps(b1), takes(b2), keeps(a2), takes(a3)];
  }),

  'a reorganisation takes spends back and makes others': story(({ tip, coin, on }) => {
    const a1 = on(tip, { transactions: [payOn([coin(1)], 0), payOn([coin(2)], 0)] });
    const b1 = on(tip, { transactions: [payOn([coin(2)], 0, { parts: 2 }), payOn([coin(3)], 0)] });
    const b2 = on(b1, { transactions: [payOn([coin(1)], 0, { parts: 3 })] });
    return [takes(a1), keeps(b1), takes(b2)];
  }),

  'a coin made and spent in the chain that is left, and again in the next': story(({ tip, coin, on }) => {
    const pay = payOn([coin(1)], 0);
    const payAgain = payOn([outputAt(pay, 0)], 0);
    const a1 = on(tip, { transactions: [pay, payAgain] });
    const b1 = on(tip, { tag: 2, transactions: [pay] });
    const b2 = on(b1, { transactions: [payAgain] });
    return [takes(a1), keeps(b1), takes(b2)];
  }),

  'a longer chain with a double spend': story(({ tip, coin, on }) => {
    const a1 = on(tip, { transactions: [payOn([coin(1)], 0)] });
    const a2 = on(a1, { transactions: [payOn([coin(2)], 0)] });
    const b2 = on(a1, { transactions: [payOn([coin(1)], 0, { parts: 2 })] });
    const b3 = on(b2);
    return [takes(a1), takes(a2), keeps(b2), keeps(b3), refuses(b2, 'duplicate-invalid')];
  }),

  'a longer chain whose last block takes too much': story(({ tip, on }) => {
    const a1 = on(tip, { tag: 1 });
    const b1 = on(tip, { tag: 2 });
    const b2 = on(b1, GREEDY);
    return [takes(a1), keeps(b1), refuses(b2, 'bad-cb-amount')];
  }),

  'the good part of a longer chain whose last block takes too much': story(({ tip, on }) => {
    const a1 = on(tip, { tag: 1 });
    const b1 = on(tip, { tag: 2 });
    const b2 = on(b1);
    const b3 = on(b2, GREEDY);
    // The headers come first and b1 last: what is found bad is not the block that was sent.
    return [takes(a1), ...[b1, b2, b3].map((one) => header(one)), keeps(b3), keeps(b2), takes(b1, b2)];
  }),

  'a block that builds on one that was found bad': story(({ tip, on }) => {
    const a1 = on(tip, GREEDY);
    return [refuses(a1, 'bad-cb-amount'), refuses(on(a1), 'bad-prevblk'), refuses(a1, 'duplicate-invalid')];
  }),

  'the header of a block that was found bad, and one on it': story(({ tip, on }) => {
    const a1 = on(tip, GREEDY);
    return [refuses(a1, 'bad-cb-amount'), header(a1, 'duplicate-invalid'), header(on(a1), 'bad-prevblk')];
  }),

  'a bad block is still bad after a restart': story(({ tip, on }) => {
    const a1 = on(tip, GREEDY);
    return [refuses(a1, 'bad-cb-amount'), RESTARTS, refuses(a1, 'duplicate-invalid')];
  }),

  'a spend of a transaction that another chain has': story(({ tip, coin, on }) => {
    const pay = payOn([coin(1)], 0);
    const a1 = on(tip, { transactions: [pay] });
    const b1 = on(tip, { tag: 2 });
    const b2 = on(b1);
    const b3 = on(b2, { transactions: [payOn([outputAt(pay, 0)], 0)] });
    return [takes(a1), keeps(b1), takes(b2), refuses(b3, 'bad-txns-inputs-missingorspent')];
  }),

  'a spend of a transaction that another chain has, in a chain that would win': story(({ tip, coin, on }) => {
    const pay = payOn([coin(1)], 0);
    const a1 = on(tip, { transactions: [pay] });
    const b1 = on(tip, { transactions: [payOn([outputAt(pay, 0)], 0)] });
    const b2 = on(b1);
    return [takes(a1), keeps(b1), keeps(b2), refuses(b1, 'duplicate-invalid')];
  }),

  'a spend of a transaction in a block that failed': story(({ tip, coin, on }) => {
    const pay = payOn([coin(1)], 0);
    const bad = on(tip, { transactions: [pay, payOn([coin(1)], 0, { parts: 2 })] });
    const next = on(tip, { transactions: [payOn([outputAt(pay, 0)], 0)] });
    const code = 'bad-txns-inputs-missingorspent';
    return [refuses(bad, code), refuses(next, code)];
  }),

  'a block whose parent is unknown, then known': story((ground) => {
    const { a1, a2 } = branches(ground);
    return [refuses(a2, 'prev-blk-not-found'), takes(a1), takes(a2)];
  }),

  'a header whose parent is unknown, then known': story((ground) => {
    const { a1, a2 } = branches(ground);
    return [header(a2, 'prev-blk-not-found'), header(a1), header(a2), keeps(a2), takes(a1, a2)];
  }),

  'blocks that come in the wrong order behind their headers': story((ground) => {
    const { a1, a2, a3 } = branches(ground);
    return [header(a1), header(a2), header(a3), keeps(a3), keeps(a2), takes(a1, a3)];
  }),

  'blocks that wait for one below them, over a restart': story((ground) => {
    const { a1, a2, a3 } = branches(ground);
    return [header(a1), header(a2), header(a3), keeps(a3), keeps(a2), RESTARTS, takes(a1, a3)];
  }),

  'headers alone, with more work, move nothing': story((ground) => {
    const { a1, b1, b2 } = branches(ground);
    return [takes(a1), header(b1), header(b2)];
  }),

  'a block that is sent again, once it is below the tip': story((ground) => {
    const { a1, a2 } = branches(ground);
    return [takes(a1), takes(a2), keeps(a1)];
  }),

  'the genesis block again': story(({ genesis }) => [keeps(genesis)]),

  'the chain that the operator speaks against': story((ground) => {
    const { a1, a2, b1, b2, b3 } = branches(ground);
    return [
      takes(a1),
      takes(a2),
      keeps(b1),
      invalidates(a1, b1),
      refuses(a2, 'duplicate-invalid'),
      refuses(ground.on(a2), 'bad-prevblk'),
      takes(b2),
      // The same work, and seen first.
      reconsiders(a1, a2),
      takes(b3),
    ];
  }),

  'a bad block that the operator asks about again is still bad': story((ground) => {
    const bad = ground.block(GREEDY);
    const tip = { ...ground.tip, transactions: [] };
    return [refuses(bad, 'bad-cb-amount'), reconsiders(bad, tip), refuses(bad, 'duplicate-invalid')];
  }),

  'the operator speaks against a block that is not in the best chain': story((ground) => {
    const { a1, b1, b2 } = branches(ground);
    return [
      takes(a1),
      keeps(b1),
      invalidates(b1, a1),
      refuses(b2, 'bad-prevblk'),
      reconsiders(b1, a1),
      takes(b2),
    ];
  }),
};
