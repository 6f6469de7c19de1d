import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HYBRID_STEP_FILE, writeHybridStep } from '../../../native/generate/hybrid-step.ts';
import { createVectorCode } from '../../../native/generate/vector-code.ts';

describe('writeHybridStep', () => {
  it('makes the file that is compiled, to the letter', () => {
    // "npm run generate:hybrid" writes it anew.
    expect(readFileSync(HYBRID_STEP_FILE, 'utf8')).toBe(writeHybridStep());
  });
});

describe('createVectorCode', () => {
  it('folds operations on constants', () => {
    const code = createVectorCode();
    expect(code.add(0xffffffff, 2)).toBe(1);
    expect(code.xor(6, 3)).toBe(5);
    expect(code.rotateRight(1, 1)).toBe(0x80000000);
    expect(code.finish()).toEqual({ lines: [], constants: [] });
  });
  it('gives a register free with the last operation that reads it', () => {
    const code = createVectorCode();
    code.store('r8', code.add(code.load('r9'), code.load('r10')));
    expect(code.finish().lines).toEqual([
      'vmovdqu32 ymm13, ymmword ptr [r9]',
      'vmovdqu32 ymm14, ymmword ptr [r10]',
      'vpaddd ymm15, ymm13, ymm14',
      'vmovdqu32 ymmword ptr [r8], ymm15',
    ]);
  });
  it('refuses code that needs more registers than there are', () => {
    const code = createVectorCode();
    const values = Array.from({ length: 20 }, (_, i) => code.load(`r8 + ${32 * i}`));
    for (const value of values) code.store('r9', value);
    expect(() => code.finish()).toThrow('no register is left');
  });
});
