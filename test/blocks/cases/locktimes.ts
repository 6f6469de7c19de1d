import { makeTransaction } from '../../../src/primitives/tx.ts';
import { SCRIPT_ERROR_TEXTS } from '../../../src/script/errors.ts';
import type { BuiltBlock } from '../../helpers/chain-builder.ts';
import { outputAt, payOn, type SpendOptions } from '../../helpers/spending.ts';
import { type Ground, type GroundPlan, regtestWith } from '../ground.ts';
import { bareLock, through } from '../locks.ts';
import { accepted, type BlockCase, type CaseTable, keeps, refused, refuses, story, takes } from '../table.ts';

/** Lock times (BIP113), relative lock times (BIP68), and the scripts that ask for them (BIP65, BIP112). */

const NOT_FINAL = 0xfffffffe;
const DISABLED = 2 ** 31;
const BY_TIME = 2 ** 22;

/** The height of a block on the tip. */
const heightOf = ({ tip }: Ground): number => tip.height + 1;

/** The median time past of the tip. */
function medianTime({ blocks }: Ground): number {
  const times = blocks.slice(-11).map((block) => block.header.time);
  return times.sort((a, b) => a - b)[5] ?? 0;
}

/** A block on the tip with a transaction of that lock time. */
const locked =
  (lockTime: (ground: Ground) => number, sequence = NOT_FINAL) =>
  (ground: Ground) =>
    ground.holding(payOn([ground.coin(1)], 0, { lockTime: lockTime(ground), sequence }));

const BEFORE_CSV = regtestWith({ activationHeights: { csv: 1000 }, coinbaseMaturity: 1 }, 12);

export const LOCK_TIME_CASES: CaseTable = {
  'the height below': accepted(locked((ground) => heightOf(ground) - 1)),
  'its own height': refused('bad-txns-nonfinal', locked(heightOf)),
  'its own height, but final inputs': accepted(locked(heightOf, 0xffffffff)),
  'its own height, and one input that is not final': refused('bad-txns-nonfinal', (ground) => {
    const tx = payOn([ground.coin(1), ground.coin(2)], 0, { lockTime: heightOf(ground) });
    const inputs = tx.inputs.map((input, i) => ({ ...input, sequence: i === 1 ? 0 : input.sequence }));
    return ground.holding(makeTransaction({ ...tx, inputs }));
  }),
  'the highest height': refused(
    'bad-txns-nonfinal',
    locked(() => 499_999_999),
  ),
  'the lowest time': accepted(locked(() => 500_000_000)),
  'the second before the median time past': accepted(locked((ground) => medianTime(ground) - 1)),
  'the median time past': refused('bad-txns-nonfinal', locked(medianTime)),
  'a height, and a block later': story((ground) => {
    const transactions = [payOn([ground.coin(1)], 0, { lockTime: heightOf(ground), sequence: 0 })];
    const next = ground.block();
    return [
      refuses(ground.block({ transactions }), 'bad-txns-nonfinal'),
      takes(next),
      takes(ground.on(next, { transactions })),
    ];
  }),
  "before BIP113, the second before the block's own time": accepted(
    locked((ground) => ground.tip.header.time + 600 - 1),
    BEFORE_CSV,
  ),
  "before BIP113, the block's own time": refused(
    'bad-txns-nonfinal',
    locked((ground) => ground.tip.header.time + 600),
    BEFORE_CSV,
  ),
  'a chain with a transaction that is not final loses': story((ground) => {
    const a1 = ground.block({ tag: 1 });
    const b1 = ground.block({ tag: 2 });
    const b2 = ground.on(b1, {
      transactions: [payOn([ground.coin(1)], 0, { lockTime: 10_000, sequence: 0 })],
    });
    return [takes(a1), keeps(b1), refuses(b2, 'bad-txns-nonfinal')];
  }),
};

/**
 * A spend with that sequence, so many blocks above the one that made the coin.
 * @param above - 0: in the same block
 */
