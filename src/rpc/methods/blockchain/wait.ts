import type { BlockIndexEntry } from '../../../chain/block-index.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import { type Static, Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, optional, type RpcCall, required, withDefault } from '../../registry.ts';
import { hashHex, INT32 } from '../../schemas.ts';
import type { BlockchainContext } from './context.ts';

/** Methods that answer once the chain is so far. @source Bitcoin Core src/rpc/blockchain.cpp waitfornewblock and below */

const Tip = Type.Object({
  hash: hashHex(),
  height: Type.Integer({ description: 'Block height' }),
});

const timeout = () =>
  withDefault(INT32, 0, 'Time in milliseconds to wait for a response. 0 indicates no timeout.');

const NEGATIVE_TIMEOUT = { error: 'RPC_MISC_ERROR', when: 'the timeout is negative' } as const;

export const waitForNewBlock = defineMethod({
  name: 'waitForNewBlock',
  category: 'blockchain',
  hidden: true,
  description:
    'Waits for any new block and returns useful info about it. Returns the current block on timeout or exit.',
  params: {
    timeout: timeout(),
    current_tip: optional(hashHex(), 'Method waits for the chain tip to differ from this.'),
  },
  result: Tip,
  errors: [NEGATIVE_TIMEOUT],
  example: [1],
  handler: ({ timeout, current_tip }, context: WaitContext, call) => {
    const known = current_tip?.toLowerCase() ?? displayHash(context.chainstate.tip().hash);
    return waitForTip((tip) => displayHash(tip.hash) !== known, { timeout, context, call });
  },
});

export const waitForBlock = defineMethod({
  name: 'waitForBlock',
  category: 'blockchain',
  hidden: true,
  description:
    'Waits for a specific new block and returns useful info about it. Returns the current block on timeout or exit.',
  params: { blockhash: required(hashHex(), 'Block hash to wait for.'), timeout: timeout() },
  result: Tip,
  errors: [NEGATIVE_TIMEOUT],
  example: ['0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206', 1],
  handler: ({ blockhash, timeout }, context: WaitContext, call) => {
    const wanted = blockhash.toLowerCase();
    return waitForTip((tip) => displayHash(tip.hash) === wanted, { timeout, context, call });
  },
});

export const waitForBlockHeight = defineMethod({
  name: 'waitForBlockHeight',
  category: 'blockchain',
  hidden: true,
  description:
    'Waits for (at least) block height and returns the height and hash of the current tip. Returns the current block on timeout or exit.',
  params: { height: required(INT32, 'Block height to wait for.'), timeout: timeout() },
  result: Tip,
  errors: [NEGATIVE_TIMEOUT],
  example: [1, 1],
  handler: ({ height, timeout }, context: WaitContext, call) =>
    waitForTip((tip) => tip.height >= height, { timeout, context, call }),
});

/** What waiting needs of the node. */
type WaitContext = Pick<BlockchainContext, 'chainstate' | 'stopSignal'>;

interface WaitRequest {
  /** Milliseconds; 0 for as long as it takes. */
  readonly timeout: number;
  readonly context: WaitContext;
  readonly call: RpcCall;
}

/** Waits for a tip that will do; answers with the tip as it then is, or when the time is up, the node stops or the client has gone. */
export function waitForTip(
  willDo: (tip: BlockIndexEntry) => boolean,
  { timeout, context: { chainstate, stopSignal }, call }: WaitRequest,
): Promise<Static<typeof Tip>> {
  if (timeout < 0) throw new RpcError('RPC_MISC_ERROR', 'Negative timeout');
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      unsubscribe();
      stopSignal.removeEventListener('abort', end);
      const tip = chainstate.tip();
      resolve({ hash: displayHash(tip.hash), height: tip.height });
    };
    const timer = timeout === 0 ? undefined : setTimeout(end, timeout);
    const unsubscribe = chainstate.events.on('tipChanged', ({ tip }) => {
      if (willDo(tip)) end();
    });
    stopSignal.addEventListener('abort', end);
    call.afterAnswer(end);
    if (stopSignal.aborted || willDo(chainstate.tip())) end();
  });
}
