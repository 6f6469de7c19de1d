import { describeRejection } from '../../util/verdict.ts';
import { tutorialBlock } from './block-view.ts';
import { readConnected } from './chain-page.ts';
import type { TutorialContext } from './context.ts';
import { nextOwnBlock } from './next-own-block.ts';
import { done, refuse, type TutorialReply } from './reply.ts';

/** Headers to try for a block of a test chain: far more than one takes. */
const MAX_TRIES = 1_000_000;

const AGAIN = 'Ask again: GET /mine.';

/**
 * `GET /mine`: mines one block of what waits in the mempool, on the tip, and answers with it. On a test chain the
 * block is made on the spot. Elsewhere the node's miner finds it: one that runs goes on as it did, one that rests runs
 * until the block is found.
 * @param abandoned - tells that nobody waits for the answer any more
 */
export async function mineOne(context: TutorialContext, abandoned: AbortSignal): Promise<TutorialReply> {
  return context.network.testChain ? generateOne(context) : awaitMiner(context, abandoned);
}

async function generateOne({ chainstate, network, ...context }: TutorialContext): Promise<TutorialReply> {
  const scriptPubKey = await context.rewardScript();
  const made = await context.generate({ count: 1, scriptPubKey, maxTries: MAX_TRIES });
  if (!made.ok) {
    const explanation = `The rules of the chain allow no block now: ${describeRejection(made)}.`;
    return refuse({ error: made.code, explanation, next: AGAIN }, 'unavailable');
  }
  const [entry] = made.value;
  if (entry) return done(tutorialBlock(readConnected(entry, chainstate), network.addresses));
  const explanation = 'No solution was found, or the node is about to stop.';
  return refuse({ error: 'no-block-found', explanation, next: AGAIN }, 'unavailable');
}

async function awaitMiner(context: TutorialContext, abandoned: AbortSignal): Promise<TutorialReply> {
  const giveBack = await context.miner.borrow();
  try {
    const found = await nextOwnBlock(context, abandoned);
    if (found) return done(tutorialBlock(found, context.network.addresses));
    return refuse(notFound(context), 'unavailable');
  } finally {
    await giveBack();
  }
}

function notFound({ miner }: TutorialContext) {
  const { state, notice } = miner.status();
  const reason = state === 'stopped' ? 'mining was stopped meanwhile' : notice;
  return {
    error: 'no-block-found',
    explanation:
      reason === undefined
        ? 'The puzzle was not solved in time. Every try is as likely to succeed as any other, so this happens, and nothing is lost by it.'
        : `No block was found: ${reason}.`,
    next: AGAIN,
  };
}
