import type { Block } from '../../../src/primitives/block.ts';
import { makeTransaction, type Transaction, type TxOutput } from '../../../src/primitives/tx.ts';
import { multisigScript } from '../../../src/script/output-scripts.ts';
import { pushData } from '../../../src/script/push.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import {
  ANCHOR_LOCK,
  nested,
  PUBKEY,
  p2shLock,
  p2wshLock,
  pubkeyHashLock,
  pubkeyLock,
  scriptOf,
  signedLock,
  witnessKeyLock,
} from '../../blocks/locks.ts';
import { signedTapscriptLock, taprootKeyLock, tapscriptLock } from '../../blocks/taproot-locks.ts';
import { type BuiltBlock, buildBlock, buildChain, GENESIS } from '../../helpers/chain-builder.ts';
import {
  BARE_LOCK,
  keyLock,
  type Lock,
  OPEN_LOCK,
  outputAt,
  payOn,
  payTo,
  type Spendable,
  spend,
} from '../../helpers/spending.ts';

/** A chain with outputs and spends of every kind, a branch beside it, and transactions that no block has yet. */

export interface ChainScene {
  /** The best chain, upwards from the genesis block. */
  readonly blocks: readonly BuiltBlock[];
  /** Two blocks that lead nowhere. */
  readonly stale: readonly BuiltBlock[];
  /** A block that pays its miner too much. */
  readonly overpaid: Block;
  /** A block on the tip of which only the header is told. */
  readonly announced: Block;
  /** What the mempool gets, each alone and in this order. */
  readonly unconfirmed: readonly Transaction[];
  /** A parent without a fee and its child. */
  readonly package: readonly [Transaction, Transaction];
  /** Coins that nothing spends. */
  readonly unspent: readonly Spendable[];
  /** A transaction with an output for each lock, and one of them all. */
  readonly funding: Transaction;
}

/** Rewards that can be spent from the next block on. */
const HEIGHT = 120;
const FORK_HEIGHT = 115;
const FEE = 1_000;
const VALUE = 1_000_000;

/** What can be locked and opened: each by its own kind of script. */
const LOCKS: Readonly<Record<string, Lock>> = {
  pubkey: pubkeyLock(),
  pubkeyhash: pubkeyHashLock(),
  multisig: signedLock(multisigScript(1, [PUBKEY]), (signature) =>
    concatBytes(scriptOf('0'), pushData(signature)),
  ),
  scripthash: p2shLock('1'),
  witnesskey: witnessKeyLock(),
  'nested witnesskey': nested(keyLock(1)),
  witnessscript: OPEN_LOCK,
  'nested witnessscript': nested(p2wshLock('1')),
  'taproot key': taprootKeyLock(),
  'taproot script': tapscriptLock('1'),
  'signed taproot script': signedTapscriptLock(
    `0x20 0x${Buffer.from(PUBKEY.subarray(1)).toString('hex')} CHECKSIG`,
  ),
  anchor: ANCHOR_LOCK,
};

const DATA_OUTPUTS: readonly TxOutput[] = [
  { value: 0, scriptPubKey: scriptOf('RETURN 0x04 0x01020304') },
  { value: 0, scriptPubKey: scriptOf('RETURN') },
  { value: 0, scriptPubKey: scriptOf('RETURN 1 0x02 0xabcd') },
];

const STRANGE_OUTPUTS: readonly TxOutput[] = [
  { value: 700, scriptPubKey: scriptOf('2 0x02 0x1234') },
  { value: 701, scriptPubKey: new Uint8Array() },
  { value: 702, scriptPubKey: scriptOf('DUP DROP 1') },
  { value: 703, scriptPubKey: concatBytes(pushData(PUBKEY), scriptOf('CHECKSIGVERIFY 1')) },
  { value: 704, scriptPubKey: new Uint8Array(2_000).fill(0x61) },
  { value: 705, scriptPubKey: Uint8Array.of(0x4c) },
];

