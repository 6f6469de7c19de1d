/**
 * A script thread that fails: at its first task where the file that NONCED_TEST_FAILURE_FILE names is there, with a
 * batch in its hands and in the way that the file says; the file is gone then, so that the thread's successor works
 * and leaves a file of its own to tell so.
 */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ScriptTask } from '../../src/pool/script-batch.ts';
import { openScriptBoard } from '../../src/pool/script-board.ts';
import { checkScripts as reallyCheckScripts } from '../../workers/script-worker.ts';

export function checkScripts(task: ScriptTask): number {
  const file = process.env['NONCED_TEST_FAILURE_FILE'] ?? '';
  const failure = takeFailure(file);
  if (failure === undefined) writeFileSync(`${file}.worked`, '');
  else openScriptBoard(task.board).waitAndTake();
  if (failure === 'exit') process.exit(3);
  if (failure === 'throw') throw new Error('thrown on purpose');
  return reallyCheckScripts(task);
}

function takeFailure(file: string): string | undefined {
  try {
    const failure = readFileSync(file, 'utf8');
    rmSync(file);
    return failure;
  } catch {
    return undefined;
  }
}
