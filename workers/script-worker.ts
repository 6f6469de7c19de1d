/**
 * The entry of a script thread. The pool sends it one task for each run of checks; between tasks piscina lets it sleep.
 * It runs at the priority of the main thread, which waits for it: a miner's threads are below both.
 */

import { checkBatch, type ScriptTask } from '../src/pool/script-batch.ts';
import { openScriptBoard } from '../src/pool/script-board.ts';
import { createRecordReader } from '../src/pool/script-records.ts';
import { tellLoaded } from '../src/pool/thread-start.ts';

/** Does batches from the board as long as there are any. @returns how many it did */
export function checkScripts({ board: buffer, records, flags }: ScriptTask): number {
  const board = openScriptBoard(buffer);
  const inputsOf = createRecordReader(records);
  let done = 0;
  for (let batch = board.waitAndTake(); batch !== undefined; batch = board.waitAndTake()) {
    checkBatch({ board, batch, inputs: inputsOf(board.place(batch)), flags });
    done++;
  }
  return done;
}

tellLoaded();
