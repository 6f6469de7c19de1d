import { describe, expect, it } from 'vitest';
import { createNobleKernel } from '../../../src/kernel/noble.ts';
import { createInlineScan } from '../../../src/pool/inline-scan.ts';
import { requireWasmKernel } from '../../helpers/kernels.ts';
import { BLOCK_125552, GENESIS } from '../../helpers/mined-headers.ts';

describe.each([createNobleKernel(), requireWasmKernel()])('createInlineScan on $name', (kernel) => {
  const scan = createInlineScan(kernel);

  it.each([GENESIS, BLOCK_125552])('finds $name', ({ header, nonce, target }) => {
    const found = scan({ header, versions: [9, 1], target, firstNonce: nonce - 2, nonceCount: 9 });
    expect(found).toEqual({ nonce, versions: [1], tried: 3 });
  });
  it('tries the whole unit where there is no solution', () => {
    expect(scan({ ...GENESIS, versions: [1], target: 0n, firstNonce: 2 ** 32 - 9, nonceCount: 9 })).toEqual({
      nonce: undefined,
      versions: [],
      tried: 9,
    });
  });
});
