import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { KERNEL_NAMES } from '../../../src/kernel/kernel.ts';
import { loadNativeKernel } from '../../../src/kernel/native/loader.ts';
import { loadKernel, selectKernel } from '../../../src/kernel/select.ts';
import { loadWasmKernel } from '../../../src/kernel/wasm/loader.ts';
import { reject } from '../../../src/util/verdict.ts';

const NOWHERE = pathToFileURL(join(tmpdir(), 'no-such-folder', 'scan.wasm'));

describe('loadKernel', () => {
  it.each(KERNEL_NAMES)('%s passes its own test, or says why it does not run here', (name) => {
    const loaded = loadKernel(name);
    if (loaded.ok) expect(loaded.value.name).toBe(name);
    else expect(['native-binary-unusable', 'kernel-not-built', 'kernel-unsupported']).toContain(loaded.code);
  });
  it.each(['wasm-simd', 'noble'] as const)('%s runs everywhere', (name) => {
    expect(loadKernel(name)).toMatchObject({ ok: true });
  });
});

describe('selectKernel', () => {
  it('takes the WebAssembly kernel where no native one runs, and says why', () => {
    const { kernel, reason } = selectKernel((name) =>
      name === 'wasm-simd' || name === 'noble' ? loadKernel(name) : loadNativeKernel('scalar', NOWHERE),
    );
    expect(kernel.name).toBe('wasm-simd');
    expect(reason).toContain('"npm run build:native" makes it');
  });
  it('falls back to noble where the file is missing, too, and says what to do', () => {
    const { kernel, reason } = selectKernel((name) =>
      name === 'noble' ? loadKernel(name) : loadWasmKernel(NOWHERE),
    );
    expect(kernel.name).toBe('noble');
    expect(reason).toContain('"npm run build"');
  });
  it('names every reason where no kernel runs', () => {
    expect(() => selectKernel((name) => reject('no', name))).toThrow(
      'wasm-simd: no, wasm-simd; scalar: no, scalar; noble: no, noble',
    );
  });
});
