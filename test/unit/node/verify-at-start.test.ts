import { describe, expect, it } from 'vitest';
import type { BlockIndexEntry } from '../../../src/chain/block-index.ts';
import { StartError } from '../../../src/node/start-error.ts';
import { refuseFutureTip } from '../../../src/node/verify-at-start.ts';

const NOW = 1_700_000_000;
const HOURS_AHEAD = 2 * 3600;

function tipOf(height: number, time: number) {
  return { tip: () => ({ height, header: { time } }) as BlockIndexEntry };
}

describe('refuseFutureTip', () => {
  it('takes a tip that is two hours ahead, and none beyond', () => {
    expect(() => refuseFutureTip(tipOf(1, NOW + HOURS_AHEAD), NOW, '/f')).not.toThrow();
    const refuse = () => refuseFutureTip(tipOf(1, NOW + HOURS_AHEAD + 1), NOW, '/f');
    expect(refuse).toThrow(StartError);
    expect(refuse).toThrow(
      /^The block database contains a block which appears to be from the future\. This may be due to your computer's date/,
    );
  });

  it('never minds the genesis block', () => {
    expect(() => refuseFutureTip(tipOf(0, 2 ** 32 - 1), NOW, '/f')).not.toThrow();
  });
});
