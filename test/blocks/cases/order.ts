import { MAX_MONEY } from '../../../src/primitives/amount.ts';
import { makeBlock } from '../../../src/primitives/block.ts';
import { NULL_OUTPOINT } from '../../../src/primitives/outpoint.ts';
import { pushInt } from '../../../src/script/push.ts';
import { buildCoinbase, solveHeader } from '../../helpers/chain-builder.ts';
import { OPEN_LOCK, payOn, payTo, spend } from '../../helpers/spending.ts';
import { TEST_TIME } from '../../helpers/test-chain.ts';
import { inputOf, numberedHash, outputOf, transactionOf } from '../../helpers/transactions.ts';
import { type Ground, regtestWith } from '../ground.ts';
import { bareLock, p2shLock, payToScript, through, times } from '../locks.ts';
import { type CaseTable, refused } from '../table.ts';

/** Blocks that break two rules: the reason is that of the rule which Bitcoin Core asks first. */

/** More signature operations than a block may have, none of them behind a coin. */
const MANY_SIGOPS = new Uint8Array(20_001).fill(0xac);

/** Its spend has signature operations that are counted with its coin. */
const COSTLY = p2shLock(`0 IF ${times(150, 'CHECKSIG')} ENDIF 1`);

/** Each is refused for a reason of its own. */
const missing = () => transactionOf({ inputs: [inputOf(1)] });
const failing = ({ coin }: Ground) => through(coin(1), bareLock('0'));
const greedy = { outputs: [outputOf(50_0000_0001)] };

/** The script of a coinbase that claims that height. */
const claiming = (height: number) => ({
  inputs: [inputOf(NULL_OUTPOINT, { scriptSig: pushInt(height), witness: [new Uint8Array(32)] })],
});

