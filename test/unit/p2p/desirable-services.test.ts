import { describe, expect, it } from 'vitest';
import { createDesirableServices, mayKnowAddresses } from '../../../src/p2p/desirable-services.ts';
import { SERVICE } from '../../../src/p2p/services.ts';

const TIP_TIME = 1_700_000_000;
const SPACING = 600;
const { network, networkLimited, witness, bloom } = SERVICE;

/** What is wanted so many seconds after the tip's time. */
function aged(seconds: number) {
  const tip = { header: { time: TIP_TIME } };
  const chainstate = { tip: () => tip, params: { retarget: { targetSpacing: SPACING } } };
  return createDesirableServices({
    chainstate: chainstate as Parameters<typeof createDesirableServices>[0]['chainstate'],
    clock: { nowSeconds: () => TIP_TIME + seconds },
  });
}

describe('createDesirableServices', () => {
  it('wants whole nodes', () => {
    const { wanted, offersAll } = aged(0);
    expect(wanted(0n)).toBe(network | witness);
    expect(offersAll(network | witness | bloom)).toBe(true);
    expect(offersAll(network)).toBe(false);
    expect(offersAll(0n)).toBe(false);
  });

  it.each([
    [144 * SPACING - 1, true],
    [144 * SPACING, false],
  ])('is content with the last blocks alone until the tip is a day old: %i s', (seconds, isContent) => {
    expect(aged(seconds).offersAll(networkLimited | witness)).toBe(isContent);
  });
});

describe('mayKnowAddresses', () => {
  it('is true of nodes that keep blocks', () => {
    expect([network, networkLimited, witness | bloom, 0n].map(mayKnowAddresses)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
