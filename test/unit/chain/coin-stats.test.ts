import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CoinHashType, computeCoinStats } from '../../../src/chain/coin-stats.ts';
import type { CoinsSnapshot, UnspentCoin } from '../../../src/chain/ports.ts';
import { createMuHash } from '../../../src/crypto/muhash.ts';
import { hash256 } from '../../../src/primitives/hash256.ts';
import { serializeOutPoint } from '../../../src/primitives/outpoint.ts';
import { writeOutput } from '../../../src/primitives/tx.ts';
import { encode, writeUint32 } from '../../../src/primitives/writer.ts';
import { compareBytes, concatBytes } from '../../../src/util/bytes.ts';
import { anyOutPoint } from '../../helpers/arbitraries.ts';
import { numberedHash, outputOf } from '../../helpers/transactions.ts';

const breathe = async () => {};

const anyCoin: fc.Arbitrary<UnspentCoin> = fc.record({
  // Few transactions, so that some have several coins.
  outpoint: fc.tuple(anyOutPoint, fc.nat(2)).map(([{ index }, n]) => ({ txid: numberedHash(n), index })),
  coin: fc.record({
    output: fc.record({ value: fc.nat(2e14), scriptPubKey: fc.uint8Array({ maxLength: 300 }) }),
    height: fc.nat(2 ** 31 - 1),
    isCoinbase: fc.boolean(),
  }),
});

const anyCoins = fc.uniqueArray(anyCoin, {
  maxLength: 8,
  selector: ({ outpoint }) => serializeOutPoint(outpoint).join(),
});

/** The coins in the order of a database, in pages of that size. */
function snapshotOf(coins: readonly UnspentCoin[], pageSize = 3): Pick<CoinsSnapshot, 'pages' | 'diskUse'> {
  const key = ({ outpoint }: UnspentCoin) => serializeOutPoint(outpoint);
  const sorted = [...coins].sort((a, b) => compareBytes(key(a), key(b)));
  return {
    *pages() {
      for (let i = 0; i < sorted.length; i += pageSize) yield sorted.slice(i, i + pageSize);
    },
    diskUse: () => [4096, 4096, 100],
  };
}

/** What Core hashes of a coin, written down once more. */
function bytesOf({ outpoint, coin }: UnspentCoin): Uint8Array {
  return encode((writer) => {
    writer.bytes.set(serializeOutPoint(outpoint));
    writer.length = 36;
    writeUint32(writer, coin.height * 2 + (coin.isCoinbase ? 1 : 0));
    writeOutput(writer, coin.output);
  }, 400);
}

const statsOf = (coins: readonly UnspentCoin[], hashType: CoinHashType, pageSize?: number) =>
  computeCoinStats(snapshotOf(coins, pageSize), hashType, breathe);

describe('computeCoinStats', () => {
  it('counts coins, their transactions, what they are worth, and a size', async () => {
    await fc.assert(
      fc.asyncProperty(anyCoins, async (coins) => {
        expect(await statsOf(coins, 'none')).toEqual({
          coins: coins.length,
          transactions: new Set(coins.map(({ outpoint }) => outpoint.txid.join())).size,
          totalAmount: coins.reduce((sum, { coin }) => sum + coin.output.value, 0),
          bogoSize: coins.reduce((sum, { coin }) => sum + 50 + coin.output.scriptPubKey.length, 0),
          hash: undefined,
          diskSize: 8292,
        });
      }),
    );
  });

  it('hash_serialized_3 is over the coins by txid and then by number', async () => {
    await fc.assert(
      fc.asyncProperty(anyCoins, fc.integer({ min: 1, max: 4 }), async (coins, pageSize) => {
        const byNumber = [...coins].sort(
          (a, b) => compareBytes(a.outpoint.txid, b.outpoint.txid) || a.outpoint.index - b.outpoint.index,
        );
        const { hash } = await statsOf(coins, 'hash_serialized_3', pageSize);
        expect(hash).toEqual(hash256(concatBytes(...byNumber.map(bytesOf))));
      }),
    );
  });

  it('hash_serialized_3 has output 1 before output 256, though its bytes come after', async () => {
    const coins = [1, 256].map((index) => ({
      outpoint: { txid: numberedHash(0), index },
      coin: { output: outputOf(1), height: 1, isCoinbase: false },
    }));
    const { hash } = await statsOf(coins, 'hash_serialized_3');
    expect(hash).toEqual(hash256(concatBytes(...coins.map(bytesOf))));
  });

  it('muhash is that of the set of coins', async () => {
    await fc.assert(
      fc.asyncProperty(anyCoins, async (coins) => {
        const expected = createMuHash();
        for (const coin of coins) expected.insert(bytesOf(coin));
        expect((await statsOf(coins, 'muhash')).hash).toEqual(expected.digest());
      }),
      { numRuns: 30 },
    );
  });

  it('ends with what breathe throws', async () => {
    const stopped = new Error('stop');
    const stop = () => Promise.reject(stopped);
    await expect(computeCoinStats(snapshotOf([]), 'none', stop)).rejects.toBe(stopped);
  });
});
