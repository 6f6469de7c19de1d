import type { Kernel } from '../kernel/kernel.ts';
import type { InlineScan } from '../mining/ports.ts';

/**
 * Expected hashes (2^256 / (target + 1)) below which a search runs on the calling thread: at 2^12 it takes about a
 * millisecond there. The pool would spend as much on messages and on waking its threads.
 */
export const INLINE_WORK_LIMIT = 2 ** 12;

/** The hash pool's twin on the calling thread. */
export function createInlineScan(kernel: Kernel): InlineScan {
  return ({ header, target, firstNonce, nonceCount }) =>
    kernel.prepare(header, target)(firstNonce, nonceCount);
}
