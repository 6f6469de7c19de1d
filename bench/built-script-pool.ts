import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createScriptPool, type ScriptPool } from '../src/pool/script-pool.ts';
import { SILENT_LOG } from '../src/util/log.ts';

/** The thread entry as it is shipped. */
const BUILT_WORKER = new URL('../dist/workers/script-worker.js', import.meta.url);

/**
 * A script pool for benches; what its threads complain of goes to stderr. @throws where nothing was built
 * @param threads - the calling one among them
 */
export function createBuiltScriptPool(threads: number): ScriptPool {
  assert(existsSync(BUILT_WORKER), 'the built script worker is missing: run "npm run build" first');
  const log = { ...SILENT_LOG, warn: console.error };
  return createScriptPool({ threads: threads - 1, log, worker: BUILT_WORKER });
}
