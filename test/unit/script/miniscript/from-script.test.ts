import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { miniscriptFromScript } from '../../../../src/script/miniscript/from-script.ts';
import { miniscriptFromText } from '../../../../src/script/miniscript/from-text.ts';
import { createNode } from '../../../../src/script/miniscript/node.ts';
import { miniscriptToScript } from '../../../../src/script/miniscript/to-script.ts';
import { miniscriptToText } from '../../../../src/script/miniscript/to-text.ts';
import { concatBytes, toHex } from '../../../../src/util/bytes.ts';
import { expectDefined } from '../../../../src/util/invariant.ts';
import { miniscriptOf, testKey, testKeyOfHash } from '../../../helpers/miniscripts.ts';
import { hex, parseScript } from '../../../helpers/script.ts';

const KEY = `02${'79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'}`;
const X = KEY.slice(2);

describe.each(['wsh', 'tapscript'] as const)('miniscriptFromScript in %s', (context) => {
  it('finds an expression with the same script in the script of any', () => {
    fc.assert(
      fc.property(miniscriptOf(context), ({ root }) => {
        const script = miniscriptToScript(root, (key) => testKey(key, context));
        expect(script.length).toBe(root.size);
        const found = miniscriptFromScript(script, context, (hash) => testKeyOfHash(hash, context));
        const { root: again, keys } = expectDefined(found, 'an expression in its own script');
        const bytes = miniscriptToScript(again, (key) => expectDefined(keys[key], 'a key'));
        expect(toHex(bytes)).toBe(toHex(script));
        expect(again.type).toBe(root.type);
      }),
    );
  });

  it('never throws, whatever the script', () => {
    fc.assert(
      fc.property(miniscriptOf(context), fc.nat(), fc.integer({ min: 0, max: 255 }), ({ root }, at, byte) => {
        const script = miniscriptToScript(root, (key) => testKey(key, context));
        script[at % script.length] = byte;
        const found = miniscriptFromScript(script, context, (hash) => testKeyOfHash(hash, context));
        if (!found) return;
        const bytes = miniscriptToScript(found.root, (key) => expectDefined(found.keys[key], 'a key'));
        expect(toHex(bytes)).toBe(toHex(script));
      }),
    );
  });
});

describe('miniscriptFromText', () => {
  it.each(['wsh', 'tapscript'] as const)('reads in %s what miniscriptToText writes', (context) => {
    fc.assert(
      fc.property(miniscriptOf(context), ({ root }) => {
        const text = miniscriptToText(root, (key) => `k${key}`);
        const read = expectDefined(miniscriptFromText(text, context, numberOf), text);
        expect(read.root).toEqual(root);
      }),
    );
  });

  it('reads expressions nested as deep as the longest script', () => {
    const depth = 300_000;
    const read = miniscriptFromText(`${'n'.repeat(depth)}:1`, 'tapscript', numberOf);
    const { root } = expectDefined(read, 'deep nesting');
    expect(root.size).toBe(depth + 1);
    const script = miniscriptToScript(root, () => new Uint8Array(32));
    expect(miniscriptFromScript(script, 'tapscript')?.root.size).toBe(depth + 1);
    expect(miniscriptToText(root, String)).toBe(`${'n'.repeat(depth)}:1`);
  });

  it.each([
    ['a longer one', `${'n'.repeat(329_482)}:1`],
    ['two v in a row', 'tvv:1'],
    ['an unknown wrapper', 'q:1'],
    ['an unknown function', 'and_x(1,1)'],
    ['what stands behind', '1)'],
    ['a missing parenthesis', 'and_b(1,a:1'],
    ['a missing part', 'andor(0,1)'],
    ['no key', 'multi_a(1,)'],
    ['too few keys', 'multi_a(2,k1)'],
    ['a multi of the other context', 'multi(1,k1)'],
    ['a signed number', 'older(+1)'],
    ['a hash of another size', `sha256(${'00'.repeat(20)})`],
  ])('refuses %s', (_, text) => {
    expect(miniscriptFromText(text, 'tapscript', numberOf)).toBeUndefined();
  });
});

describe('miniscriptFromScript', () => {
  it.each([
    ['no number before OP_NUMEQUAL', 'ac519c'],
    ['no key before OP_CHECKSIGADD', `ba20${X}ba519c`],
    ['no key before OP_CHECKSIG', `ac20${X}ac20${X}ba519c`],
    ['a verification that could be shorter', `20${X}ac6951`],
    ['a push that could be shorter', `4c20${X}ac`],
    ['a key of the other context', `21${KEY}ac`],
    ['nothing', ''],
    ['an expression of another type', `20${X}ad`],
    ['a truncated push', `21${X}`],
  ])('finds none in %s', (_, script) => {
    expect(miniscriptFromScript(hex(script), 'tapscript')).toBeUndefined();
  });

  it('leaves a conjunction outside of what commutes with it', () => {
    const script = parseScript(`1 VERIFY 0x21 0x${KEY} CHECKSIG`);
    const found = expectDefined(miniscriptFromScript(script, 'wsh'), 'an expression');
    expect(miniscriptToText(found.root, () => 'K')).toBe('and_v(v:1,pk(K))');
  });

  it('asks for the keys behind hashes', () => {
    const root = createNode('wsh', 'c', { subs: [createNode('wsh', 'pk_h', { keys: [0] })] });
    const script = miniscriptToScript(root, (key) => testKey(key, 'wsh'));
    expect(miniscriptFromScript(script, 'wsh')).toBeUndefined();
    const found = miniscriptFromScript(script, 'wsh', (hash) => testKeyOfHash(hash, 'wsh'));
    expect(found?.keys).toEqual([testKey(0, 'wsh')]);
  });

  it('takes no script that is longer than those that are relayed', () => {
    const longest = concatBytes(...new Array<Uint8Array>(3599).fill(hex('92')), new Uint8Array());
    expect(miniscriptFromScript(concatBytes(hex('51'), longest), 'wsh')).toBeDefined();
    expect(miniscriptFromScript(concatBytes(hex('51'), longest, hex('92')), 'wsh')).toBeUndefined();
  });
});

/** Keys of these texts are k and a number. */
function numberOf(text: string): number | undefined {
  return text.startsWith('k') ? Number(text.slice(1)) : undefined;
}
