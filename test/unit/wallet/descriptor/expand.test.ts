import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../../src/crypto/sha256d.ts';
import { withChecksum } from '../../../../src/script/descriptor-checksum.ts';
import { payToWitnessProgram } from '../../../../src/script/output-scripts.ts';
import { isCommittedLeaf } from '../../../../src/script/taproot.ts';
import { expectDefined } from '../../../../src/util/invariant.ts';
import { createExpander } from '../../../../src/wallet/descriptor/expand.ts';
import { parseDescriptor } from '../../../../src/wallet/descriptor/parse.ts';
import { REGTEST } from '../../../helpers/regtest.ts';

const { addresses: prefixes } = REGTEST;
const A = '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';
const B = '02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5';
const X = A.slice(2);

function expand(text: string, position = 0) {
  const parsed = parseDescriptor(text, { prefixes });
  if (!parsed.ok) throw new Error(parsed.error);
  const descriptor = expectDefined(parsed.value.descriptors[0], text);
  const { secrets } = parsed.value;
  return expectDefined(createExpander(descriptor, { secrets, prefixes })(position), text);
}

describe('createExpander', () => {
  it.each([
    [`wpkh(${A})`, `wpkh([751e76e8]${A})`],
    [`pkh([d34db33f/44h/0']${A})`, `pkh([d34db33f/44h/0h]${A})`],
    [`sh(wsh(sortedmulti(1,${B},${A})))`, `sh(wsh(multi(1,[751e76e8]${A},[06afd46b]${B})))`],
    [`rawtr(${X})`, `rawtr([751e76e8]${X})`],
    [`tr(${X},{pk(${B}),pkh(${X})})`, `tr([751e76e8]${X},{pk([06afd46b]${B.slice(2)}),pkh([751e76e8]${A})})`],
    [
      `wsh(and_v(v:pk(${A}),and_v(v:pk(${B}),older(5))))`,
      `wsh(and_v(and_v(v:pk([751e76e8]${A}),v:pk([06afd46b]${B})),older(5)))`,
    ],
    [
      `tr(${X},and_v(v:pkh(${B}),pk(${X})))`,
      `tr([751e76e8]${X},and_v(v:pkh([06afd46b]${B}),pk([751e76e8]${X})))`,
    ],
    [`raw(21${A}ac)`, `pk(${A})`],
    ['raw(51)', 'raw(51)'],
  ])('tells %s with its keys and their origins', (text, expected) => {
    expect(expand(text).outputs.map(({ descriptor }) => descriptor)).toEqual([withChecksum(expected)]);
  });

  it('gives combo() four outputs for a short key, two for a long one', () => {
    expect(expand(`combo(${A})`).outputs).toHaveLength(4);
    const long = `04${X}483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8`;
    expect(expand(`combo(${long})`).outputs).toHaveLength(2);
  });

  it('gives unused() no output', () => {
    expect(expand(`unused(${A})`).outputs).toEqual([]);
  });

  it('gives the one key of several with its own origin, however the several are ordered', () => {
    const [output] = expand(`rawtr(musig(${A},${B}))`).outputs;
    expect(output?.descriptor).toMatch(/^rawtr\(\[[0-9a-f]{8}\][0-9a-f]{64}\)#/);
    expect(expand(`rawtr(musig(${B},${A}))`).outputs).toEqual([output]);
  });

  it('keeps the scripts behind hashes', () => {
    const { scripts } = expand(`sh(wsh(pk(${A})))`);
    const [witnessScript, redeemScript] = scripts;
    expect(redeemScript).toEqual(
      payToWitnessProgram(0, sha256(expectDefined(witnessScript, 'a witness script'))),
    );
  });

  it('shows of each script in a tree that the output commits to it', () => {
    const { taproot, outputs } = expand(`tr(${X},{{pk(${A}),pk(${B})},multi_a(1,${A},${B})})`);
    const { outputKey, leaves } = expectDefined(taproot, 'a taproot output');
    expect(outputs[0]?.script).toEqual(payToWitnessProgram(1, outputKey));
    expect(leaves.map(({ depth }) => depth)).toEqual([2, 2, 1]);
    expect(leaves.map(({ keys }) => keys.length)).toEqual([1, 1, 2]);
    for (const { control, hash } of leaves) expect(isCommittedLeaf(outputKey, control, hash)).toBe(true);
  });
});
