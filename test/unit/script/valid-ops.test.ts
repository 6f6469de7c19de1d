import { describe, expect, it } from 'vitest';
import { Opcode } from '../../../src/script/opcodes.ts';
import { pushData } from '../../../src/script/push.ts';
import { hasValidOps, isOpSuccess, someOpcode } from '../../../src/script/valid-ops.ts';
import { parseScript } from '../../helpers/script.ts';

describe('hasValidOps', () => {
  it('takes opcodes up to OP_NOP10, no more', () => {
    expect(hasValidOps(Uint8Array.of(Opcode.OP_NOP10))).toBe(true);
    expect(hasValidOps(Uint8Array.of(Opcode.OP_CHECKSIGADD))).toBe(false);
    expect(hasValidOps(Uint8Array.of(0xff))).toBe(false);
    expect(hasValidOps(new Uint8Array(0))).toBe(true);
  });

  it('takes pushes of 520 bytes, no more, and none that run past the end', () => {
    expect(hasValidOps(pushData(new Uint8Array(520)))).toBe(true);
    expect(hasValidOps(pushData(new Uint8Array(521)))).toBe(false);
    expect(hasValidOps(parseScript('0x02 0x01'))).toBe(false);
  });

  it('looks behind the first instruction', () => {
    expect(hasValidOps(parseScript('DUP 0x01 0xff HASH160'))).toBe(true);
    expect(hasValidOps(parseScript('DUP 0xff'))).toBe(false);
  });
});

describe('isOpSuccess', () => {
  it("holds for BIP342's 87 opcodes", () => {
    const opcodes = Array.from({ length: 256 }, (_, opcode) => opcode).filter(isOpSuccess);
    expect(opcodes).toHaveLength(87);
    expect(opcodes).toEqual([
      80,
      98,
      126,
      127,
      128,
      129,
      131,
      132,
      133,
      134,
      137,
      138,
      141,
      142,
      149,
      150,
      151,
      152,
      153,
      ...Array.from({ length: 68 }, (_, i) => 187 + i),
    ]);
  });
});

describe('someOpcode', () => {
  it('asks about instructions, not about pushed bytes', () => {
    const isDup = (opcode: number) => opcode === Opcode.OP_DUP;
    expect(someOpcode(parseScript('1 DUP'), isDup)).toBe(true);
    expect(someOpcode(parseScript('0x01 0x76'), isDup)).toBe(false);
    expect(someOpcode(parseScript('0x02 0x76'), isDup)).toBe(false);
  });
});
