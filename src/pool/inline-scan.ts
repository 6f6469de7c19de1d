import type { Kernel } from '../kernel/kernel.ts';
import type { InlineScan } from '../mining/ports.ts';

/** The hash pool's twin on the calling thread; mining/ports.ts says when it is the better one. */
export function createInlineScan(kernel: Kernel): InlineScan {
  return ({ firstNonce, nonceCount, ...space }) => kernel.prepare(space)(firstNonce, nonceCount);
}
