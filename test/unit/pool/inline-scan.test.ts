import { describe, expect, it } from 'vitest';
import { createNobleKernel } from '../../../src/kernel/noble.ts';
import { createInlineScan } from '../../../src/pool/inline-scan.ts';
import { BLOCK_125552, GENESIS } from '../../helpers/mined-headers.ts';
import { requireWasmKernel } from '../../helpers/wasm-kernel.ts';

describe.each([createNobleKernel(), requireWasmKernel()])('createInlineScan on $name', (kernel) => {
  const scan = createInlineScan(kernel);

  it.each([GENESIS, BLOCK_125552])('finds $name', ({ header, nonce, target }) => {
    expect(scan({ header, target, firstNonce: nonce - 2, nonceCount: 9 })).toEqual({ nonce, tried: 3 });
  });
  it('tries the whole unit where there is no solution', () => {
    expect(scan({ ...GENESIS, target: 0n, firstNonce: 2 ** 32 - 9, nonceCount: 9 })).toEqual({
      nonce: undefined,
      tried: 9,
    });
  });
});
