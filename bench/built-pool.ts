import { existsSync } from 'node:fs';
import type { KernelName } from '../src/kernel/kernel.ts';
import { createHashPool, type TracedHashPool } from '../src/pool/hash-pool.ts';

/** The thread entry as it is shipped, from `npm run build`: run from TypeScript, the noble kernel is far slower. */
const BUILT_WORKER = new URL('../dist/workers/hash-worker.js', import.meta.url);

/** The worker that is shipped. @throws where nothing was built */
export function builtWorker(): URL {
  if (!existsSync(BUILT_WORKER))
    throw new Error('the built hash worker is missing: run "npm run build" first');
  return BUILT_WORKER;
}

/** A hash pool for benches; what its threads complain of goes to stderr. @throws where nothing was built */
export function createBuiltPool(kernel: KernelName, threads: number): TracedHashPool {
  const log = { info() {}, warn: console.error, error: console.error, debug() {} };
  return createHashPool({ kernel, threads, log, worker: builtWorker() });
}
