import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { miniscriptFromText } from '../../../../src/script/miniscript/from-text.ts';
import type { MiniscriptContext } from '../../../../src/script/miniscript/model.ts';
import { describeInsanity, isSane, isValid, MAX_SIZES } from '../../../../src/script/miniscript/sanity.ts';
import { expectDefined } from '../../../../src/util/invariant.ts';
import { miniscriptOf } from '../../../helpers/miniscripts.ts';

const HASH = '00'.repeat(32);

/** Keys are named by words; the same word is the same key. */
function read(text: string, context: MiniscriptContext) {
  const names: string[] = [];
  const miniscript = miniscriptFromText(text, context, (name) => names.push(name) - 1);
  const nameOf = (key: number) => expectDefined(names[key], 'a key');
  return { miniscript: expectDefined(miniscript, text), nameOf };
}

function insanityOf(text: string, context: MiniscriptContext = 'wsh'): string | undefined {
  const { miniscript, nameOf } = read(text, context);
  return describeInsanity(miniscript, { identity: nameOf, keyText: nameOf });
}

function conjunction(count: number): string {
  const keys = Array.from({ length: count }, (_, i) => `pk(K${i})`);
  return `${keys
    .slice(0, -1)
    .map((key) => `and_b(${key},a:`)
    .join('')}${keys.at(-1)}${')'.repeat(count - 1)}`;
}

describe('describeInsanity', () => {
  it.each([
    ['older(1)', 'older(1) is not sane: witnesses without signature exist'],
    ['or_i(older(1),pk(A))', 'or_i(older(1),pk(A)) is not sane: witnesses without signature exist'],
    [`or_b(sha256(${HASH}),s:pk(A))`, `or_b(sha256(${HASH}),s:pk(A)) is not sane: malleable witnesses exist`],
    [
      'and_b(and_b(older(1),a:older(100000000)),s:pk(A))',
      'and_b(older(1),a:older(100000000)) is not sane: contains mixes of timelocks expressed in blocks and seconds',
    ],
    [
      'or_i(and_b(after(1),a:after(1000000000)),pk(A))',
      'and_b(after(1),a:after(1000000000)) is not sane: contains mixes of timelocks expressed in blocks and seconds',
    ],
    ['and_v(v:pk(A),pk(A))', 'and_v(v:pk(A),pk(A)) is not sane: contains duplicate public keys'],
    [
      'or_i(pk(A),and_b(or_i(pk(B),pk(C)),s:pk(B)))',
      'and_b(or_i(pk(B),pk(C)),s:pk(B)) is not sane: contains duplicate public keys',
    ],
    ['v:pk(A)', 'v:pk(A) is not sane'],
    ['and_v(pk(A),pk(B))', 'and_v(pk(A),pk(B)) is invalid'],
    ['and_b(v:pk_k(A),s:pk(B))', 'v:pk_k(A) is invalid'],
    ['0', '0 is not satisfiable'],
    ['and_b(0,s:pk(A))', 'and_b(0,s:pk(A)) is not satisfiable'],
    ['pk(A)', undefined],
    ['or_d(pk(A),and_v(v:pkh(B),older(144)))', undefined],
    ['and_v(or_c(pk(A),v:hash160(0000000000000000000000000000000000000000)),pk(B))', undefined],
  ])('says of %s: %s', (text, expected) => {
    expect(insanityOf(text)).toBe(expected);
  });

  it('tells the last number of operations that fits from the first that does not', () => {
    // A key takes 1 operation, each further one 3 more.
    expect(insanityOf(`and_v(v:multi(1,A,B,C),${conjunction(49)})`)).toBeUndefined();
    expect(insanityOf(`and_v(v:multi(1,A,B,C,D,E,F,G,H),${conjunction(49)})`)).toMatch(
      /needs witnesses that may exceed resource limits$/,
    );
  });

  it('tells the last number of items on a tapscript’s stack that fits from the first that does not', () => {
    const nested = (count: number) => `${'and_b(older(1),a:'.repeat(count)}pk(A)${')'.repeat(count)}`;
    expect(insanityOf(nested(998), 'tapscript')).toBeUndefined();
    expect(insanityOf(nested(999), 'tapscript')).toMatch(/needs witnesses that may exceed resource limits$/);
  });

  it('takes in tapscript what exceeds the limits of P2WSH', () => {
    expect(insanityOf(conjunction(200), 'tapscript')).toBeUndefined();
    expect(miniscriptFromText(conjunction(200), 'wsh', () => 0)).toBeUndefined();
  });

  it('answers of a threshold of thousands of parts', () => {
    const text = `and_v(v:pk(A),thresh(500,n:0${',a:0'.repeat(1999)}))`;
    expect(insanityOf(text, 'tapscript')).toMatch(/is not satisfiable$/);
  });
});

describe('isSane', () => {
  it.each(['wsh', 'tapscript'] as const)(
    'holds in %s where nothing is said against the expression',
    (context) => {
      fc.assert(
        fc.property(miniscriptOf(context), (miniscript) => {
          const insanity = describeInsanity(miniscript, { identity: String, keyText: String });
          if (insanity === undefined) expect(isSane(miniscript, String)).toBe(true);
          else expect(isSane(miniscript, String)).toBe(insanity.endsWith('is not satisfiable'));
        }),
      );
    },
  );
});

describe('isValid', () => {
  it('holds for a script of the largest size, not for a longer one', () => {
    const { root } = read(`${'n'.repeat(MAX_SIZES.wsh - 1)}:1`, 'wsh').miniscript;
    expect(root.size).toBe(MAX_SIZES.wsh);
    expect(isValid(root, 'wsh')).toBe(true);
    expect(isValid({ ...root, size: root.size + 1 }, 'wsh')).toBe(false);
  });
});
