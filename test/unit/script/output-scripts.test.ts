import { describe, expect, it } from 'vitest';
import { payToPubkeyHash, payToScriptHash, payToWitnessProgram } from '../../../src/script/output-scripts.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { hex, parseScript } from '../../helpers/script.ts';

const HASH = '11'.repeat(20);

describe('output scripts', () => {
  it.each([
    [payToPubkeyHash(hex(HASH)), `DUP HASH160 0x14 0x${HASH} EQUALVERIFY CHECKSIG`],
    [payToScriptHash(hex(HASH)), `HASH160 0x14 0x${HASH} EQUAL`],
    [payToWitnessProgram(0, hex(HASH)), `0 0x14 0x${HASH}`],
    [payToWitnessProgram(16, hex('aabb')), '16 0x02 0xaabb'],
  ])('%#: %s', (script, expected) => {
    expect(toHex(script)).toBe(toHex(parseScript(expected)));
  });
});
