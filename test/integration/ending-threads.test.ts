import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

/** A process outlives its threads that are ended, however far these are with their start. */

const PACKAGE = join(import.meta.dirname, '../..');
const TIMEOUT_MS = 120_000;

/** Ends threads of one kind, four at a time so that each takes longer to start, later and later in their lives. */
const scriptFor = (worker: string, data: string): string => `
  import { setTimeout as sleep } from 'node:timers/promises';
  import { createSharedHashState } from './dist/src/pool/hash-protocol.js';
  import { createWorkerThread, workerEntry } from './dist/src/pool/worker-thread.js';
  const log = { info() {}, warn() {}, error() {}, debug() {} };
  const start = () => {
    const thread = createWorkerThread({
      name: 'a thread',
      worker: workerEntry(${JSON.stringify(worker)}),
      taskName: 'no task of it',
      data: ${data},
      maxTasks: 1,
      log,
    });
    thread.run({}).catch(() => {});
    return thread;
  };
  for (let delay = 0; delay < 160; delay += 2) {
    const threads = [start(), start(), start(), start()];
    await sleep(delay);
    await Promise.all(threads.map((thread) => thread.close()));
  }
  console.log('still here');`;

describe.each([
  ['script-worker', '{}'],
  ['index-worker', '{}'],
  ['hash-worker', '{ thread: 0, shared: createSharedHashState(1).buffer }'],
])('a thread of %s', (worker, data) => {
  it('is ended at any time of its start', { timeout: TIMEOUT_MS }, async () => {
    const run = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', scriptFor(worker, data)],
      { cwd: PACKAGE },
    );
    expect(run).toEqual({ stdout: 'still here\n', stderr: '' });
  });
});
