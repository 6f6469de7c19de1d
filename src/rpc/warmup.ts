/** The state between the RPC server's first answer and the node being ready for calls. */
export interface Warmup {
  /** What the node is doing, e.g. `Loading block index…`; undefined once it is ready. */
  phase(): string | undefined;
  /** Names the phase that begins. */
  enter(phase: string): void;
  /** From now on calls are answered. */
  finish(): void;
}

/** A warm-up that has just begun. @source Bitcoin Core src/rpc/server.cpp SetRPCWarmupStatus */
export function createWarmup(): Warmup {
  let current: string | undefined = 'RPC server started';
  return {
    phase: () => current,
    enter: (phase) => {
      current = phase;
    },
    finish: () => {
      current = undefined;
    },
  };
}
