import { expectDefined } from '../util/invariant.ts';
import type { Log } from '../util/log.ts';
import type { Indexes } from './indexes.ts';
import type { IndexName, IndexReader } from './ports.ts';
import type { IndexTask } from './protocol.ts';
import type { SyncState } from './sync.ts';

/** The thread that does the work: one task at a time. */
export interface IndexThread {
  run(task: IndexTask): Promise<SyncState | undefined>;
  close(): Promise<void>;
}

export interface FollowerDependencies {
  readonly names: readonly IndexName[];
  readonly thread: IndexThread;
  /** Opens the tables; they are there once a task has ended. */
  readonly openReader: () => IndexReader;
  readonly log: Log;
}

export interface IndexFollower extends Indexes {
  /** The chain has changed, or the thread is ready again: goes on. */
  wake(): void;
  /** Ends within a part of a second. */
  close(): Promise<void>;
}

/** A task's time: short enough for a stop, long enough that its start does not count. */
const TASK_MS = 300;

/** Keeps the indexes of the thread at the end of the chain. */
export function createIndexFollower({ names, thread, openReader, log }: FollowerDependencies): IndexFollower {
  const synced = new Set<IndexName>();
  let state: SyncState = { tips: {}, isCurrent: false };
  let running: Promise<void> | undefined;
  let isWoken = false;
  let isClosing = false;
  let reader: IndexReader | undefined;
  let reported: number | undefined;
  let markLooked = () => {};
  /** Fulfilled once the thread has said what the last run left, or that it can't. */
  const looked = new Promise<void>((resolve) => {
    markLooked = resolve;
  });

  async function work(): Promise<void> {
    while (isWoken && !isClosing) {
      isWoken = false;
      const next = expectDefined(await thread.run({ kind: 'sync', milliseconds: TASK_MS }), 'a state');
      note(next);
      if (!next.isCurrent && !next.missing) isWoken = true;
    }
  }

  function note(next: SyncState): void {
    state = next;
    markLooked();
    const { missing } = next;
    if (missing && missing.height !== reported) {
      reported = missing.height;
      log.warn(
        `The indexes need block ${missing.height}, which is not kept any more: they stay where they are. They can be made on a chain that has all its blocks: stop the node, remove the folder chainstate and start again.`,
      );
    }
    if (!next.isCurrent) return;
    for (const name of names) {
      if (!synced.has(name)) log.info(`${name} is enabled at height ${next.tips[name]?.height}`);
      synced.add(name);
    }
  }

  function wake(): void {
    isWoken = true;
    if (isClosing || running) return;
    // A thread that fails says so itself, and wakes this again when another is there.
    running = work()
      .catch(() => {
        state = { ...state, isCurrent: false };
      })
      .finally(() => {
        running = undefined;
        markLooked();
        if (isWoken && state.isCurrent) wake();
      });
  }

  return {
    wake,
    async status() {
      await looked;
      return names.map((name) => ({
        name,
        isSynced: synced.has(name),
        height: state.tips[name]?.height ?? -1,
      }));
    },
    isKept: (name) => names.includes(name),
    doneHeight: () =>
      state.missing
        ? Number.POSITIVE_INFINITY
        : Math.min(...names.map((name) => state.tips[name]?.height ?? -1)),
    async current(name) {
      if (names.includes(name)) await looked;
      if (!synced.has(name)) return undefined;
      // Looks at the chain once more even where it is at work: it may have looked before what is asked about came.
      wake();
      await running;
      if (!state.isCurrent) return undefined;
      reader ??= openReader();
      return reader;
    },
    async close() {
      isClosing = true;
      await running;
      reader?.close();
      await thread.run({ kind: 'close', milliseconds: 0 }).catch(() => undefined);
      await thread.close();
    },
  };
}

/** For a node that keeps none. */
export const NO_INDEXES: Indexes = {
  status: async () => [],
  isKept: () => false,
  doneHeight: () => Number.POSITIVE_INFINITY,
  current: async () => undefined,
};
