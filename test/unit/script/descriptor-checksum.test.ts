import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { descriptorChecksum } from '../../../src/script/descriptor-checksum.ts';

describe('descriptorChecksum', () => {
  // BIP380 and BIP381's own examples.
  it.each([
    ['raw(deadbeef)', '89f8spxm'],
    [
      "pkh([d34db33f/44'/0'/0']xpub6ERApfZwUNrhLCkDtcHTcxd75RbzS1ed54G1LkBUHQVHQKqhMkhgbmJbZRkrgZw4koxb5JaHWkY4ALHY2grBGRjaDMzQLcgJvLJuZZvRcEL/1/*)",
      'ml40v0wf',
    ],
  ])('of %s is %s', (descriptor, checksum) => {
    expect(descriptorChecksum(descriptor)).toBe(checksum);
  });

  it('changes with any one character', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9a-f]{1,80}$/),
        fc.nat(),
        fc.integer({ min: 1, max: 15 }),
        (text, at, by) => {
          const index = at % text.length;
          const digit = (Number.parseInt(text[index] ?? '0', 16) + by) % 16;
          const changed = text.slice(0, index) + digit.toString(16) + text.slice(index + 1);
          expect(descriptorChecksum(changed)).not.toBe(descriptorChecksum(text));
        },
      ),
    );
  });

  it('has none for a character that no descriptor has', () => {
    expect(descriptorChecksum('raw(Ü)')).toBeUndefined();
    expect(descriptorChecksum('raw(\n)')).toBeUndefined();
  });
});
