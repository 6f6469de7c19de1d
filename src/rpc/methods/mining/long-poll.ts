import { displayHash } from '../../../primitives/hash256.ts';
import { RpcError } from '../../errors.ts';
import { readAs } from '../../read-as.ts';
import type { RpcCall } from '../../registry.ts';
import { hashHex } from '../../schemas.ts';
import { waitForTip } from '../blockchain/wait.ts';
import type { MiningContext } from './context.ts';

/** When better transactions are first looked for, then again and again. @source Bitcoin Core src/rpc/mining.cpp getblocktemplate */
const FIRST_CHECK_MS = 60_000;
const NEXT_CHECK_MS = 10_000;

const HASH_LENGTH = 64;

/**
 * Waits until there is another tip than the one that the client works on, or, after a while, other transactions.
 * @param longPollId - of the template that the client has: its parent's hash, then the revision of its transactions
 * @throws RpcError -8 where it begins with no hash, -9 where the node stops
 * @source BIP22
 */
export async function waitForBetterTemplate(
  longPollId: string,
  context: Pick<MiningContext, 'chainstate' | 'templates' | 'stopSignal'>,
  call: RpcCall,
): Promise<void> {
  const { chainstate, templates, stopSignal } = context;
  const watched = readAs(hashHex('longpollid'), longPollId.slice(0, HASH_LENGTH), 'longpollid').toLowerCase();
  const revision = Number.parseInt(longPollId.slice(HASH_LENGTH), 10) || 0;
  let hasGone = false;
  call.afterAnswer(() => {
    hasGone = true;
  });
  const isWatched = () => displayHash(chainstate.tip().hash) === watched;
  for (let timeout = FIRST_CHECK_MS; isWatched() && !hasGone; timeout = NEXT_CHECK_MS) {
    await waitForTip((tip) => displayHash(tip.hash) !== watched, { timeout, context, call });
    if (stopSignal.aborted) throw new RpcError('RPC_CLIENT_NOT_CONNECTED', 'Shutting down');
    if (templates.revision() !== revision) return;
  }
}
