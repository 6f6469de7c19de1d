import { setMaxListeners } from 'node:events';
import { StoreError } from '../store/store-error.ts';
import { DiskFullError } from '../util/disk-full-error.ts';
import type { Log } from '../util/log.ts';
import { OperatorError } from '../util/operator-error.ts';
import type { Cleanup } from './cleanup.ts';
import type { DiskSpace } from './disk-space.ts';

/** How a started node ends: asked to, or by a fault of its own. */
export interface Lifecycle {
  /** Begins a clean stop; asked again it changes nothing. */
  readonly stop: () => void;
  /** True once the node is about to end: long work gives up. */
  readonly isStopping: () => boolean;
  /** Aborted then: who waits for something goes home. */
  readonly stopSignal: AbortSignal;
  /**
   * Hears of a fault, or of something that the operator has to mend first: the node stops rather than go on wrong. It
   * goes on where only the disk is full, see disk-space.ts.
   */
  readonly onFault: (fault: unknown) => void;
  /** Resolves once everything is closed; rejects with the fault that ended the node. */
  readonly stopped: Promise<void>;
}

/** A disk that fails is the operator's to mend: where in the program that was found out helps nobody. */
function forOperator(fault: unknown): unknown {
  return fault instanceof StoreError ? new OperatorError(fault.message, { cause: fault }) : fault;
}

export interface LifecycleDependencies {
  readonly cleanup: Cleanup;
  readonly disk: Pick<DiskSpace, 'noteFull'>;
  readonly log: Log;
}

export function createLifecycle({ cleanup, disk, log }: LifecycleDependencies): Lifecycle {
  const stopping = new AbortController();
  // As many as there are calls that wait.
  setMaxListeners(0, stopping.signal);
  let resolve: () => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const stopped = new Promise<void>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  const end = (fault?: unknown): void => {
    if (stopping.signal.aborted) return;
    log.info('Stopping');
    stopping.abort();
    cleanup.run().then(
      () => (fault === undefined ? resolve() : reject(forOperator(fault))),
      (failure: unknown) => reject(forOperator(fault ?? failure)),
    );
  };
  return {
    stop: () => end(),
    isStopping: () => stopping.signal.aborted,
    stopSignal: stopping.signal,
    onFault(fault) {
      if (fault instanceof DiskFullError) {
        disk.noteFull(fault);
        return;
      }
      if (fault instanceof OperatorError) log.error(fault.message);
      else if (fault instanceof StoreError) log.error(`The node ends: ${fault.message}`);
      else
        log.error(
          `A fault of our own ends the node: ${fault instanceof Error ? fault.stack : String(fault)}`,
        );
      end(fault);
    },
    stopped,
  };
}