export const ORDER_CASES: CaseTable = {
  'the work before the merkle root': refused('high-hash', ({ block }) => {
    const { header, transactions } = block({ header: { merkleRoot: numberedHash(1) } });
    return makeBlock(solveHeader(header, false), transactions);
  }),
  'the merkle root before the coinbase': refused('bad-txnmrklroot', ({ block, coin }) =>
    makeBlock(block().header, [payOn([coin(1)], 0)]),
  ),
  'the size before the transactions': refused('bad-blk-length', ({ holding, coin }) =>
    holding(payToScript([coin(1)], new Uint8Array(1_000_000)), transactionOf({ inputs: [], outputs: [] })),
  ),
  'a second coinbase before the transactions': refused('bad-cb-multiple', ({ holding, tip }) =>
    holding(transactionOf({ outputs: [] }), buildCoinbase(tip.height + 1, { tag: 1 })),
  ),
  'the transactions before their signature operations': refused(
    'bad-txns-vout-negative',
    ({ holding, coin }) =>
      holding(payToScript([coin(1)], MANY_SIGOPS), transactionOf({ outputs: [outputOf(-1)] })),
  ),
  'the first bad transaction': refused('bad-txns-vout-negative', ({ holding }) =>
    holding(transactionOf({ outputs: [outputOf(-1)] }), transactionOf({ outputs: [] })),
  ),
  'the outputs of a transaction before its inputs': refused('bad-txns-vout-toolarge', ({ holding, coin }) =>
    holding(
      transactionOf({ inputs: [inputOf(coin(1)), inputOf(coin(1))], outputs: [outputOf(MAX_MONEY + 1)] }),
    ),
  ),
  'the block alone before its parent': refused('bad-blk-sigops', ({ block, coin }) =>
    block({
      header: { prevBlockHash: numberedHash(1) },
      transactions: [payToScript([coin(1)], MANY_SIGOPS)],
    }),
  ),
  'the parent before the target': refused('prev-blk-not-found', ({ block }) =>
    block({ header: { prevBlockHash: numberedHash(1), bits: 0x207ffffe } }),
  ),
  'the target before the time': refused('bad-diffbits', ({ block }) =>
    block({ header: { bits: 0x207ffffe }, time: 1 }),
  ),
  'an old time before the version': refused('time-too-old', ({ block }) =>
    block({ header: { version: 1 }, time: 1 }),
  ),
  'a time in the future before the version': refused('time-too-new', ({ block }) =>
    block({ header: { version: 1 }, time: TEST_TIME + 7201 }),
  ),
  'the version before the lock times': refused('bad-version(0x00000001)', ({ block, coin }) =>
    block({
      header: { version: 1 },
      transactions: [payOn([coin(1)], 0, { lockTime: 10_000, sequence: 0 })],
    }),
  ),
  'the lock times before the height': refused('bad-txns-nonfinal', ({ block, coin }) =>
    block({ coinbase: claiming(50), transactions: [payOn([coin(1)], 0, { lockTime: 10_000, sequence: 0 })] }),
  ),
  'the height before the witnesses': refused('bad-cb-height', ({ block }) => {
    const { header, transactions } = block({ coinbase: claiming(50) });
    const [coinbase] = transactions;
    const witness = [new Uint8Array(31)];
    const inputs = coinbase?.inputs.map((input) => ({ ...input, witness })) ?? [];
    return makeBlock(header, coinbase ? [transactionOf({ ...coinbase, inputs })] : []);
  }),
  'the witnesses before the coins': refused('unexpected-witness', ({ block }) => {
    const coinbase = { inputs: [inputOf(NULL_OUTPOINT, { scriptSig: pushInt(111) })] };
    const tx = transactionOf({ inputs: [inputOf(1, { witness: [Uint8Array.of(1)] })] });
    return block({ coinbase, transactions: [tx] });
  }),
  'the signature operations of one transaction before the coins of the next': refused(
    'bad-blk-sigops',
    ({ holding, coin }) =>
      holding(
        payToScript([coin(2)], MANY_SIGOPS.subarray(0, 19_900)),
        ...through(coin(1), COSTLY),
        missing(),
      ),
  ),
  'a coin that is not mature before one that is too large': refused(
    'bad-txns-premature-spend-of-coinbase',
    ({ holding, coin }) => holding(spend([coin(110)], [payTo(OPEN_LOCK, 50_0000_0001)])),
  ),
  'the fees of the block before the relative lock times': refused(
    'bad-txns-accumulated-fee-outofrange',
    ({ holding, coin }) =>
      holding(
        spend([coin(1)], [payTo(OPEN_LOCK, 0)]),
        spend([coin(2)], [payTo(OPEN_LOCK, 0)], { sequence: 100 }),
      ),
    regtestWith({ initialSubsidy: MAX_MONEY, coinbaseMaturity: 1 }, 3),
  ),
  'the relative lock times before the signature operations': refused(
    'bad-txns-nonfinal',
    ({ holding, coin }) =>
      holding(
        payToScript([coin(2)], MANY_SIGOPS.subarray(0, 19_900)),
        ...through(coin(1), COSTLY, { sequence: 1 }),
      ),
  ),
  'the coins before the reward': refused('bad-txns-inputs-missingorspent', ({ block }) =>
    block({ coinbase: greedy, transactions: [missing()] }),
  ),
  'the reward before the scripts': refused('bad-cb-amount', (ground) =>
    ground.block({ coinbase: greedy, transactions: failing(ground) }),
  ),
  'a coin that is missing before a script that fails earlier in the block': refused(
    'bad-txns-inputs-missingorspent',
    (ground) => ground.holding(...failing(ground), missing()),
  ),
  'the first script that fails': refused(
    'block-script-verify-flag-failed (Script failed an OP_VERIFY operation)',
    ({ holding, coin }) =>
      holding(
        ...through(coin(1), bareLock('0 VERIFY')),
        ...through(coin(2), bareLock('1', { scriptSig: '1 RETURN' })),
        ...through(coin(3), bareLock('0')),
      ),
  ),
};
