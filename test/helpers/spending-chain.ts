import type { ConsensusParams } from '../../src/consensus/params.ts';
import { getBlockSubsidy } from '../../src/consensus/subsidy.ts';
import type { Transaction } from '../../src/primitives/tx.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { type BuiltBlock, buildBlock, type ParentBlock } from './chain-builder.ts';
import { seededRandom } from './seeded-random.ts';
import { type Lock, OPEN_LOCK, outputAt, payOn, payTo, type Spendable } from './spending.ts';

export interface SpendingChainOptions {
  readonly params: ConsensusParams;
  /** Transactions of each block beside its coinbase. */
  readonly transactions: number;
  /** Locks of the outputs, by number; nobody signs unless given. */
  readonly lock?: (number: number) => Lock;
  readonly seed?: number;
  /** Seconds between two blocks. */
  readonly spacing?: number;
  readonly tag?: number;
}

/** What a transaction leaves to its miner, who leaves it too. */
const FEE = 1000;

/** Coins of at least this value are split. */
const SPLIT_VALUE = 100 * FEE;

/**
 * Blocks on top of each other, without an end. Once the first coinbase can be spent a block splits it; from then on each
 * block is full of transactions that spend one coin of earlier blocks each, and make two of it, or one of a small one.
 */
export function* spendingChain(
  start: ParentBlock,
  options: SpendingChainOptions,
): Generator<BuiltBlock, never> {
  const { params, transactions: count, lock = () => OPEN_LOCK, seed = 1, spacing = 600, tag = 0 } = options;
  const random = seededRandom(seed);
  const coins: Spendable[] = [];
  let locks = 0;
  let parent = start;

  function takeCoin(): Spendable {
    const place = Math.floor(random() * coins.length);
    const taken = expectDefined(coins[place], 'a coin to spend');
    coins[place] = expectDefined(coins.at(-1), 'the last coin');
    coins.length--;
    return taken;
  }

  function pay(
    coin: Spendable,
    parts: number,
  ): { readonly tx: Transaction; readonly made: readonly Spendable[] } {
    const to = lock(++locks);
    const tx = payOn([coin], FEE, { parts, lock: to });
    return { tx, made: tx.outputs.map((_, index) => outputAt(tx, index, to)) };
  }

  /** The next block, whose coins may be spent from then on. */
  function build(payments: readonly ReturnType<typeof pay>[]): BuiltBlock {
    const reward = payTo(OPEN_LOCK, getBlockSubsidy(parent.height + 1, params));
    const transactions = payments.map(({ tx }) => tx);
    const time = parent.header.time + spacing;
    const block = buildBlock(parent, { params, transactions, time, tag, coinbase: { outputs: [reward] } });
    for (const { made } of payments) coins.push(...made);
    parent = block;
    return block;
  }

  const first = build([]);
  yield first;
  while (parent.height < start.height + params.coinbaseMaturity) yield build([]);
  const reward = outputAt(expectDefined(first.transactions[0], 'a coinbase'), 0);
  yield build([pay(reward, count)]);
  for (;;) {
    const spent = Array.from({ length: count }, takeCoin);
    yield build(spent.map((coin) => pay(coin, coin.value >= SPLIT_VALUE ? 2 : 1)));
  }
}
