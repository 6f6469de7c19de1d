/**
 * A hash thread that fails: at its first task where the file that NONCED_TEST_FAILURE_FILE names is there, in the way that the
 * file says; the file is gone then, so that the thread's successor works.
 */

import { readFileSync, rmSync } from 'node:fs';
import type { HashTask, HashTaskResult } from '../../src/pool/hash-protocol.ts';
import { searchUnit as reallySearchUnit } from '../../workers/hash-worker.ts';

export function searchUnit(task: HashTask): Promise<HashTaskResult> {
  const failure = takeFailure();
  if (failure === 'exit') process.exit(3);
  if (failure === 'throw') throw new Error('thrown on purpose');
  return reallySearchUnit(task);
}

function takeFailure(): string | undefined {
  const file = process.env['NONCED_TEST_FAILURE_FILE'];
  if (file === undefined) return undefined;
  try {
    const failure = readFileSync(file, 'utf8');
    rmSync(file);
    return failure;
  } catch {
    return undefined;
  }
}
