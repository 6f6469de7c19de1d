import { type DispatcherPorts, type HashThread, MAX_TASKS } from '../../src/pool/hash-dispatcher.ts';
import { type HashTask, type HashTaskResult, NO_EPOCH } from '../../src/pool/hash-protocol.ts';
import { toHex } from '../../src/util/bytes.ts';

/** Nonces of one header, each with all the versions, as a simulated thread tried them. */
export interface TriedRange {
  readonly header: Uint8Array;
  readonly versions: readonly number[];
  readonly firstNonce: number;
  readonly nonceCount: number;
}

/** Threads that hash nothing: they say which headers they would have tried, in simulated time. */
export interface SimulatedThreads {
  readonly ports: DispatcherPorts;
  /** Lets the threads of all seats work, each on so many headers if it gets them; the dispatcher hears of what is done. */
  work(headersPerThread: number): Promise<void>;
}

interface SimulatedTask {
  readonly task: HashTask;
  done: number;
  readonly resolve: (result: HashTaskResult) => void;
}

export interface SimulatedThreadsOptions {
  readonly onTried: (range: TriedRange) => void;
  /** The first nonce of the range that is to count as a solution, if any. */
  readonly solutionIn?: (range: TriedRange) => number | undefined;
}

/** Simulated threads for createDispatcher, without work. */
export function createSimulatedThreads({
  onTried,
  solutionIn = () => undefined,
}: SimulatedThreadsOptions): SimulatedThreads {
  const wanted = new Map<number, number>();
  const queues = new Map<number, SimulatedTask[]>();

  const createThread = (seat: number): HashThread => {
    const queue: SimulatedTask[] = [];
    queues.set(seat, queue);
    return {
      isReady: () => queue.length < MAX_TASKS,
      run: (task) => new Promise((resolve) => queue.push({ task, done: 0, resolve })),
      close: async () => {},
    };
  };

  /** Does of the first task what it may. @returns headers that are left of that; undefined where there is no task */
  const workOn = (queue: SimulatedTask[], seat: number, headers: number): number | undefined => {
    const [head] = queue;
    if (!head) return undefined;
    const { task, done, resolve } = head;
    const { header, versions } = task;
    const isStale = (wanted.get(seat) ?? NO_EPOCH) !== task.epoch;
    const nonceCount = isStale ? 0 : Math.min(task.nonceCount - done, Math.floor(headers / versions.length));
    const range = { header, versions, firstNonce: task.firstNonce + done, nonceCount };
    const nonce = nonceCount > 0 ? solutionIn(range) : undefined;
    const tried = nonce === undefined ? nonceCount : nonce - range.firstNonce + 1;
    if (tried > 0) onTried({ ...range, nonceCount: tried });
    head.done += tried;
    if (!isStale && nonce === undefined && head.done < task.nonceCount) return 0;
    queue.shift();
    const solving = nonce === undefined ? [] : versions.slice(0, 1);
    resolve({ nonce, versions: solving, tried: head.done });
    return headers - tried * versions.length;
  };

  return {
    ports: { createThread, want: (seat, epoch) => wanted.set(seat, epoch) },
    async work(headersPerThread) {
      const left = new Map([...queues.keys()].map((seat) => [seat, headersPerThread]));
      let hasWorked = true;
      while (hasWorked) {
        hasWorked = false;
        for (const [seat, headers] of left) {
          let rest: number | undefined = headers;
          while (rest !== undefined && rest > 0) {
            left.set(seat, rest);
            rest = workOn(queues.get(seat) ?? [], seat, rest);
            hasWorked ||= rest !== undefined;
          }
          if (rest === 0) left.set(seat, 0);
        }
        await new Promise(setImmediate);
      }
    },
  };
}

/** Which headers were tried, as intervals: no day of hashing is too long for it. */
export interface TriedHeaders {
  /** @throws Error where one of the headers was tried before */
  add(range: TriedRange): void;
  /** Headers tried. */
  count(): number;
}

interface VersionGroup {
  readonly versions: readonly number[];
  /** Sorted, apart from each other: [first, end). */
  readonly intervals: [first: number, end: number][];
}

/** A record without headers. */
export function createTriedHeaders(): TriedHeaders {
  const groupsByHeader = new Map<string, VersionGroup[]>();
  let count = 0;
  return {
    add(range) {
      const key = toHex(range.header.subarray(4, 76));
      const groups = groupsByHeader.get(key) ?? [];
      groupsByHeader.set(key, groups);
      insert(groupOf(groups, range.versions), range);
      count += range.nonceCount * range.versions.length;
    },
    count: () => count,
  };
}

/** The group of these versions; sets that share some but not all are a repetition, or too close to one. */
function groupOf(groups: VersionGroup[], versions: readonly number[]): VersionGroup {
  const same = groups.find(
    (group) =>
      group.versions.length === versions.length && group.versions.every((one, i) => one === versions[i]),
  );
  if (same) return same;
  const known = new Set(groups.flatMap((group) => group.versions));
  const repeated = versions.find((one, i) => known.has(one) || versions.indexOf(one) !== i);
  if (repeated !== undefined) throw new Error(`version ${repeated} of a header was handed out twice`);
  const group: VersionGroup = { versions: [...versions], intervals: [] };
  groups.push(group);
  return group;
}

function insert({ intervals }: VersionGroup, { firstNonce, nonceCount }: TriedRange): void {
  const end = firstNonce + nonceCount;
  const at = intervals.findIndex(([, otherEnd]) => otherEnd >= firstNonce);
  const place = at < 0 ? intervals.length : at;
  const touching = intervals.slice(place).filter(([first]) => first <= end);
  const overlapping = touching.find(([first, otherEnd]) => first < end && otherEnd > firstNonce);
  if (overlapping) throw new Error(`nonces ${firstNonce} to ${end} overlap ${overlapping.join(' to ')}`);
  const merged: [number, number] = [
    Math.min(firstNonce, ...touching.map(([first]) => first)),
    Math.max(end, ...touching.map(([, otherEnd]) => otherEnd)),
  ];
  intervals.splice(place, touching.length, merged);
}
