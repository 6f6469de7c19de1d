import { describe, expect, it } from 'vitest';
import { createEntry } from '../../../src/chain/block-index.ts';
import { isRecentTip } from '../../../src/chain/recent-tip.ts';
import { GENESIS } from '../../helpers/chain-builder.ts';

describe('isRecentTip', () => {
  it('holds for a day, and for blocks of the future', () => {
    const tip = createEntry(GENESIS.header, GENESIS.hash, undefined);
    const { time } = GENESIS.header;
    const recentAt = (nowSeconds: number) => isRecentTip(tip, { nowSeconds: () => nowSeconds });
    expect([time - 1, time, time + 86_400].map(recentAt)).toEqual([true, true, true]);
    expect(recentAt(time + 86_401)).toBe(false);
  });
});
