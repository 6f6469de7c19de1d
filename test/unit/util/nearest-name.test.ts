import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { didYouMean, nearestName } from '../../../src/util/nearest-name.ts';

const names = ['rpcport', 'port', 'mine', 'datadir'];

describe('nearestName', () => {
  it.each([
    ['rpcprot', 'rpcport'],
    ['RPCPORT', 'rpcport'],
    ['rpcports', 'rpcport'],
    ['rcport', 'rpcport'],
    ['pert', 'port'],
    ['min', 'mine'],
    ['data-dir', 'datadir'],
  ])('%s is near to %s', (name, nearest) => {
    expect(nearestName(name, names)).toBe(nearest);
  });

  it('finds nothing for a word of its own', () => {
    expect(nearestName('elephant', names)).toBeUndefined();
    expect(nearestName('', names)).toBeUndefined();
  });

  it('allows a third of the letters and at most three edits', () => {
    expect(nearestName('abcXYZ', ['abcdef'])).toBeUndefined();
    expect(nearestName('abcdXY', ['abcdef'])).toBe('abcdef');
    expect(nearestName('abcdefghijklmXYZ', ['abcdefghijklmnop'])).toBe('abcdefghijklmnop');
    expect(nearestName('abcdefghijklWXYZ', ['abcdefghijklmnop'])).toBeUndefined();
  });

  it('finds a name with one letter changed, dropped, doubled or swapped', () => {
    fc.assert(
      fc.property(fc.constantFrom('datadir', 'rpcport'), fc.nat(5), fc.nat(3), (name, at, slip) => {
        const [head, letter = '', tail] = [name.slice(0, at), name[at], name.slice(at + 1)];
        const misspelt = [
          `${head}_${tail}`,
          head + tail,
          head + letter + letter + tail,
          head + (tail[0] ?? '') + letter + tail.slice(1),
        ];
        expect(nearestName(misspelt[slip] ?? '', names)).toBe(name);
      }),
    );
  });
});

describe('didYouMean', () => {
  it('is a hint or nothing', () => {
    expect(didYouMean('mien', names, '-')).toBe('; did you mean -mine?');
    expect(didYouMean('elephant', names)).toBe('');
  });
});
