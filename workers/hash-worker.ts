/**
 * The entry of a hash thread. The pool sends it one unit at a time; between units piscina lets it sleep.
 */

import { setPriority } from 'node:os';
import { workerData } from 'node:worker_threads';
import { createPacedScan } from '../src/kernel/paced-scan.ts';
import { loadKernel } from '../src/kernel/select.ts';
import {
  type HashTask,
  type HashTaskResult,
  type HashThreadData,
  openThreadLine,
} from '../src/pool/hash-protocol.ts';
import { describeRejection } from '../src/util/verdict.ts';

const data = workerData as HashThreadData;
const loaded = loadKernel(data.kernel);
if (!loaded.ok) throw new Error(`hash kernel ${describeRejection(loaded)}`);
const kernel = loaded.value;
const line = openThreadLine(data.shared, data.thread);
const pacedScan = createPacedScan({
  lanes: kernel.lanes,
  nowMs: () => performance.now(),
  onTried: line.addHashes,
});

// On Linux alone this lowers one thread; elsewhere the whole process, RPC with it.
if (process.platform === 'linux') setPriority(data.priority);

/** Searches one unit: up to its first solution, its end, or until it is stale. */
export function searchUnit({ epoch, header, target, firstNonce, nonceCount }: HashTask): HashTaskResult {
  line.begin(epoch, process.hrtime.bigint());
  return pacedScan(kernel.prepare(header, target), { firstNonce, nonceCount }, () => line.isStale(epoch));
}
