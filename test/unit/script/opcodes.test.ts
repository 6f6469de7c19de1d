import { describe, expect, it } from 'vitest';
import { isSmallPositiveInt, Opcode, opcodeName, smallIntOf } from '../../../src/script/opcodes.ts';

describe('Opcode', () => {
  it('gives every name a byte of its own', () => {
    const bytes = Object.values(Opcode);
    expect(new Set(bytes).size).toBe(bytes.length);
  });

  it('has no gap from OP_PUSHDATA1 to OP_CHECKSIGADD', () => {
    const bytes = new Set<number>(Object.values(Opcode));
    for (let byte = 0x4c; byte <= 0xba; byte++) expect(bytes.has(byte)).toBe(true);
  });
});

describe('opcodeName', () => {
  it.each([
    [0x00, '0'],
    [0x4c, 'OP_PUSHDATA1'],
    [0x4f, '-1'],
    [0x50, 'OP_RESERVED'],
    [0x51, '1'],
    [0x60, '16'],
    [0x61, 'OP_NOP'],
    [0x6d, 'OP_2DROP'],
    [0x8b, 'OP_1ADD'],
    [0x92, 'OP_0NOTEQUAL'],
    [0xb0, 'OP_NOP1'],
    [0xb1, 'OP_CHECKLOCKTIMEVERIFY'],
    [0xb2, 'OP_CHECKSEQUENCEVERIFY'],
    [0xb9, 'OP_NOP10'],
    [0xba, 'OP_CHECKSIGADD'],
    [0xbb, 'OP_UNKNOWN'],
    [0x01, 'OP_UNKNOWN'],
    [0xff, 'OP_INVALIDOPCODE'],
  ])('calls 0x%s %s', (opcode, name) => {
    expect(opcodeName(opcode)).toBe(name);
  });
});

describe('smallIntOf', () => {
  it('is 0 for OP_0 and 1 to 16 for OP_1 to OP_16', () => {
    expect([Opcode.OP_0, Opcode.OP_1, Opcode.OP_16].map(smallIntOf)).toEqual([0, 1, 16]);
  });
});

describe('isSmallPositiveInt', () => {
  it('begins at OP_1 and ends at OP_16', () => {
    const { OP_RESERVED, OP_1, OP_16, OP_NOP } = Opcode;
    expect([OP_RESERVED, OP_1, OP_16, OP_NOP].map(isSmallPositiveInt)).toEqual([false, true, true, false]);
  });
});
