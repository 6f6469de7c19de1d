import { type Log, SILENT_LOG } from '../util/log.ts';

/** The state between the RPC server's first answer and the node being ready for calls. */
export interface Warmup {
  /** What the node is doing, e.g. `Loading block index…`; undefined once it is ready. */
  phase(): string | undefined;
  /** Names the phase that begins. */
  enter(phase: string): void;
  /** From now on calls are answered. */
  finish(): void;
}

/**
 * A warm-up that has just begun. The log has its phases in Core's words, by which scripts know that a node is ready.
 * @source Bitcoin Core src/rpc/server.cpp SetRPCWarmupStatus, src/noui.cpp InitMessage
 */
export function createWarmup({ info }: Pick<Log, 'info'> = SILENT_LOG): Warmup {
  let current: string | undefined = 'RPC server started';
  return {
    phase: () => current,
    enter: (phase) => {
      current = phase;
      info(`init message: ${phase}`);
    },
    finish: () => {
      current = undefined;
      info('init message: Done loading');
    },
  };
}
