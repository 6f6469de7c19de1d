import { describe, expect, it } from 'vitest';
import { countWitnessSigOps, getP2shSigOpCount, getSigOpCount } from '../../../src/script/sigops.ts';
import { hex, parseScript } from '../../helpers/script.ts';

const KEY = `0x21 0x02${'33'.repeat(32)}`;
const P2SH = hex(`a914${'11'.repeat(20)}87`);
const MULTISIG = parseScript(`1 ${KEY} ${KEY} 2 CHECKMULTISIG`);
const MULTISIG_HEX = Buffer.from(MULTISIG).toString('hex');

describe('getSigOpCount', () => {
  it.each([
    ['', 0, 0],
    ['CHECKSIG', 1, 1],
    ['CHECKSIGVERIFY CHECKSIG', 2, 2],
    ['CHECKSIGADD', 0, 0],
    ['CHECKMULTISIG', 20, 20],
    ['0 CHECKMULTISIG', 20, 20],
    ['1 CHECKMULTISIGVERIFY', 20, 1],
    ['16 CHECKMULTISIG', 20, 16],
    ['0x0111 CHECKMULTISIG', 20, 20],
    ['IF CHECKSIG ENDIF', 1, 1],
    ['0x01ac', 0, 0],
    ['CHECKSIG 0x02 CHECKSIG', 1, 1],
  ])('of "%s" is %d, accurately %d', (script, plain, accurate) => {
    expect(getSigOpCount(parseScript(script), false)).toBe(plain);
    expect(getSigOpCount(parseScript(script), true)).toBe(accurate);
  });
});

describe('getP2shSigOpCount', () => {
  it('counts in the redeem script, accurately', () => {
    const scriptSig = parseScript(`0 0x${(MULTISIG.length).toString(16)} 0x${MULTISIG_HEX}`);
    expect(getP2shSigOpCount(P2SH, scriptSig)).toBe(2);
  });

  it('is 0 where the output is not P2SH or the input does more than push', () => {
    const scriptSig = parseScript('0x02 0xacac');
    expect(getP2shSigOpCount(P2SH, scriptSig)).toBe(2);
    expect(getP2shSigOpCount(MULTISIG, scriptSig)).toBe(0);
    expect(getP2shSigOpCount(P2SH, parseScript('0x02 0xacac NOP'))).toBe(0);
    expect(getP2shSigOpCount(P2SH, parseScript('0x02 0xacac 0x05'))).toBe(0);
    expect(getP2shSigOpCount(P2SH, parseScript('0x02 0xacac 1'))).toBe(0);
    expect(getP2shSigOpCount(P2SH, hex(''))).toBe(0);
  });
});

describe('countWitnessSigOps', () => {
  const none = hex('');
  const keyHash = hex(`0014${'11'.repeat(20)}`);
  const scriptHash = hex(`0020${'22'.repeat(32)}`);

  it('is 1 for P2WPKH', () => {
    expect(countWitnessSigOps({ scriptSig: none, scriptPubKey: keyHash, witness: [] })).toBe(1);
  });

  it('counts the witness script for P2WSH, accurately', () => {
    const spend = { scriptSig: none, scriptPubKey: scriptHash };
    expect(countWitnessSigOps({ ...spend, witness: [none, MULTISIG] })).toBe(2);
    expect(countWitnessSigOps({ ...spend, witness: [MULTISIG, none] })).toBe(0);
    expect(countWitnessSigOps({ ...spend, witness: [] })).toBe(0);
  });

  it('looks behind P2SH where the input only pushes', () => {
    const nested = parseScript(`0x16 0x0014${'11'.repeat(20)}`);
    expect(countWitnessSigOps({ scriptSig: nested, scriptPubKey: P2SH, witness: [] })).toBe(1);
    const withNop = parseScript(`NOP 0x16 0x0014${'11'.repeat(20)}`);
    expect(countWitnessSigOps({ scriptSig: withNop, scriptPubKey: P2SH, witness: [] })).toBe(0);
  });

  it('is 0 for later versions and other programs', () => {
    const taproot = hex(`5120${'22'.repeat(32)}`);
    expect(countWitnessSigOps({ scriptSig: none, scriptPubKey: taproot, witness: [MULTISIG] })).toBe(0);
    expect(countWitnessSigOps({ scriptSig: none, scriptPubKey: MULTISIG, witness: [MULTISIG] })).toBe(0);
    const odd = hex(`0010${'22'.repeat(16)}`);
    expect(countWitnessSigOps({ scriptSig: none, scriptPubKey: odd, witness: [MULTISIG] })).toBe(0);
  });
});
