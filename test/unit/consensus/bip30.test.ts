import { describe, expect, it } from 'vitest';
import {
  BIP34_IMPLIES_BIP30_LIMIT,
  isBip30Checked,
  isCoinbaseOverwritten,
} from '../../../src/consensus/bip30.ts';
import { readShippedNetwork } from '../../../src/node/network-file-reader.ts';
import { parseDisplayHash } from '../../../src/primitives/hash256.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { numberedHash } from '../../helpers/transactions.ts';

const MAIN = readShippedNetwork('main').consensus;
const hashOf = (hex: string) => expectDefined(parseDisplayHash(hex), 'a hash');

/** Height and hash of the blocks that repeat a coinbase, and of those that they repeat. @source BIP30; Bitcoin Core */
const REPEATS = [
  [91_842, '00000000000a4d0a398161ffc163c503763b1f4360639393e0e4c8e300e0caec'],
  [91_880, '00000000000743f190a18c5577a3c2d2a1f610ae9601ac046a38084ccb7cd721'],
] as const;
const OVERWRITTEN = [
  [91_722, '00000000000271a2dc26e7667f8419f2e15416dc6955e5a6c6cdf3f2574dd08e'],
  [91_812, '00000000000af0aed4792b1acee3d966af36cf5def14935db8de83d6f9306f2f'],
] as const;

describe('isBip30Checked on main', () => {
  const bip34Hash = expectDefined(MAIN.bip34Hash, 'main has it');
  const isChecked = (height: number, atBip34 = bip34Hash) =>
    isBip30Checked({ height, hash: numberedHash(height) }, atBip34, MAIN);

  it('holds below the block of BIP34, and not above it on the known chain', () => {
    expect(isBip30Checked({ height: 227_931, hash: numberedHash(1) }, undefined, MAIN)).toBe(true);
    expect(isChecked(227_932)).toBe(false);
  });

  it('holds on another chain than the known one', () => {
    expect(isChecked(227_932, numberedHash(1))).toBe(true);
  });

  it('holds again from the height on that old coinbases claim', () => {
    expect(isChecked(BIP34_IMPLIES_BIP30_LIMIT - 1)).toBe(false);
    expect(isChecked(BIP34_IMPLIES_BIP30_LIMIT)).toBe(true);
  });

  it.each(REPEATS)('does not hold for block %i, which repeats a coinbase', (height, hash) => {
    expect(isBip30Checked({ height, hash: hashOf(hash) }, undefined, MAIN)).toBe(false);
    expect(isBip30Checked({ height, hash: numberedHash(1) }, undefined, MAIN)).toBe(true);
  });

  it.each(OVERWRITTEN)('holds for block %i, whose coinbase is repeated later', (height, hash) => {
    expect(isBip30Checked({ height, hash: hashOf(hash) }, undefined, MAIN)).toBe(true);
    expect(isCoinbaseOverwritten(hashOf(hash), MAIN)).toBe(true);
  });
});

describe('isBip30Checked where no block of BIP34 is known', () => {
  const BLOCK = { height: 1_000, hash: numberedHash(1) };
  const { consensus: regtest } = readShippedNetwork('regtest');
  const withBip34At = (bip34: number) => ({
    ...regtest,
    activationHeights: { ...regtest.activationHeights, bip34 },
  });

  it('holds at every height', () => {
    const consensus = withBip34At(2);
    expect(isBip30Checked(BLOCK, numberedHash(2), consensus)).toBe(true);
    expect(isBip30Checked(BLOCK, undefined, consensus)).toBe(true);
  });

  it('holds nowhere if it was so from the first block on', () => {
    for (const height of [0, 1]) {
      expect(isBip30Checked(BLOCK, numberedHash(2), withBip34At(height))).toBe(false);
      const late = { ...BLOCK, height: BIP34_IMPLIES_BIP30_LIMIT };
      expect(isBip30Checked(late, numberedHash(2), withBip34At(height))).toBe(false);
    }
  });
});

describe('isCoinbaseOverwritten', () => {
  it.each(REPEATS)('is false for block %i, whose own coins are there', (_, hash) => {
    expect(isCoinbaseOverwritten(hashOf(hash), MAIN)).toBe(false);
  });
});
