import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { KERNEL_NAMES } from '../../../src/kernel/kernel.ts';
import { loadKernel, selectKernel } from '../../../src/kernel/select.ts';
import { loadWasmKernel } from '../../../src/kernel/wasm/loader.ts';
import { reject } from '../../../src/util/verdict.ts';

describe('loadKernel', () => {
  it.each(KERNEL_NAMES)('%s passes its own test', (name) => {
    expect(loadKernel(name)).toMatchObject({ ok: true, value: { name } });
  });
});

describe('selectKernel', () => {
  it('takes the WebAssembly kernel where it runs', () => {
    const { kernel, reason } = selectKernel();
    expect(kernel.name).toBe('wasm-simd');
    expect(reason).toBe('wasm-simd is the fastest kernel there is');
  });
  it('falls back to noble where the file is missing, and says what to do', () => {
    const missing = pathToFileURL(join(tmpdir(), 'no-such-folder', 'scan.wasm'));
    const { kernel, reason } = selectKernel((name) =>
      name === 'wasm-simd' ? loadWasmKernel(missing) : loadKernel(name),
    );
    expect(kernel.name).toBe('noble');
    expect(reason).toContain('fell back to noble');
    expect(reason).toContain('"npm run build"');
  });
  it('names every reason where no kernel runs', () => {
    expect(() => selectKernel((name) => reject('no', name))).toThrow(
      'wasm-simd: no, wasm-simd; noble: no, noble',
    );
  });
});
