import { expect, it } from 'vitest';
import type { UnspentCoin } from '../../../src/chain/ports.ts';
import { encodeUtxoFile } from '../../../src/chain/utxo-file.ts';
import { serializeOutPoint } from '../../../src/primitives/outpoint.ts';
import { compareBytes, concatBytes, toHex } from '../../../src/util/bytes.ts';
import { numberedHash } from '../../helpers/transactions.ts';

const coinAt = (tx: number, index: number): UnspentCoin => ({
  outpoint: { txid: numberedHash(tx), index },
  coin: { output: { value: 0, scriptPubKey: new Uint8Array() }, height: 0, isCoinbase: false },
});

/** The file of these coins, of which a page has two. */
function fileOf(coins: readonly UnspentCoin[]): string {
  const key = ({ outpoint }: UnspentCoin) => serializeOutPoint(outpoint);
  const sorted = [...coins].sort((a, b) => compareBytes(key(a), key(b)));
  const pages = function* () {
    for (let i = 0; i < sorted.length; i += 2) yield sorted.slice(i, i + 2);
  };
  const header = { magic: Uint8Array.of(1, 2, 3, 4), block: numberedHash(9), coins: coins.length };
  const parts = [...encodeUtxoFile(header, { pages })];
  expect(parts.at(-1)?.read).toBe(coins.length);
  return toHex(concatBytes(...parts.map(({ bytes }) => bytes)));
}

/** One of the coins above, without its txid. */
const COIN = '000006';
const HEADER = `7574786fff020001020304${toHex(numberedHash(9))}`;

it('has a header alone where there are no coins', () => {
  expect(fileOf([])).toBe(`${HEADER}${'00'.repeat(8)}`);
});

it('has the coins of each transaction together, by their numbers, in pages of any size', () => {
  const coins = [coinAt(1, 256), coinAt(1, 1), coinAt(1, 0), coinAt(2, 7)];
  expect(fileOf(coins)).toBe(
    `${HEADER}0400000000000000` +
      `${toHex(numberedHash(1))}0300${COIN}01${COIN}fd0001${COIN}` +
      `${toHex(numberedHash(2))}0107${COIN}`,
  );
});

it("has numbers of three digits where Bitcoin Core's database has them", () => {
  // As keys: 81 00, then 80 80 00, before both 7f.
  const coins = [coinAt(1, 256), coinAt(1, 16_512), coinAt(1, 127)];
  expect(fileOf(coins)).toBe(
    `${HEADER}0300000000000000${toHex(numberedHash(1))}037f${COIN}fd8040${COIN}fd0001${COIN}`,
  );
});
