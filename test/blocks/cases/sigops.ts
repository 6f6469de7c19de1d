import { NULL_OUTPOINT } from '../../../src/primitives/outpoint.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { pushInt } from '../../../src/script/push.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { type Lock, outputAt, payOn, payTo, spend } from '../../helpers/spending.ts';
import { inputOf, outputOf } from '../../helpers/transactions.ts';
import type { Ground } from '../ground.ts';
import {
  bareLock,
  nested,
  p2shLock,
  p2wshLock,
  payToScript,
  scriptOf,
  through,
  times,
  witnessKeyLock,
} from '../locks.ts';
import { type BlockCase, type CaseTable, refuses, story, takes } from '../table.ts';
import { tapscriptLock } from '../taproot-locks.ts';

/**
 * The limit of signature operations, 80,000, of which one in a witness costs 1 and any other 4: so many as are
 * allowed, and one more. They are counted in scripts as they are written, run or not.
 */

const LIMIT = 20_000;
const CHECKSIG = 0xac;
const PUSHDATA4 = 0x4e;

/**
 * A pair of blocks on the tip that differ in one CHECKSIG of an output.
 * @param counted - what the operations under test count in all, in units of 4; the rest are CHECKSIGs of an output
 */
function upTo(counted: number, transactions: (ground: Ground) => readonly Transaction[]): BlockCase {
  return story((ground) => {
    const others = transactions(ground);
    const filled = (checksigs: number) =>
      ground.holding(...others, payToScript([ground.coin(11)], new Uint8Array(checksigs).fill(CHECKSIG)));
    return [refuses(filled(LIMIT - counted + 1), 'bad-blk-sigops'), takes(filled(LIMIT - counted))];
  });
}

/** The same with an output of that script in a transaction. */
const output = (counted: number, script: string | Uint8Array) =>
  upTo(counted, ({ coin }) => [payToScript([coin(1)], script)]);

/** Operations that are never run. */
const unrun = (words: string): string => `0 IF ${words} ENDIF 1`;

/** The largest number of operations that a script may have, but for those of `unrun`. */
const MANY = 195;

/** Spends so many coins of the lock, made in the same block. */
function spending(lock: Lock, count: number): (ground: Ground) => readonly Transaction[] {
  return ({ coin }) => {
    const fund = payOn([coin(1)], 0, { lock, parts: count });
    const coins = fund.outputs.map((_, index) => outputAt(fund, index, lock));
    return [fund, payOn(coins, 0)];
  };
}

/** A script whose push runs past its end, CHECKSIGs before it and in it. */
function truncated(before: number, claimed: number, there: number): Uint8Array {
  const push = Uint8Array.of(
    PUSHDATA4,
    claimed & 0xff,
    (claimed >>> 8) & 0xff,
    (claimed >>> 16) & 0xff,
    claimed >>> 24,
  );
  return concatBytes(new Uint8Array(before).fill(CHECKSIG), push, new Uint8Array(there).fill(CHECKSIG));
}

