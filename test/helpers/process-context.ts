import type { NetworkContext } from '../../src/rpc/methods/network/context.ts';
import type { ProcessContext } from '../../src/rpc/methods/node/methods.ts';
import type { RpcCall } from '../../src/rpc/registry.ts';
import { createLogSwitches } from '../../src/util/log-categories.ts';

/** A call that nobody waits for. */
export const TEST_CALL: Omit<RpcCall, 'methods'> = {
  user: 'test',
  activeCalls: () => [],
  afterAnswer: () => {},
};

/** What the methods about the process see of a test's process. */
export const TEST_PROCESS: Omit<ProcessContext, 'network' | 'setMockTime'> &
  Pick<NetworkContext, 'identity'> & { readonly logPath: undefined } = {
  logSwitches: createLogSwitches([], []),
  heap: () => ({ used: 10_000, total: 40_000 }),
  forwardTimers: () => {},
  identity: { version: 310_000, subversion: '/nonced:0.0.0/' },
  logPath: undefined,
};
