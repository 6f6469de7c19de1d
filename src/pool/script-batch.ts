import { findInputFailure } from '../consensus/check-scripts.ts';
import type { ScriptFlags } from '../script/flags.ts';
import type { ScriptBoard } from './script-board.ts';
import type { CheckedInput } from './script-records.ts';

/** What a script thread is asked: to do what it finds on the board until that is empty. */
export interface ScriptTask {
  readonly board: SharedArrayBuffer;
  /** The records that the board's batches are in. */
  readonly records: SharedArrayBuffer;
  readonly flags: ScriptFlags;
}

/** Name of the worker's export that does a ScriptTask. */
export const SCRIPT_TASK_NAME = 'checkScripts';

/** A batch that was taken from the board. */
export interface TakenBatch {
  readonly board: ScriptBoard;
  readonly batch: number;
  readonly inputs: Iterable<CheckedInput>;
  readonly flags: ScriptFlags;
}

/** Runs the scripts of a batch up to its first failure, or until one before is known; the board has the answer. */
export function checkBatch({ board, batch, inputs, flags }: TakenBatch): void {
  let input = batch * board.batchInputs;
  for (const { sighashes, inputIndex } of inputs) {
    if (board.isMoot(input)) break;
    if (findInputFailure(sighashes, inputIndex, { flags }) !== undefined) {
      board.fail(input);
      break;
    }
    input++;
  }
  board.finish(batch);
}
