import type { Kernel } from '../../src/kernel/kernel.ts';
import { loadKernel } from '../../src/kernel/select.ts';
import { describeRejection } from '../../src/util/verdict.ts';

/** The WebAssembly kernel; a test that needs it fails where it wasn't built. */
export function requireWasmKernel(): Kernel {
  const loaded = loadKernel('wasm-simd');
  if (!loaded.ok) throw new Error(describeRejection(loaded));
  return loaded.value;
}
