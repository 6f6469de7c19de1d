import { DiskFullError } from '../../util/disk-full-error.ts';
import type { Log } from '../../util/log.ts';
import { OperatorError } from '../../util/operator-error.ts';
import type { Warmup } from '../warmup.ts';
import { type ChainQuery, chainPage } from './chain-page.ts';
import type { TutorialContext } from './context.ts';
import { mineOne } from './mine.ts';
import { refuse, type TutorialReply } from './reply.ts';
import { submitTransfer } from './txion.ts';

/**
 * The routes of the tutorial that many come from (`/txion`, `/getchain`, `/blocks`, `/mine`), on a real chain: it has
 * outputs instead of accounts, and they translate. Nothing of HTTP is in here; see docs/tutorial.md.
 */
export interface Tutorial {
  /** Takes a transfer or a transaction. @param body - of the request, whatever it is */
  submitTransfer(body: Uint8Array): Promise<TutorialReply>;
  /** A page of the chain. @param path - under which it was asked for */
  readChain(query: ChainQuery, path: string): Promise<TutorialReply>;
  /** Mines one block. @param abandoned - tells that nobody waits for the answer any more */
  mine(abandoned: AbortSignal): Promise<TutorialReply>;
}

export interface TutorialOptions {
  /** Asked for at each call, so that the routes can exist while the node is still being built. */
  readonly context: () => TutorialContext;
  readonly warmup: Warmup;
  readonly log: Log;
  /** Hears of every fault of our own, after it was logged, and of a full disk. */
  readonly onFault: (fault: unknown) => void;
}

/** The operations behind the routes. None of them ever rejects: whatever goes wrong is in the reply. */
export function createTutorial(options: TutorialOptions): Tutorial {
  return {
    submitTransfer: (body) => run((context) => submitTransfer(body, context), options),
    readChain: (query, path) => run((context) => chainPage(query, path, context), options),
    mine: (abandoned) => run((context) => mineOne(context, abandoned), options),
  };
}

async function run(
  operation: (context: TutorialContext) => TutorialReply | Promise<TutorialReply>,
  { context, warmup, log, onFault }: TutorialOptions,
): Promise<TutorialReply> {
  const phase = warmup.phase();
  if (phase !== undefined) {
    const next = 'Ask again in a moment.';
    return refuse({ error: 'warm-up', explanation: `The node is starting: ${phase}`, next }, 'unavailable');
  }
  try {
    return await operation(context());
  } catch (error) {
    if (error instanceof OperatorError) {
      if (error instanceof DiskFullError) onFault(error);
      else log.error(error.message);
      const next = 'Mend it, then ask again.';
      return refuse({ error: 'operator', explanation: error.message, next }, 'unavailable');
    }
    log.error(`Tutorial: ${error instanceof Error ? error.stack : String(error)}`);
    onFault(error);
    const explanation = 'The node failed by a fault of its own.';
    return refuse({ error: 'internal', explanation, next: 'See debug.log of the node.' }, 'fault');
  }
}
