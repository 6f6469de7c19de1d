/**
 * The entry of a hash thread. The pool sends it a unit, and the next before that one is done; without any piscina lets it
 * sleep.
 */

import { getPriority, setPriority } from 'node:os';
import { setImmediate as turn } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import type { Kernel } from '../src/kernel/kernel.ts';
import { createPacedScan, type PacedScan } from '../src/kernel/paced-scan.ts';
import { type RaceResult, raceKernels as runRace } from '../src/kernel/race.ts';
import { loadKernel } from '../src/kernel/select.ts';
import {
  type HashTask,
  type HashTaskResult,
  type HashThreadData,
  openThreadLine,
  type RaceTask,
} from '../src/pool/hash-protocol.ts';
import { tellLoaded } from '../src/pool/thread-start.ts';
import { describeRejection } from '../src/util/verdict.ts';

const data = workerData as HashThreadData;
const line = openThreadLine(data.shared, data.thread);
const nowMs = (): number => performance.now();

// On Linux alone this lowers one thread; elsewhere the whole process, RPC with it. To raise it is for root alone.
if (process.platform === 'linux' && data.priority > getPriority()) setPriority(data.priority);

const equipment: { kernel: Kernel; pacedScan: PacedScan } | undefined = data.kernel && equip(data.kernel);

function equip(name: Kernel['name']): { kernel: Kernel; pacedScan: PacedScan } {
  const loaded = loadKernel(name);
  if (!loaded.ok) throw new Error(`hash kernel ${describeRejection(loaded)}`);
  const kernel = loaded.value;
  return { kernel, pacedScan: createPacedScan({ kernel, nowMs, onTried: line.addHashes }) };
}

/** Searches one unit: up to its first solution, its end, or until it is stale. */
export async function searchUnit({
  epoch,
  firstNonce,
  nonceCount,
  ...space
}: HashTask): Promise<HashTaskResult> {
  if (!equipment) throw new Error('a thread without a kernel was given work');
  // The result of the unit before leaves first: where two wait here, piscina would begin with the second before it.
  await turn();
  if (line.isStale(epoch)) return { nonce: undefined, versions: [], tried: 0 };
  const scan = equipment.kernel.prepare(space, line.permit(epoch));
  line.begin(epoch, process.hrtime.bigint());
  const range = { firstNonce, nonceCount, versions: space.versions.length };
  return equipment.pacedScan(scan, range, () => line.isStale(epoch));
}

/** Finds out which kernel is the fastest, on a thread that does nothing else. */
export function raceKernels(task: RaceTask): readonly RaceResult[] {
  return runRace({ ...task, nowMs });
}

tellLoaded();