function waiting(
  above: number,
  options: SpendOptions,
  plan?: GroundPlan,
): { readonly holds: BlockCase; readonly fails: BlockCase } {
  const build = (ground: Ground): readonly [readonly BuiltBlock[], BuiltBlock] => {
    const fund = payOn([ground.coin(1)], 0);
    const spends = payOn([outputAt(fund, 0)], 0, options);
    if (above === 0) return [[], ground.holding(fund, spends)];
    const below = [ground.holding(fund)];
    for (let last = below[0]; last && below.length < above; last = below.at(-1)) below.push(ground.on(last));
    return [below, ground.on(below.at(-1) ?? ground.tip, { transactions: [spends] })];
  };
  return {
    holds: story((ground) => {
      const [below, last] = build(ground);
      return [...below.map((one) => takes(one)), takes(last)];
    }, plan),
    fails: story((ground) => {
      const [below, last] = build(ground);
      return [...below.map((one) => takes(one)), refuses(last, 'bad-txns-nonfinal')];
    }, plan),
  };
}

export const SEQUENCE_CASES: CaseTable = {
  'no block, in the same block': waiting(0, { sequence: 0 }).holds,
  'a block, in the same block': waiting(0, { sequence: 1 }).fails,
  'a block, in the next block': waiting(1, { sequence: 1 }).holds,
  'two blocks, in the next block': waiting(1, { sequence: 2 }).fails,
  'two blocks, two blocks above': waiting(2, { sequence: 2 }).holds,
  'the most blocks that there are': waiting(2, { sequence: 0xffff }).fails,
  'two blocks, and bits that mean nothing': waiting(2, { sequence: 0x3fbf0002 }).holds,
  'two blocks and bits that mean nothing, too soon': waiting(1, { sequence: 0x3fbf0002 }).fails,
  'two blocks by a transaction of version 1': waiting(1, { sequence: 2, version: 1 }).holds,
  'two blocks by a transaction of version 0': waiting(1, { sequence: 2, version: 0 }).holds,
  'two blocks by a transaction of version 2^32 - 1': waiting(1, { sequence: 2, version: 0xffffffff }).fails,
  'two blocks, switched off': waiting(1, { sequence: DISABLED + 2 }).holds,
  'no time, in the same block': waiting(0, { sequence: BY_TIME }).holds,
  '512 seconds, in the same block': waiting(0, { sequence: BY_TIME + 1 }).fails,
  '512 seconds, in the next block, 600 seconds later': waiting(1, { sequence: BY_TIME + 1 }).holds,
  '1,024 seconds, in the next block, 600 seconds later': waiting(1, { sequence: BY_TIME + 2 }).fails,
  '1,024 seconds, two blocks above': waiting(2, { sequence: BY_TIME + 2 }).holds,
  '512 seconds, to the second': story((ground) => {
    const { block, on, coin } = ground;
    const fund = payOn([coin(1)], 0);
    const transactions = [payOn([outputAt(fund, 0)], 0, { sequence: BY_TIME + 1 })];
    // With a time between the sixth and the fifth before it, a block's own time is its median time past.
    const after = (seconds: number) => block({ time: medianTime(ground) + seconds, transactions: [fund] });
    const [early, late] = [after(511), after(512)];
    return [
      takes(early),
      refuses(on(early, { transactions }), 'bad-txns-nonfinal'),
      keeps(late),
      takes(on(late, { transactions })),
    ];
  }),
  'before BIP68, the most blocks that there are': waiting(0, { sequence: 0xffff }, BEFORE_CSV).holds,
  'a coinbase and as many blocks as it took to mature': accepted(({ holding, coin }) =>
    holding(payOn([coin(11)], 0, { sequence: 100 })),
  ),
  'a coinbase and a block more than it took to mature': refused('bad-txns-nonfinal', ({ holding, coin }) =>
    holding(payOn([coin(11)], 0, { sequence: 101 })),
  ),
  'the strictest of the inputs': refused('bad-txns-nonfinal', (ground) => {
    const tx = payOn([ground.coin(1), ground.coin(11)], 0, { sequence: 101 });
    return ground.holding(tx);
  }),
};

