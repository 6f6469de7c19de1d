import { createMuHash } from '../crypto/muhash.ts';
import { createSha256dStream } from '../crypto/sha256d.ts';
import type { Satoshis } from '../primitives/amount.ts';
import { type Hash256, toHash256 } from '../primitives/hash256.ts';
import { writeOutPoint } from '../primitives/outpoint.ts';
import { createWriter } from '../primitives/writer.ts';
import type { CoinsSnapshot, UnspentCoin } from './ports.ts';
import { createSiblingCollector, type SiblingCollector } from './siblings.ts';
import { writeCoin } from './undo.ts';

/**
 * What the coins are together: how many, how much, and a hash by which two nodes can tell that theirs are the same.
 * `hash_serialized_3` is over all coins one after the other, `muhash` over the set, whatever its order.
 */

export const COIN_HASH_TYPES = ['hash_serialized_3', 'muhash', 'none'] as const;
export type CoinHashType = (typeof COIN_HASH_TYPES)[number];

export interface CoinCount {
  readonly coins: number;
  /** Transactions that have any. */
  readonly transactions: number;
  readonly totalAmount: Satoshis;
  /** A measure of their size that is the same in every node, whatever its database: near to bytes, but none. */
  readonly bogoSize: number;
  /** Undefined for the type `none`. */
  readonly hash: Hash256 | undefined;
}

export interface CoinStats extends CoinCount {
  /** Bytes. */
  readonly diskSize: number;
}

/** What a coin counts in bogoSize without its script: txid, index, height, amount and the script's length. */
const BOGO_SIZE_OF_COIN = 32 + 4 + 4 + 8 + 2;

export function bogoSizeOf(scriptPubKey: Uint8Array): number {
  return BOGO_SIZE_OF_COIN + scriptPubKey.length;
}

/**
 * Counts and hashes all coins of the snapshot, which stays open.
 * @param breathe - lets other work have its turn, some hundred coins after the last; what it throws ends the count
 * @source Bitcoin Core src/kernel/coinstats.cpp ComputeUTXOStats
 */
export async function computeCoinStats(
  snapshot: Pick<CoinsSnapshot, 'pages' | 'diskUse'>,
  hashType: CoinHashType,
  breathe: () => Promise<void>,
): Promise<CoinStats> {
  const count = await countCoins(snapshot, hashType, breathe);
  let diskSize = 0;
  for (const bytes of snapshot.diskUse()) {
    diskSize += bytes;
    await breathe();
  }
  return { ...count, diskSize };
}

/** The same but for their size on disk. */
export async function countCoins(
  { pages }: Pick<CoinsSnapshot, 'pages'>,
  hashType: CoinHashType,
  breathe: () => Promise<void>,
): Promise<CoinCount> {
  const counter = createCounter(hashType);
  for (const page of pages()) {
    for (const coin of page) counter.add(coin);
    await breathe();
  }
  return counter.finish();
}

interface Counter extends Pick<SiblingCollector, 'add'> {
  finish(): CoinCount;
}

function createCounter(hashType: CoinHashType): Counter {
  const hasher = HASHERS[hashType]();
  const totals = { coins: 0, transactions: 0, totalAmount: 0, bogoSize: 0 };

  function count(coin: UnspentCoin): void {
    const { value, scriptPubKey } = coin.coin.output;
    totals.coins++;
    totals.totalAmount += value;
    totals.bogoSize += bogoSizeOf(scriptPubKey);
    hasher.add(coin);
  }

  const collector = createSiblingCollector((siblings) => {
    totals.transactions++;
    siblings.sort((a, b) => a.outpoint.index - b.outpoint.index).forEach(count);
  });
  return {
    add: collector.add,
    finish() {
      collector.finish();
      return { ...totals, hash: hasher.digest() };
    },
  };
}

interface CoinHasher {
  add(coin: UnspentCoin): void;
  digest(): Hash256 | undefined;
}

const HASHERS: Readonly<Record<CoinHashType, () => CoinHasher>> = {
  hash_serialized_3() {
    const stream = createSha256dStream();
    return { add: serializing(stream.update), digest: () => toHash256(stream.digest()) };
  },
  muhash() {
    const hash = createMuHash();
    return { add: serializing(hash.insert), digest: () => toHash256(hash.digest()) };
  },
  none: () => ({ add: () => {}, digest: () => undefined }),
};

/** Gives a coin's bytes, outpoint first, to `take`, which must not keep them. @source Bitcoin Core TxOutSer */
export function serializing(take: (bytes: Uint8Array) => void): (coin: UnspentCoin) => void {
  const writer = createWriter();
  return ({ outpoint, coin }) => {
    writer.length = 0;
    writeOutPoint(writer, outpoint);
    writeCoin(writer, coin);
    take(writer.bytes.subarray(0, writer.length));
  };
}
