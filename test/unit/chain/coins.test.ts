import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CoinsOverlay, createCoinsOverlay } from '../../../src/chain/coins.ts';
import type { CoinsSource } from '../../../src/chain/ports.ts';
import type { Coin } from '../../../src/consensus/coin.ts';
import { type OutPoint, outPointKey } from '../../../src/primitives/outpoint.ts';
import { invariant } from '../../../src/util/invariant.ts';
import { numberedHash, outputOf } from '../../helpers/transactions.ts';

const outPoint = (number: number): OutPoint => ({ txid: numberedHash(number), index: number });
const coinOf = (value: number): Coin => ({ output: outputOf(value), height: 1, isCoinbase: false });

/** A source with coins of these numbers, each worth its number. */
function sourceOf(...numbers: readonly number[]): CoinsSource {
  const coins = new Map(numbers.map((number) => [outPointKey(outPoint(number)), coinOf(number)]));
  return { getCoin: (outpoint) => coins.get(outPointKey(outpoint)) };
}

const changesOf = (overlay: CoinsOverlay) =>
  [...overlay.changes()].map(({ outpoint, coin }) => [outpoint.index, coin?.output.value]);

describe('createCoinsOverlay', () => {
  it('shows the coins below until they are touched', () => {
    const overlay = createCoinsOverlay(sourceOf(1, 2));
    expect(overlay.getCoin(outPoint(1))).toEqual(coinOf(1));
    expect(overlay.getCoin(outPoint(3))).toBeUndefined();
    expect(changesOf(overlay)).toEqual([]);
  });

  it('spends a coin once', () => {
    const base = sourceOf(1);
    const overlay = createCoinsOverlay(base);
    expect(overlay.spendCoin(outPoint(1))).toEqual(coinOf(1));
    expect(overlay.spendCoin(outPoint(1))).toBeUndefined();
    expect(overlay.getCoin(outPoint(1))).toBeUndefined();
    expect(base.getCoin(outPoint(1))).toEqual(coinOf(1));
    expect(changesOf(overlay)).toEqual([[1, undefined]]);
  });

  it('does not note the spending of what is not there', () => {
    const overlay = createCoinsOverlay(sourceOf());
    expect(overlay.spendCoin(outPoint(1))).toBeUndefined();
    expect(changesOf(overlay)).toEqual([]);
  });

  it('makes a coin, also where one was spent', () => {
    const overlay = createCoinsOverlay(sourceOf(1));
    overlay.spendCoin(outPoint(1));
    overlay.addCoin(outPoint(1), coinOf(7));
    overlay.addCoin(outPoint(2), coinOf(8));
    expect(overlay.getCoin(outPoint(1))).toEqual(coinOf(7));
    expect(changesOf(overlay)).toEqual([
      [1, 7],
      [2, 8],
    ]);
  });
});

type Step = readonly ['add' | 'spend', number];

function apply(steps: readonly Step[], overlay: CoinsOverlay): void {
  for (const [action, number] of steps) {
    const isNew = !overlay.getCoin(outPoint(number));
    if (action === 'add') overlay.addCoin(outPoint(number), coinOf(100 + number), isNew);
    else overlay.spendCoin(outPoint(number));
  }
}

/** The coins that the source has once the overlay's changes are written. */
function committed(overlay: CoinsOverlay, ...numbers: readonly number[]) {
  const coins = new Map(numbers.map((number) => [number, number]));
  for (const { outpoint, coin } of overlay.changes()) {
    if (coin) coins.set(outpoint.index, coin.output.value);
    else coins.delete(outpoint.index);
  }
  return new Set([...coins].map(([number, value]) => `${number} ${value}`));
}

/** The coins that the overlay shows. */
function visible(overlay: CoinsOverlay) {
  const numbers = [0, 1, 2, 3, 4, 5].filter((number) => overlay.getCoin(outPoint(number)));
  return new Set(numbers.map((number) => `${number} ${overlay.getCoin(outPoint(number))?.output.value}`));
}

describe('addCoin', () => {
  it('leaves nothing of a coin that is new and spent before it is committed', () => {
    const overlay = createCoinsOverlay(sourceOf());
    overlay.addCoin(outPoint(1), coinOf(1), true);
    expect(overlay.spendCoin(outPoint(1))).toEqual(coinOf(1));
    expect(overlay.getCoin(outPoint(1))).toBeUndefined();
    expect(changesOf(overlay)).toEqual([]);
  });

  it('knows that the source still has a coin that was spent and made anew', () => {
    const overlay = createCoinsOverlay(sourceOf(1));
    overlay.spendCoin(outPoint(1));
    overlay.addCoin(outPoint(1), coinOf(1), true);
    overlay.spendCoin(outPoint(1));
    expect(changesOf(overlay)).toEqual([[1, undefined]]);
  });
});

describe('bytes', () => {
  it('grows with changes and their scripts', () => {
    const overlay = createCoinsOverlay(sourceOf(1));
    expect(overlay.bytes()).toBe(0);
    overlay.spendCoin(outPoint(1));
    const spent = overlay.bytes();
    expect(spent).toBeGreaterThan(0);
    overlay.addCoin(outPoint(2), { ...coinOf(1), output: { value: 1, scriptPubKey: new Uint8Array(5_000) } });
    expect(overlay.bytes()).toBe(2 * spent + 5_000);
  });
});

describe('absorb', () => {
  it('leaves the coins as if every change had been made on the overlay below', () => {
    const step = fc.tuple(fc.constantFrom('add' as const, 'spend' as const), fc.nat(5));
    const steps = fc.array(step, { maxLength: 12 });
    fc.assert(
      fc.property(steps, steps, (first, second) => {
        const direct = createCoinsOverlay(sourceOf(0, 1, 2));
        apply([...first, ...second], direct);
        const below = createCoinsOverlay(sourceOf(0, 1, 2));
        apply(first, below);
        const above = createCoinsOverlay(below);
        apply(second, above);
        below.absorb(above);
        for (let number = 0; number <= 5; number++) {
          expect(below.getCoin(outPoint(number))).toEqual(direct.getCoin(outPoint(number)));
        }
        for (const overlay of [below, direct]) expect(committed(overlay, 0, 1, 2)).toEqual(visible(overlay));
      }),
    );
  });

  it('leaves nothing above, and the same bytes below', () => {
    const [below, above, other] = [1, 2, 3].map(() => createCoinsOverlay(sourceOf(1, 2)));
    invariant(below && above && other, 'three overlays');
    above.spendCoin(outPoint(1));
    other.spendCoin(outPoint(2));
    const bytes = above.bytes();
    below.absorb(above);
    expect([below.bytes(), above.bytes()]).toEqual([bytes, 0]);
    expect(changesOf(above)).toEqual([]);
    below.absorb(other);
    expect(below.bytes()).toBe(2 * bytes);
  });

  it('carries nothing of a coin that was made and spent above', () => {
    const below = createCoinsOverlay(sourceOf());
    const above = createCoinsOverlay(below);
    above.addCoin(outPoint(1), coinOf(1), true);
    above.spendCoin(outPoint(1));
    below.absorb(above);
    expect(changesOf(below)).toEqual([]);
  });
});
