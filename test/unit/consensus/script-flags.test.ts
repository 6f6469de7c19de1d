import { describe, expect, it } from 'vitest';
import { getBlockScriptFlags } from '../../../src/consensus/script-flags.ts';
import { SCRIPT_VERIFY } from '../../../src/script/flags.ts';

const ALWAYS = SCRIPT_VERIFY.P2SH | SCRIPT_VERIFY.WITNESS | SCRIPT_VERIFY.TAPROOT;
const NEVER = { bip34: 1e9, bip65: 1e9, bip66: 1e9, csv: 1e9, segwit: 1e9, taproot: 1e9 };

describe('getBlockScriptFlags', () => {
  it('has P2SH, witnesses and taproot from the first block on', () => {
    expect(getBlockScriptFlags(0, NEVER)).toBe(ALWAYS);
  });

  it.each([
    ['bip66', SCRIPT_VERIFY.DERSIG],
    ['bip65', SCRIPT_VERIFY.CHECKLOCKTIMEVERIFY],
    ['csv', SCRIPT_VERIFY.CHECKSEQUENCEVERIFY],
    ['segwit', SCRIPT_VERIFY.NULLDUMMY],
  ] as const)('has the rule of %s from its activation on', (fork, flag) => {
    const heights = { ...NEVER, [fork]: 10 };
    expect(getBlockScriptFlags(9, heights)).toBe(ALWAYS);
    expect(getBlockScriptFlags(10, heights)).toBe(ALWAYS | flag);
  });

  it('has nothing that only policy asks', () => {
    const all = getBlockScriptFlags(0, { bip34: 0, bip65: 0, bip66: 0, csv: 0, segwit: 0, taproot: 0 });
    expect(all & (SCRIPT_VERIFY.LOW_S | SCRIPT_VERIFY.STRICTENC | SCRIPT_VERIFY.CLEANSTACK)).toBe(0);
  });
});
