import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { WASM_FILE } from '../../../../src/kernel/wasm/loader.ts';
import { writeScanModule } from '../../../../src/kernel/wasm/scan-wat.ts';

describe('writeScanModule', () => {
  it('wrote the module that is in dist: the tests of the kernel test this source', async () => {
    const module = (await wabt()).parseWat('scan.wat', writeScanModule(), { simd: true });
    expect(Buffer.from(module.toBinary({}).buffer).equals(readFileSync(WASM_FILE))).toBe(true);
  });
});
