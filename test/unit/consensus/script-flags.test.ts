import { describe, expect, it } from 'vitest';
import { getBlockScriptFlags } from '../../../src/consensus/script-flags.ts';
import { readShippedNetwork } from '../../../src/node/network-file-reader.ts';
import { hash256, parseDisplayHash } from '../../../src/primitives/hash256.ts';
import { SCRIPT_VERIFY } from '../../../src/script/flags.ts';
import { expectDefined } from '../../../src/util/invariant.ts';

const { P2SH, WITNESS, TAPROOT, DERSIG, CHECKLOCKTIMEVERIFY, CHECKSEQUENCEVERIFY, NULLDUMMY } = SCRIPT_VERIFY;
const ALWAYS = P2SH | WITNESS | TAPROOT;
const NEVER = { bip34: 1e9, bip65: 1e9, bip66: 1e9, csv: 1e9, segwit: 1e9 };
const MAIN = readShippedNetwork('main').consensus;
const hashOf = (hex: string) => expectDefined(parseDisplayHash(hex), 'a hash');

const flagsAt = (height: number, activationHeights = NEVER) =>
  getBlockScriptFlags({ height }, { activationHeights, scriptFlagExceptions: [] });

describe('getBlockScriptFlags', () => {
  it('has P2SH, witnesses and taproot from the first block on', () => {
    expect(flagsAt(0)).toBe(ALWAYS);
  });

  it.each([
    ['bip66', DERSIG],
    ['bip65', CHECKLOCKTIMEVERIFY],
    ['csv', CHECKSEQUENCEVERIFY],
    ['segwit', NULLDUMMY],
  ] as const)('has the rule of %s from its activation on', (fork, flag) => {
    const heights = { ...NEVER, [fork]: 10 };
    expect(flagsAt(9, heights)).toBe(ALWAYS);
    expect(flagsAt(10, heights)).toBe(ALWAYS | flag);
  });

  it('has nothing that only policy asks', () => {
    const all = flagsAt(0, { bip34: 0, bip65: 0, bip66: 0, csv: 0, segwit: 0 });
    expect(all & (SCRIPT_VERIFY.LOW_S | SCRIPT_VERIFY.STRICTENC | SCRIPT_VERIFY.CLEANSTACK)).toBe(0);
  });

  // The BIP16 exception is block 170,060, the taproot one block 692,261.
  it.each([
    [170_060, '00000000000002dc756eebf4f49723ed8d30cc28a5f108eb94b1ba88ac4f9c22', 0],
    [
      692_261,
      '0000000000000000000f14c35b2d841e986ab5441de8c585d5ffe55ea1e395ad',
      P2SH | WITNESS | DERSIG | CHECKLOCKTIMEVERIFY | CHECKSEQUENCEVERIFY | NULLDUMMY,
    ],
  ])('leaves rules out for block %i of main, an exception by its hash', (height, hash, flags) => {
    expect(getBlockScriptFlags({ height, hash: hashOf(hash) }, MAIN)).toBe(flags);
    const other = hash256(new Uint8Array());
    expect(getBlockScriptFlags({ height, hash: other }, MAIN)).toBe(flags | ALWAYS);
    expect(getBlockScriptFlags({ height }, MAIN)).toBe(flags | ALWAYS);
  });
});
