import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { basicBlockFilter, filterHeader, filterMatches } from '../../../src/consensus/block-filter.ts';
import type { Coin } from '../../../src/consensus/coin.ts';
import { encodeGolombSet, matchesAny } from '../../../src/consensus/golomb-set.ts';
import { decodeBlock } from '../../../src/primitives/block.ts';
import { displayHash, parseDisplayHash } from '../../../src/primitives/hash256.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { hex } from '../../helpers/script.ts';
import { countVectors, hasVectors, readVectorJson } from '../../helpers/vectors.ts';

type Row = readonly [number, string, string, readonly string[], string, string, string, string];

describe.runIf(hasVectors('core/blockfilters.json'))("Core's block filters", () => {
  it('have these bytes and headers, and match the scripts that they are of', (context) => {
    const rows = readVectorJson<Row[]>('core/blockfilters.json').filter(({ length }) => length > 1);
    for (const [, hash, blockHex, scripts, previous, filter, header] of rows) {
      const decoded = decodeBlock(hex(blockHex));
      const block = expectDefined(decoded.ok ? decoded.value : undefined, hash);
      const spent = scripts.map(
        (script): Coin => ({ output: { value: 0, scriptPubKey: hex(script) }, height: 1, isCoinbase: false }),
      );
      const made = basicBlockFilter(block, spent);
      expect(toHex(made)).toBe(filter);
      const below = expectDefined(parseDisplayHash(previous), previous);
      expect(displayHash(filterHeader(made, below))).toBe(header);
      for (const script of scripts.filter((text) => text !== '')) {
        expect(filterMatches(made, block.hash, [hex(script)])).toBe(true);
      }
    }
    countVectors(context, rows.length);
  });
});

describe('a Golomb-coded set', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 });
  const key = new Uint8Array(16).fill(7);

  it('matches each of its members, alone and among others', () => {
    fc.assert(
      fc.property(fc.array(bytes, { minLength: 1, maxLength: 60 }), fc.array(bytes), (members, others) => {
        const set = encodeGolombSet(key, members);
        for (const member of members) expect(matchesAny(key, set, [...others, member])).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('matches hardly any stranger, and nothing where it is empty or asked for nothing', () => {
    const set = encodeGolombSet(key, [hex('51'), hex('52')]);
    const strangers = Array.from({ length: 2000 }, (_, i) => Uint8Array.of(9, i & 0xff, i >> 8));
    expect(strangers.filter((stranger) => matchesAny(key, set, [stranger])).length).toBeLessThan(2);
    expect(matchesAny(key, set, [])).toBe(false);
    expect(toHex(encodeGolombSet(key, []))).toBe('00');
    expect(matchesAny(key, hex('00'), [hex('51')])).toBe(false);
  });
});
