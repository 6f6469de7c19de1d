import { workerData } from 'node:worker_threads';
import {
  type HashTask,
  type HashTaskResult,
  type HashThreadData,
  openThreadLine,
} from '../../src/pool/hash-protocol.ts';
import { searchUnit as searchRightly } from '../../workers/hash-worker.ts';

/**
 * An engine that is wrong in the way that the variable WRONG_ENGINE of its environment says: the entry of a hash thread
 * for tests. Between its first answer and the last it is the real one.
 */

const mistake = process.env['WRONG_ENGINE'];
const data = workerData as HashThreadData;
let answers = 0;

export async function searchUnit(task: HashTask): Promise<HashTaskResult> {
  const result = await searchRightly(task);
  if (result.nonce === undefined || answers++ !== 10) return result;
  switch (mistake) {
    case 'misses one': {
      // It goes on behind the solution as if it had been none.
      const rest = await searchUnit({
        ...task,
        firstNonce: result.nonce + 1,
        nonceCount: task.nonceCount - result.tried,
      });
      return { ...rest, tried: result.tried + rest.tried };
    }
    case 'invents one':
      return { ...result, nonce: result.nonce - 1 };
    case 'counts one twice':
      openThreadLine(data.shared, data.thread).addHashes(1);
      return result;
    case 'dies':
      throw new Error('thrown on purpose');
    case 'finds one twice':
      return { ...result, versions: [...result.versions, ...result.versions] };
    default:
      throw new Error(`an engine can't be wrong in that way: ${mistake}`);
  }
}
