import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, required } from '../../registry.ts';
import { INT64 } from '../../schemas.ts';
import type { BlockchainContext } from '../blockchain/context.ts';

/** Sets the wall clock of the node, for tests. */
export interface MockTimeContext extends Pick<BlockchainContext, 'network'> {
  /** Freezes the wall clock at that second; 0 lets it run again. */
  readonly setMockTime: (seconds: number) => void;
}

/** Times of blocks have 32 bits. @source Bitcoin Core src/rpc/node.cpp setmocktime */
const MAX_MOCK_TIME = 2 ** 32 - 1;

export const setMockTime = defineMethod({
  name: 'setMockTime',
  category: 'util',
  hidden: true,
  description: 'Set the local time to given timestamp (-regtest only); 0 goes back to the system time.',
  params: { timestamp: required(INT64, 'Seconds since 1970; 0 to go back to using the system time.') },
  result: Type.Null(),
  errors: [
    { error: 'RPC_MISC_ERROR', when: 'the network is not made for tests' },
    { error: 'RPC_INVALID_PARAMETER', when: 'the timestamp is out of range' },
  ],
  example: [0],
  handler: ({ timestamp }, { network, setMockTime }: MockTimeContext) => {
    if (!network.testChain) {
      throw new RpcError('RPC_MISC_ERROR', 'setmocktime is for regression testing (-regtest mode) only');
    }
    if (timestamp < 0 || timestamp > MAX_MOCK_TIME) {
      const message = `Mocktime must be in the range [0, ${MAX_MOCK_TIME}], not ${timestamp}.`;
      throw new RpcError('RPC_INVALID_PARAMETER', message);
    }
    setMockTime(timestamp);
    return null;
  },
});
