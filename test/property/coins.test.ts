import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEntry, type MutableEntry } from '../../src/chain/block-index.ts';
import { type CoinsOverlay, createCoinsOverlay } from '../../src/chain/coins.ts';
import { connectBlock, disconnectBlock, type PlacedBlock } from '../../src/chain/connect.ts';
import { type BlockUndo, decodeUndo, serializeUndo } from '../../src/chain/undo.ts';
import type { Coin } from '../../src/consensus/coin.ts';
import { makeBlock } from '../../src/primitives/block.ts';
import { NULL_OUTPOINT, type OutPoint, outPointKey } from '../../src/primitives/outpoint.ts';
import type { Transaction, TxOutput } from '../../src/primitives/tx.ts';
import { isUnspendable } from '../../src/script/predicates.ts';
import { ACCEPTED } from '../../src/util/verdict.ts';
import { GENESIS } from '../helpers/chain-builder.ts';
import { REGTEST } from '../helpers/regtest.ts';
import { inputOf, numberedHash, outputOf, transactionOf } from '../helpers/transactions.ts';

/** Connecting blocks and taking them off again, against a map of coins kept by hand. */

const PARAMS = { ...REGTEST.consensus, coinbaseMaturity: 2 };

/** The coins by their keys, with what names them. */
type CoinMap = ReadonlyMap<string, { readonly outpoint: OutPoint; readonly coin: Coin }>;

/** Choices that make one transaction: which coins it spends, how many outputs it has, which can never be spent. */
interface SpendPlan {
  readonly picks: readonly number[];
  readonly outputs: number;
  readonly withData: boolean;
}

const anySpend: fc.Arbitrary<SpendPlan> = fc.record({
  picks: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
  outputs: fc.integer({ min: 1, max: 3 }),
  withData: fc.boolean(),
});
const anyBlocks = fc.array(fc.array(anySpend, { maxLength: 4 }), { minLength: 1, maxLength: 6 });

/** Coins made by hand before the first block: three spendable ones and a coinbase that just matured. */
function firstCoins(): CoinMap {
  const coins = [0, 1, 2, 3].map((n) => {
    const coin = { output: outputOf(1000 + n), height: n === 3 ? 0 : n, isCoinbase: n === 3 };
    return { outpoint: inputOf(n).prevout, coin };
  });
  return new Map(coins.map((made) => [outPointKey(made.outpoint), made]));
}

/** The coins after a transaction, said the simplest way. */
function afterTransaction(coins: CoinMap, tx: Transaction, made: Omit<Coin, 'output'>): CoinMap {
  const after = new Map(coins);
  for (const { prevout } of tx.inputs) after.delete(outPointKey(prevout));
  tx.outputs.forEach((output, index) => {
    const outpoint = { txid: tx.txid, index };
    if (!isUnspendable(output.scriptPubKey))
      after.set(outPointKey(outpoint), { outpoint, coin: { output, ...made } });
  });
  return after;
}

/** A transaction of the plan that spends what is there and mature, or undefined where nothing is. */
function planTransaction(plan: SpendPlan, coins: CoinMap, height: number): Transaction | undefined {
  const mature = [...coins.values()].filter(
    ({ coin }) => !coin.isCoinbase || height - coin.height >= PARAMS.coinbaseMaturity,
  );
  const chosen = new Set(plan.picks.map((pick) => mature[pick % Math.max(1, mature.length)]));
  const spent = [...chosen].filter((made) => made !== undefined);
  if (spent.length === 0) return undefined;
  const total = spent.reduce((sum, { coin }) => sum + coin.output.value, 0);
  const share = Math.floor(total / (plan.outputs + 1));
  const outputs: TxOutput[] = Array.from({ length: plan.outputs }, () => outputOf(share));
  if (plan.withData) outputs.splice(1, 0, outputOf(0, Uint8Array.of(0x6a, 1, 2)));
  return transactionOf({ inputs: spent.map(({ outpoint }) => inputOf(outpoint)), outputs });
}

interface Step {
  readonly placed: PlacedBlock;
  readonly undo: BlockUndo;
  readonly before: CoinMap;
}

function planBlock(
  plans: readonly SpendPlan[],
  coins: CoinMap,
  height: number,
): readonly [readonly Transaction[], CoinMap] {
  const scriptSig = Uint8Array.of(height);
  const coinbase = transactionOf({
    inputs: [inputOf(NULL_OUTPOINT, { scriptSig })],
    outputs: [outputOf(50)],
  });
  const transactions = [coinbase];
  let after = afterTransaction(coins, coinbase, { height, isCoinbase: true });
  for (const plan of plans) {
    const tx = planTransaction(plan, after, height);
    if (!tx) continue;
    transactions.push(tx);
    after = afterTransaction(after, tx, { height, isCoinbase: false });
  }
  return [transactions, after];
}

/** Every coin that any of the maps has is in the overlay just as the first map says. */
function expectCoins(overlay: CoinsOverlay, expected: CoinMap, ...others: readonly CoinMap[]): void {
  for (const map of [expected, ...others]) {
    for (const [key, { outpoint }] of map) expect(overlay.getCoin(outpoint)).toEqual(expected.get(key)?.coin);
  }
}

/** The undo data as they come back from the disk. */
function stored(undo: BlockUndo): BlockUndo {
  const decoded = decodeUndo(serializeUndo(undo));
  if (!decoded.ok) throw new Error(decoded.debug);
  return decoded.value;
}

describe('disconnectBlock', () => {
  it('is the inverse of connectBlock, block after block', () => {
    fc.assert(
      fc.property(anyBlocks, (blocks) => {
        const base = firstCoins();
        const overlay = createCoinsOverlay({
          getCoin: (outpoint) => base.get(outPointKey(outpoint))?.coin,
        });
        const steps: Step[] = [];
        let coins = base;
        let entry: MutableEntry = createEntry(GENESIS.header, GENESIS.hash, undefined);
        for (const plans of blocks) {
          entry = createEntry(GENESIS.header, numberedHash(entry.height), entry);
          const [transactions, after] = planBlock(plans, coins, entry.height + 2);
          const block = makeBlock(GENESIS.header, transactions);
          const own = createCoinsOverlay(overlay);
          const placed = { block, entry: { ...entry, height: entry.height + 2 } };
          const connection = connectBlock(placed, own, PARAMS);
          if (!connection.ok) throw new Error(`${connection.code}: ${connection.debug}`);
          overlay.absorb(own);
          expectCoins(overlay, after, coins);
          steps.push({ placed, undo: stored(connection.value.undo), before: coins });
          coins = after;
        }
        for (const { placed, undo, before } of steps.reverse()) {
          expect(disconnectBlock({ ...placed, undo }, overlay, PARAMS)).toEqual(ACCEPTED);
          expectCoins(overlay, before, coins);
        }
      }),
      { numRuns: 150 },
    );
  });
});
