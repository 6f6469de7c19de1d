import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadWasmKernel } from '../../../../src/kernel/wasm/loader.ts';

describe('loadWasmKernel', () => {
  it('wasm-file-missing', () => {
    const loaded = loadWasmKernel(pathToFileURL(join(tmpdir(), 'no-such-folder', 'scan.wasm')));
    expect(loaded).toMatchObject({
      ok: false,
      code: 'wasm-file-missing',
      debug: expect.stringContaining('npm run build'),
    });
  });
  it('wasm-simd-unsupported, where the engine refuses the module', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nonced-wasm-'));
    try {
      const file = join(folder, 'scan.wasm');
      writeFileSync(file, Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 255));
      expect(loadWasmKernel(pathToFileURL(file))).toMatchObject({ ok: false, code: 'wasm-simd-unsupported' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
