import { BEST_VERSIONS, KERNEL_NAMES, type Kernel, type NonceScan } from '../../src/kernel/kernel.ts';
import { loadKernel } from '../../src/kernel/select.ts';
import { describeRejection } from '../../src/util/verdict.ts';

/** Every kernel that this machine can run. */
export const RUNNING_KERNELS: readonly Kernel[] = KERNEL_NAMES.flatMap((name) => {
  const loaded = loadKernel(name);
  return loaded.ok ? [loaded.value] : [];
});

/** The WebAssembly kernel; a test that needs it fails where it wasn't built. */
export function requireWasmKernel(): Kernel {
  const loaded = loadKernel('wasm-simd');
  if (!loaded.ok) throw new Error(describeRejection(loaded));
  return loaded.value;
}

/** A header that was found, by what a search varies. */
export type Solution = readonly [nonce: number, version: number];

/** Every solution of a range, with the nonces tried, by scanning on after each. */
export function scanAll(
  scan: NonceScan,
  { first, count }: { readonly first: number; readonly count: number },
): { readonly solutions: readonly Solution[]; readonly tried: number } {
  const solutions: Solution[] = [];
  let tried = 0;
  while (tried < count) {
    const result = scan(first + tried, count - tried);
    tried += result.tried;
    const { nonce } = result;
    if (nonce !== undefined) solutions.push(...result.versions.map((version): Solution => [nonce, version]));
  }
  return { solutions, tried };
}

/** Numbers of versions that reach every path of a kernel: one, few, a batch and its neighbours, all. */
export const VERSION_COUNTS: readonly number[] = [
  ...new Set([1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 63, 64, ...Object.values(BEST_VERSIONS)]),
];
