import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, required } from '../../registry.ts';
import { INT64 } from '../../schemas.ts';
import type { BlockchainContext } from '../blockchain/context.ts';

/** What this method needs of the node. */
export interface MockSchedulerContext extends Pick<BlockchainContext, 'network'> {
  /** Lets timers end that much earlier; those that end by it have run when it returns. */
  readonly forwardTimers: (seconds: number) => void;
}

/** @source Bitcoin Core src/rpc/node.cpp mockscheduler */
const MAX_FORWARD_SECONDS = 3600;

export const mockScheduler = defineMethod({
  name: 'mockScheduler',
  category: 'util',
  hidden: true,
  description: 'Bump the scheduler into the future (-regtest only).',
  params: {
    delta_time: required(INT64, 'Number of seconds to forward the scheduler into the future.'),
  },
  result: Type.Null(),
  errors: [
    {
      error: 'RPC_MISC_ERROR',
      when: 'the network is not made for tests, or the time is not 1 to 3600 seconds',
    },
  ],
  example: [1],
  handler: ({ delta_time: seconds }, { network, forwardTimers }: MockSchedulerContext) => {
    if (!network.testChain) {
      throw new RpcError('RPC_MISC_ERROR', 'mockscheduler is for regression testing (-regtest mode) only');
    }
    if (seconds <= 0 || seconds > MAX_FORWARD_SECONDS) {
      throw new RpcError('RPC_MISC_ERROR', 'delta_time must be between 1 and 3600 seconds (1 hr)');
    }
    forwardTimers(seconds);
    return null;
  },
});