const UNSATISFIED = `block-script-verify-flag-failed (${SCRIPT_ERROR_TEXTS.UNSATISFIED_LOCKTIME})` as const;
const NEGATIVE = `block-script-verify-flag-failed (${SCRIPT_ERROR_TEXTS.NEGATIVE_LOCKTIME})` as const;

/** A block with a spend of that script. */
const opening =
  (script: string, options: SpendOptions = {}) =>
  ({ holding, coin }: Ground) =>
    holding(...through(coin(1), bareLock(script), { sequence: 0, ...options }));

const BEFORE_FORKS = regtestWith({ activationHeights: { csv: 1000, bip65: 1000 }, coinbaseMaturity: 1 }, 12);

export const TIMELOCK_SCRIPT_CASES: CaseTable = {
  'CHECKLOCKTIMEVERIFY of the lock time': accepted(opening('100 CHECKLOCKTIMEVERIFY', { lockTime: 100 })),
  'CHECKLOCKTIMEVERIFY of one more': refused(
    UNSATISFIED,
    opening('101 CHECKLOCKTIMEVERIFY', { lockTime: 100 }),
  ),
  'CHECKLOCKTIMEVERIFY of a time, and a lock time of a height': refused(
    UNSATISFIED,
    opening('500000000 CHECKLOCKTIMEVERIFY', { lockTime: 100 }),
  ),
  'CHECKLOCKTIMEVERIFY of a time': accepted(
    opening('500000000 CHECKLOCKTIMEVERIFY', { lockTime: 500_000_000 }),
  ),
  'CHECKLOCKTIMEVERIFY by a final input': refused(
    UNSATISFIED,
    opening('100 CHECKLOCKTIMEVERIFY', { lockTime: 100, sequence: 0xffffffff }),
  ),
  'CHECKLOCKTIMEVERIFY of a negative number': refused(NEGATIVE, opening('-1 CHECKLOCKTIMEVERIFY 1')),
  'CHECKLOCKTIMEVERIFY in a branch that is not run': accepted(opening('0 IF -1 CHECKLOCKTIMEVERIFY ENDIF 1')),
  'CHECKLOCKTIMEVERIFY before BIP65 does nothing': accepted(opening('101 CHECKLOCKTIMEVERIFY'), BEFORE_FORKS),
  'CHECKSEQUENCEVERIFY of the sequence': accepted(({ holding, coin }) =>
    holding(...through(coin(1), bareLock('0 CHECKSEQUENCEVERIFY 1'), { sequence: 0 })),
  ),
  'CHECKSEQUENCEVERIFY of one more': refused(UNSATISFIED, opening('1 CHECKSEQUENCEVERIFY')),
  'CHECKSEQUENCEVERIFY of a time, and a sequence of blocks': refused(
    UNSATISFIED,
    opening(`${BY_TIME} CHECKSEQUENCEVERIFY`),
  ),
  'CHECKSEQUENCEVERIFY by a transaction of version 1': refused(
    UNSATISFIED,
    opening('0 CHECKSEQUENCEVERIFY 1', { version: 1 }),
  ),
  'CHECKSEQUENCEVERIFY by a sequence that is switched off': refused(
    UNSATISFIED,
    opening('0 CHECKSEQUENCEVERIFY 1', { sequence: DISABLED }),
  ),
  'CHECKSEQUENCEVERIFY of a number that is switched off': accepted(
    opening(`${DISABLED} CHECKSEQUENCEVERIFY`, { version: 1 }),
  ),
  'CHECKSEQUENCEVERIFY of a negative number': refused(NEGATIVE, opening('-1 CHECKSEQUENCEVERIFY 1')),
  'CHECKSEQUENCEVERIFY before BIP112 does nothing': accepted(opening('1 CHECKSEQUENCEVERIFY'), BEFORE_FORKS),
};
