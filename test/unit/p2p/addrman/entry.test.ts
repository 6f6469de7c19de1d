import { describe, expect, it } from 'vitest';
import { type AddressEntry, chanceOf, isTerrible, newEntry } from '../../../../src/p2p/addrman/entry.ts';
import { peerAddressOf, TEST_START } from '../../../helpers/p2p/test-book.ts';

const DAY = 24 * 3600;

/** An entry that was heard of just now. @param given - how it differs */
function entryOf(given: Partial<AddressEntry> = {}): AddressEntry {
  const address = peerAddressOf('1.2.3.4:8333', TEST_START);
  return { ...newEntry(address, address.service), ...given };
}

describe('isTerrible', () => {
  it.each([
    ['not heard of for 30 days', { time: TEST_START - 30 * DAY }, { time: TEST_START - 30 * DAY - 1 }],
    ['10 minutes from the future', { time: TEST_START + 600 }, { time: TEST_START + 601 }],
    ['never reached', { attempts: 2 }, { attempts: 3 }],
    [
      'failing ten times',
      { attempts: 9, lastSuccess: TEST_START - 8 * DAY },
      { attempts: 10, lastSuccess: TEST_START - 8 * DAY },
    ],
    [
      'failing for a week',
      { attempts: 10, lastSuccess: TEST_START - 7 * DAY },
      { attempts: 10, lastSuccess: TEST_START - 7 * DAY - 1 },
    ],
  ])('%s: still good, and one more', (_, good, bad) => {
    expect([isTerrible(entryOf(good), TEST_START), isTerrible(entryOf(bad), TEST_START)]).toEqual([
      false,
      true,
    ]);
  });

  it('is none that was tried in the last minute', () => {
    expect(isTerrible(entryOf({ time: 0, lastTry: TEST_START - 60 }), TEST_START)).toBe(false);
    expect(isTerrible(entryOf({ time: 0, lastTry: TEST_START - 61 }), TEST_START)).toBe(true);
  });
});

describe('chanceOf', () => {
  it('is certain for one that was not tried', () => {
    expect(chanceOf(entryOf(), TEST_START)).toBe(1);
  });

  it('is a hundredth within ten minutes of a try', () => {
    expect(chanceOf(entryOf({ lastTry: TEST_START - 599 }), TEST_START)).toBe(0.01);
    expect(chanceOf(entryOf({ lastTry: TEST_START - 600 }), TEST_START)).toBe(1);
  });

  it('is two thirds after each failure, eight at most', () => {
    expect(chanceOf(entryOf({ attempts: 1 }), TEST_START)).toBeCloseTo(0.66);
    expect(chanceOf(entryOf({ attempts: 8 }), TEST_START)).toBeCloseTo(0.66 ** 8);
    expect(chanceOf(entryOf({ attempts: 9 }), TEST_START)).toBeCloseTo(0.66 ** 8);
  });
});
