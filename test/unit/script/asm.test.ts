import { describe, expect, it } from 'vitest';
import { scriptToAsm } from '../../../src/script/asm.ts';
import { pushData } from '../../../src/script/push.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { hex, parseScript } from '../../helpers/script.ts';

const DER =
  '304502207fa7a6d1e0ee81132a269ad84e68d695483745cde8b541e3bf630749894e342a022100c1f7ab20e13e22fb95281a870f3dcf38d782e53023ee313d741ad0cfbc0c5090';
const KEY = '03b0da749730dc9b4b1f4a14d6902877a92541f5368778853d9c4a0cb7802dcfb2';

describe('scriptToAsm', () => {
  it.each([
    ['', ''],
    ['0 1 16 -1', '0 1 16 -1'],
    ['DUP HASH160 0xb1 0xb2', 'OP_DUP OP_HASH160 OP_CHECKLOCKTIMEVERIFY OP_CHECKSEQUENCEVERIFY'],
    ['0x01 0x11', '17'],
    ['0x02 0xeeee', '-28398'],
    ['0x04 0xffffff7f', '2147483647'],
    ['0x04 0xffffffff', '-2147483647'],
    ['0x05 0xffffffff00', 'ffffffff00'],
    ['0x4c01 0x07', '7'],
    ['0x01 0x80', '0'],
    ['0xba 0xbb 0xff', 'OP_CHECKSIGADD OP_UNKNOWN OP_INVALIDOPCODE'],
    ['DUP 0x05 0x0102', 'OP_DUP [error]'],
    ['0x4c', '[error]'],
  ])('shows "%s" as "%s"', (script, asm) => {
    expect(scriptToAsm(parseScript(script))).toBe(asm);
  });

  // The cases of Core's src/test/script_tests.cpp script_GetScriptAsm.
  it.each([
    ['01', '[ALL]'],
    ['02', '[NONE]'],
    ['03', '[SINGLE]'],
    ['81', '[ALL|ANYONECANPAY]'],
    ['82', '[NONE|ANYONECANPAY]'],
    ['83', '[SINGLE|ANYONECANPAY]'],
    ['00', '00'],
    ['80', '80'],
    ['04', '04'],
    ['84', '84'],
  ])('shows the hash type %s of a signature as %s where asked to', (hashType, shown) => {
    const script = concatBytes(pushData(hex(DER + hashType)), pushData(hex(KEY)));
    expect(scriptToAsm(script, { decodeSighash: true })).toBe(`${DER}${shown} ${KEY}`);
    expect(scriptToAsm(script)).toBe(`${DER}${hashType} ${KEY}`);
  });

  it('takes data behind OP_RETURN for no signature', () => {
    const script = concatBytes(hex('6a'), pushData(hex(`${DER}01`)));
    expect(scriptToAsm(script, { decodeSighash: true })).toBe(`OP_RETURN ${DER}01`);
  });
});