export function makeChainScene(): ChainScene {
  const base = buildChain(GENESIS, HEIGHT);
  const reward = (height: number): Spendable =>
    outputAt(expectDefined(base[height - 1]?.transactions[0], 'a coinbase'), 0, BARE_LOCK);
  const locks = Object.values(LOCKS);
  const fund = (coin: Spendable): Transaction =>
    spend([coin], [...locks.map((lock) => payTo(lock, VALUE)), ...DATA_OUTPUTS, ...STRANGE_OUTPUTS]);
  const [funding, kept, later] = [fund(reward(1)), fund(reward(2)), fund(reward(3))];
  const large = payOn([reward(4)], FEE, { parts: 1_500, lock: OPEN_LOCK });
  const small = payOn([reward(5)], FEE, { parts: 40, lock: OPEN_LOCK });
  const spends = locks.map((lock, i) => payOn([outputAt(funding, i, lock)], FEE + i));
  const first = buildBlock(last(base), { transactions: [funding, kept, later, large, small] });
  const second = buildBlock(first, { transactions: [...spends, payOn([outputAt(small, 39)], 5_000)] });
  const third = buildBlock(second);
  const coins = Array.from({ length: 39 }, (_, i) => outputAt(small, i));
  const unconfirmed = [
    ...locks.map((lock, i) => payOn([outputAt(later, i, lock)], FEE + 7 * i)),
    ...chains(coins),
  ];
  const stale = buildChain(expectDefined(base[FORK_HEIGHT - 1], 'a block'), 2, { tag: 7 });
  return {
    blocks: [...base, first, second, third],
    stale,
    overpaid: buildBlock(third, {
      tag: 9,
      coinbase: { outputs: [{ value: 51e8, scriptPubKey: Uint8Array.of(0x51) }] },
    }),
    announced: buildBlock(third, { tag: 8 }),
    unconfirmed,
    package: packageOf(expectDefined(coins[38], 'a coin')),
    unspent: [...locks.map((lock, i) => outputAt(kept, i, lock)), ...coins.slice(20, 38)],
    funding,
  };
}

/** Families of transactions: a line, a fan, a join, one that was replaced, one of TRUC. */
function chains(coins: readonly Spendable[]): readonly Transaction[] {
  const coin = (i: number): Spendable => expectDefined(coins[i], 'a coin');
  const root = payOn([coin(0)], FEE, { parts: 4 });
  const line = [payOn([outputAt(root, 0)], 2 * FEE)];
  for (let i = 0; i < 5; i++)
    line.push(payOn([outputAt(last(line), 0)], FEE + 100 * i, { sequence: 0xfffffffd }));
  const join = payOn([outputAt(root, 1), outputAt(root, 2), coin(1)], 9_000);
  const replaced = payOn([coin(2)], FEE, { sequence: 0xfffffffd });
  const orphaned = payOn([outputAt(replaced, 0)], FEE);
  const replacement = payOn([coin(2)], 10 * FEE, { sequence: 0xfffffffd });
  const truc = payOn([coin(3)], FEE, { version: 3 });
  const trucChild = payOn([outputAt(truc, 0)], FEE, { version: 3 });
  const locked = payOn([coin(4)], FEE, { lockTime: 100, sequence: 0xfffffffe });
  return [root, ...line, join, replaced, orphaned, replacement, truc, trucChild, locked];
}

function packageOf(coin: Spendable): readonly [Transaction, Transaction] {
  const parent = payOn([coin], 0, { version: 3 });
  return [parent, payOn([outputAt(parent, 0)], FEE, { version: 3 })];
}

/** The transaction without what opens its inputs. */
export function unsigned(tx: Transaction): Transaction {
  const inputs = tx.inputs.map((input) => ({ ...input, scriptSig: new Uint8Array(), witness: [] }));
  return makeTransaction({ ...tx, inputs });
}

function last<T>(items: readonly T[]): T {
  return expectDefined(items.at(-1), 'an item');
}
