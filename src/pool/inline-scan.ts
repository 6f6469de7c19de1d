import type { Kernel } from '../kernel/kernel.ts';
import type { InlineScan } from '../mining/ports.ts';

/** The hash pool's twin on the calling thread; mining/ports.ts says when it is the better one. */
export function createInlineScan(kernel: Kernel): InlineScan {
  return ({ header, target, firstNonce, nonceCount }) =>
    kernel.prepare(header, target)(firstNonce, nonceCount);
}