export const SIGOP_CASES: CaseTable = {
  'CHECKSIG in an output': output(100, times(100, 'CHECKSIG')),
  'CHECKSIGVERIFY in an output': output(100, times(100, 'CHECKSIGVERIFY')),
  'CHECKMULTISIG in an output counts 20': output(2000, times(100, 'CHECKMULTISIG')),
  'CHECKMULTISIGVERIFY in an output counts 20': output(2000, times(100, 'CHECKMULTISIGVERIFY')),
  'CHECKMULTISIG in an output counts 20 whatever is before it': output(2000, times(100, '1 CHECKMULTISIG')),
  'CHECKSIGADD counts nothing': output(0, times(100, '0xba')),
  'CHECKSIG in an output that can never be spent': output(100, `RETURN ${times(100, 'CHECKSIG')}`),
  'CHECKSIG in a branch that is not run': output(100, unrun(times(100, 'CHECKSIG'))),
  'CHECKSIG in pushed bytes counts nothing': output(
    0,
    concatBytes(Uint8Array.of(75), new Uint8Array(75).fill(CHECKSIG)),
  ),
  'CHECKSIG behind a push of more than 520 bytes': output(
    7,
    concatBytes(truncated(5, 521, 521), scriptOf('CHECKSIG CHECKSIG')),
  ),
  'CHECKSIG behind a push that runs past the end counts nothing': output(5, truncated(5, 0xfffffe, 600)),
  'CHECKSIG behind a length that the script ends in counts nothing': output(
    5,
    concatBytes(truncated(5, 0, 0).subarray(0, 8)),
  ),
  'all of them in one output': upTo(0, () => []),
  'half of them in each of two transactions': output(LIMIT / 2, new Uint8Array(LIMIT / 2).fill(CHECKSIG)),
  'in the scripts of the inputs': upTo(MANY, ({ coin }) =>
    through(coin(1), bareLock('1', { scriptSig: `0 IF ${times(MANY, 'CHECKSIG')} ENDIF` })),
  ),
  'CHECKMULTISIG in the scripts of the inputs counts 20': upTo(20 * MANY, ({ coin }) =>
    through(coin(1), bareLock('1', { scriptSig: `0 IF ${times(MANY, '2 CHECKMULTISIG')} ENDIF` })),
  ),
  'in the script of the coinbase': story(({ block, coin, tip }) => {
    const scriptSig = concatBytes(pushInt(tip.height + 1), new Uint8Array(90).fill(CHECKSIG));
    const coinbase = { inputs: [inputOf(NULL_OUTPOINT, { scriptSig })] };
    const filled = (checksigs: number) =>
      block({
        coinbase,
        transactions: [payToScript([coin(1)], new Uint8Array(checksigs).fill(CHECKSIG))],
      });
    return [refuses(filled(LIMIT - 89), 'bad-blk-sigops'), takes(filled(LIMIT - 90))];
  }),
  'in the outputs of the coinbase': story(({ block }) => {
    const filled = (checksigs: number) =>
      block({ coinbase: { outputs: [outputOf(1, new Uint8Array(checksigs).fill(CHECKSIG))] } });
    return [refuses(filled(LIMIT + 1), 'bad-blk-sigops'), takes(filled(LIMIT))];
  }),
  'in a bare output that is spent counts nothing': story(({ holding, on, coin }) => {
    const lock = bareLock(unrun(times(MANY, 'CHECKSIG')));
    const fund = payOn([coin(1)], 0, { lock });
    const first = holding(fund);
    const filled = (checksigs: number) =>
      on(first, {
        transactions: [
          payOn([outputAt(fund, 0, lock)], 0),
          payToScript([coin(2)], new Uint8Array(checksigs).fill(CHECKSIG)),
        ],
      });
    return [takes(first), refuses(filled(LIMIT + 1), 'bad-blk-sigops'), takes(filled(LIMIT))];
  }),

  'CHECKSIG behind P2SH': upTo(MANY, spending(p2shLock(unrun(times(MANY, 'CHECKSIG'))), 1)),
  'CHECKMULTISIG of no number behind P2SH counts 20': upTo(
    5 * MANY * 20,
    spending(p2shLock(unrun(times(MANY, 'CHECKMULTISIG'))), 5),
  ),
  'CHECKMULTISIG of 3 behind P2SH counts 3': upTo(
    5 * MANY * 3,
    spending(p2shLock(unrun(times(MANY, '3 CHECKMULTISIG'))), 5),
  ),
  'CHECKMULTISIGVERIFY of 16 behind P2SH counts 16': upTo(
    6 * MANY * 16,
    spending(p2shLock(unrun(times(MANY, '16 CHECKMULTISIGVERIFY'))), 6),
  ),
  'CHECKMULTISIG of 0 behind P2SH counts 20': upTo(
    MANY * 20,
    spending(p2shLock(unrun(times(MANY, '0 CHECKMULTISIG'))), 1),
  ),
  'CHECKMULTISIG of 17 behind P2SH counts 20': upTo(
    100 * 20,
    spending(p2shLock(unrun(times(100, '17 CHECKMULTISIG'))), 1),
  ),
  'CHECKMULTISIG of 2 as pushed bytes behind P2SH counts 20': upTo(
    100 * 20,
    spending(p2shLock(unrun(times(100, '0x01 0x02 CHECKMULTISIG'))), 1),
  ),
  'all of them behind P2SH': upTo(20_000, ({ coin }) => {
    const most = p2shLock(unrun(times(MANY, 'CHECKMULTISIG')));
    const rest = p2shLock(unrun(times(25, 'CHECKMULTISIG')));
    const fund = spend([coin(1)], [...Array(5).fill(payTo(most, 1)), payTo(rest, 1)]);
    const coins = fund.outputs.map((_, index) => outputAt(fund, index, index < 5 ? most : rest));
    return [fund, payOn(coins, 0)];
  }),

  'P2WPKH costs a quarter': upTo(1, spending(witnessKeyLock(), 4)),
  'P2WPKH behind P2SH costs a quarter': upTo(1, spending(nested(witnessKeyLock()), 4)),
  'P2WSH costs a quarter': upTo(MANY, spending(p2wshLock(unrun(times(MANY, 'CHECKSIG'))), 4)),
  'P2WSH behind P2SH costs a quarter': upTo(
    MANY,
    spending(nested(p2wshLock(unrun(times(MANY, 'CHECKSIG')))), 4),
  ),
  'CHECKMULTISIG of no number in P2WSH counts 20': upTo(
    5 * MANY * 20,
    spending(p2wshLock(unrun(times(MANY, 'CHECKMULTISIG'))), 20),
  ),
  'CHECKMULTISIG of 3 in P2WSH counts 3': upTo(
    3 * MANY,
    spending(p2wshLock(unrun(times(MANY, '3 CHECKMULTISIG'))), 4),
  ),
  'one in a witness more than is allowed': story(({ holding, coin }) => {
    const filled = (inWitness: number) =>
      holding(
        ...through(coin(1), p2wshLock(unrun(times(inWitness, 'CHECKSIG')))),
        payToScript([coin(2)], new Uint8Array(LIMIT - 25).fill(CHECKSIG)),
      );
    return [refuses(filled(101), 'bad-blk-sigops'), takes(filled(100))];
  }),
  'in a witness of a version that nobody knows counts nothing': upTo(
    0,
    spending(
      bareLock('2 0x20 0x0000000000000000000000000000000000000000000000000000000000000001', {
        witness: [scriptOf(times(100, 'CHECKSIG'))],
      }),
      1,
    ),
  ),
  'in a tapscript counts nothing': upTo(0, spending(tapscriptLock(unrun(times(MANY, 'CHECKSIG'))), 1)),
  'in a witness item that is not the script counts nothing': upTo(
    0,
    spending(p2wshLock('DROP 1', [scriptOf(times(100, 'CHECKSIG'))]), 1),
  ),
};
