import type { Clock } from './clock.ts';

/** Lets other work have its turn where this one has held the thread for long enough; to be awaited often. */
export type Pacer = () => Promise<void> | undefined;

/** How long one work holds the thread at a time, milliseconds. */
const SLICE_MS = 20;

/** A pacer that has just breathed. @param breathe - fulfilled once others had their turn */
export function createPacer(clock: Pick<Clock, 'monotonicMs'>, breathe: () => Promise<void>): Pacer {
  let sliceStart = clock.monotonicMs();
  return () => {
    if (clock.monotonicMs() - sliceStart < SLICE_MS) return undefined;
    return breathe().then(() => {
      sliceStart = clock.monotonicMs();
    });
  };
}
