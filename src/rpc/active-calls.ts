/** The calls that are being run. @source Bitcoin Core src/rpc/server.cpp RPCServerInfo */
export interface ActiveCall {
  /** In Core's lower case. */
  readonly method: string;
  /** How long it has been running, microseconds. */
  readonly duration: number;
}

export interface ActiveCalls {
  /** Counts the call among the active ones until it has ended, however it ends. */
  track<T>(method: string, run: () => T | Promise<T>): Promise<T>;
  /** In the order of their beginning. */
  list(): readonly ActiveCall[];
}

/** @param nowMs - monotonic milliseconds */
export function createActiveCalls(nowMs: () => number): ActiveCalls {
  const running = new Set<{ readonly method: string; readonly startedAtMs: number }>();
  return {
    async track(method, run) {
      const call = { method, startedAtMs: nowMs() };
      running.add(call);
      try {
        return await run();
      } finally {
        running.delete(call);
      }
    },
    list: () =>
      Array.from(running, ({ method, startedAtMs }) => ({
        method,
        duration: Math.round((nowMs() - startedAtMs) * 1000),
      })),
  };
}
