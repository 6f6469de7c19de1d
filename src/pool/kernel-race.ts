import type { RaceResult } from '../kernel/race.ts';
import type { Log } from '../util/log.ts';
import {
  createSharedHashState,
  type HashThreadData,
  RACE_TASK_NAME,
  type RaceTask,
} from './hash-protocol.ts';
import { createWorkerThread, workerEntry } from './worker-thread.ts';

/** Milliseconds for each kernel: some tens of its slices. */
const MS_PER_KERNEL = 60;

/** What a race needs of its surroundings. */
export interface RaceOptions {
  /** Versions that a scan may try at most: 1 where they are not rolled. */
  readonly maxVersions: number;
  readonly log: Log;
  /** Another thread entry than workers/hash-worker. */
  readonly worker?: URL;
}

/** Lets the kernels that run here race on a thread of their own, so that the main thread goes on with its work. */
export async function raceOnThread({
  maxVersions,
  log,
  worker,
}: RaceOptions): Promise<readonly RaceResult[]> {
  // At normal priority: who mines at the lowest would measure what the others leave.
  const data: HashThreadData = {
    shared: createSharedHashState(1).buffer,
    thread: 0,
    kernel: undefined,
    priority: 0,
  };
  const thread = createWorkerThread<RaceTask, readonly RaceResult[]>({
    name: 'the race of the hash kernels',
    worker: worker ?? workerEntry('hash-worker'),
    taskName: RACE_TASK_NAME,
    data,
    maxTasks: 1,
    log,
  });
  try {
    return await thread.run({ maxVersions, msPerKernel: MS_PER_KERNEL });
  } finally {
    await thread.close();
  }
}
