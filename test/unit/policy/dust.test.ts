import { describe, expect, it } from 'vitest';
import { getDustThreshold, isDust } from '../../../src/policy/dust.ts';
import { payToPubkeyHash, payToScriptHash, payToWitnessProgram } from '../../../src/script/output-scripts.ts';

const DUST_RELAY_FEE_RATE = 3000;

/** What Bitcoin Core's comments and wallets give for its default rate. */
const KNOWN: readonly (readonly [kind: string, script: Uint8Array, threshold: number])[] = [
  ['P2PKH', payToPubkeyHash(new Uint8Array(20)), 546],
  ['P2SH', payToScriptHash(new Uint8Array(20)), 540],
  ['P2WPKH', payToWitnessProgram(0, new Uint8Array(20)), 294],
  ['P2WSH', payToWitnessProgram(0, new Uint8Array(32)), 330],
  ['P2TR', payToWitnessProgram(1, new Uint8Array(32)), 330],
];

describe('getDustThreshold', () => {
  it.each(KNOWN)('%s', (_, scriptPubKey, threshold) => {
    expect(getDustThreshold({ value: 0, scriptPubKey }, DUST_RELAY_FEE_RATE)).toBe(threshold);
    expect(isDust({ value: threshold - 1, scriptPubKey }, DUST_RELAY_FEE_RATE)).toBe(true);
    expect(isDust({ value: threshold, scriptPubKey }, DUST_RELAY_FEE_RATE)).toBe(false);
  });

  it('is 0 for what nobody can spend, and at rate 0', () => {
    expect(getDustThreshold({ value: 0, scriptPubKey: Uint8Array.of(0x6a) }, DUST_RELAY_FEE_RATE)).toBe(0);
    expect(getDustThreshold({ value: 0, scriptPubKey: Uint8Array.of(0x51) }, 0)).toBe(0);
  });
});
