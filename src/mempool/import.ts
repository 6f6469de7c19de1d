import type { Hash256 } from '../primitives/hash256.ts';
import { describeRejection, type Verdict } from '../util/verdict.ts';
import { acceptToMempool } from './accept.ts';
import type { AcceptContext } from './accept-context.ts';
import type { DumpedTransaction } from './dump-file.ts';
import { SLICE_MS } from './load.ts';
import type { Priority } from './ports.ts';
import { prioritise } from './prioritise.ts';
import { readDump } from './read-dump.ts';
import type { AheadQueue } from './scripts-ahead.ts';

/** What of a file is taken over beside its transactions. @source Bitcoin Core src/node/mempool_persist.h ImportMempoolOptions */
export interface ImportOptions {
  /** Whether transactions count as having come in now, not when the file says. */
  readonly useCurrentTime: boolean;
  /** Whether what the file's operator added to fees is added here, to what was added before. */
  readonly applyPriorities: boolean;
  /** Whether what nobody had asked its node for is offered by this one. */
  readonly applyUnbroadcast: boolean;
}

export interface ImportRequest {
  /** The bytes of a mempool.dat; each array is changed. */
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly options: ImportOptions;
  /** Lets other work have its turn. What it throws ends the import. */
  readonly breathe: () => Promise<void>;
}

export interface ImportDependencies {
  readonly checkAhead: AheadQueue['check'];
  /** @throws DiskFullError where nothing can be kept now */
  readonly requireRoom: () => void;
  /** Notes a transaction that is here as one that nobody has asked for. */
  readonly addUnbroadcast: (txid: Hash256) => void;
}

/** The last second that a block's time can name: whatever a file says, nothing came in later. */
const LATEST = 2 ** 32 - 1;

/**
 * Takes in what a mempool.dat has, each transaction by itself as if a peer had sent it: a parent that pays too little
 * alone is refused, and its children with it. What was taken in before a fault of the file stays.
 * @rejects decode-failed
 * @source Bitcoin Core src/node/mempool_persist.cpp LoadMempool
 */
export async function importDump(
  { chunks, options, breathe }: ImportRequest,
  deps: ImportDependencies,
  context: AcceptContext,
): Promise<Verdict<void, 'decode-failed'>> {
  const { clock, log, pool, chainstate } = context;
  const now = clock.nowSeconds();
  const tally = { accepted: 0, failed: 0, expired: 0, alreadyThere: 0, unbroadcast: 0 };
  let sliceStart = clock.monotonicMs();

  async function rest(): Promise<void> {
    if (clock.monotonicMs() - sliceStart < SLICE_MS) return;
    await breathe();
    sliceStart = clock.monotonicMs();
  }

  async function takeIn({ tx, time }: DumpedTransaction): Promise<keyof typeof tally> {
    const since = options.useCurrentTime ? now : Math.min(time, LATEST);
    if (since <= now - context.options.expirySeconds) return 'expired';
    const failures = await deps.checkAhead([tx]);
    deps.requireRoom();
    const arrival = { tx, time: since, height: chainstate.tip().height, ...(failures && { failures }) };
    const verdict = acceptToMempool(arrival, context);
    if (verdict.ok) return 'accepted';
    return pool.graph.get(tx.txid) ? 'alreadyThere' : 'failed';
  }

  function applyPriority({ txid, delta }: Priority): void {
    if (delta === 0 || !options.applyPriorities) return;
    deps.requireRoom();
    prioritise(txid, delta, context);
  }

  const read = await readDump(chunks, {
    onCount: (count) => log.info(`Loading ${count} mempool transactions from file...`),
    async onTransaction(dumped) {
      applyPriority({ txid: dumped.tx.txid, delta: dumped.delta });
      tally[await takeIn(dumped)]++;
      await rest();
    },
    async onPriority(priority) {
      applyPriority(priority);
      await rest();
    },
    async onUnbroadcast(txid) {
      if (options.applyUnbroadcast) {
        tally.unbroadcast++;
        if (pool.graph.get(txid)) deps.addUnbroadcast(txid);
      }
      await rest();
    },
  });
  if (read.ok) {
    const { accepted, failed, expired, alreadyThere, unbroadcast } = tally;
    log.info(
      `Imported mempool transactions from file: ${accepted} succeeded, ${failed} failed, ${expired} expired, ` +
        `${alreadyThere} already there, ${unbroadcast} waiting for initial broadcast`,
    );
  } else {
    log.info(`Failed to deserialize mempool data on file: ${describeRejection(read)}. Continuing anyway.`);
  }
  return read;
}
