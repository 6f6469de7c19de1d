import { availableParallelism } from 'node:os';
import type { ScriptVerifier } from '../chain/ports.ts';
import type { findScriptFailure } from '../consensus/check-scripts.ts';
import { createRememberingScripts, createScriptExecutionCache } from '../consensus/script-execution-cache.ts';
import { createCachingVerifier } from '../crypto/signature-cache.ts';
import type { CheckScriptsAhead } from '../mempool/ports.ts';
import { createScriptPool } from '../pool/script-pool.ts';
import { createScriptVerifier } from '../pool/script-verifier.ts';
import { createScriptsAhead } from '../pool/scripts-ahead.ts';
import type { Log } from '../util/log.ts';
import type { Cleanup } from './cleanup.ts';

/** Who checks scripts, for the chain and for the mempool; what the one has checked the other need not. */
export interface ScriptParts {
  readonly blockScripts: ScriptVerifier;
  readonly findScriptFailure: typeof findScriptFailure;
  /** Runs scripts on every core; what holds findScriptFailure knows from then on. */
  readonly checkScriptsAhead: CheckScriptsAhead;
}

interface ScriptsRequest {
  /** -par */
  readonly par: number;
  readonly log: Log;
  readonly cleanup: Cleanup;
}

/** Threads that check scripts, the main thread among them. @source Bitcoin Core src/validation.h MAX_SCRIPTCHECK_THREADS */
const MAX_CHECKING_THREADS = 16;

/** The script pool, whose threads start when they are needed, and what remembers its results. */
export function buildScripts({ par, log, cleanup }: ScriptsRequest): ScriptParts {
  const pool = createScriptPool({ threads: checkingThreads(par, availableParallelism()) - 1, log });
  cleanup.push(pool.close);
  const executed = createScriptExecutionCache();
  return {
    blockScripts: createScriptVerifier(pool, executed),
    findScriptFailure: createRememberingScripts(executed, createCachingVerifier()),
    checkScriptsAhead: createScriptsAhead(pool, executed),
  };
}

/**
 * How many threads check scripts, the main thread among them.
 * @param par - so many; 0: one for each core; below 0: leave so many cores free
 * @source Bitcoin Core src/node/chainstatemanager_args.cpp ApplyArgsManOptions
 */
export function checkingThreads(par: number, cores: number): number {
  const wanted = par > 0 ? par : cores + par;
  return Math.min(Math.max(wanted, 1), MAX_CHECKING_THREADS);
}
