import type { Chainstate } from '../chain/chainstate.ts';
import type { findScriptFailure } from '../consensus/check-scripts.ts';
import type { MempoolRejectCode } from '../policy/reject-codes.ts';
import type { Satoshis } from '../primitives/amount.ts';
import type { Hash256 } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';
import type { Clock, Timers } from '../util/clock.ts';
import type { Subscribable } from '../util/emitter.ts';
import type { Log } from '../util/log.ts';
import type { Verdict } from '../util/verdict.ts';
import { type AcceptedTransaction, acceptToMempool } from './accept.ts';
import type { AcceptContext } from './accept-context.ts';
import type { MempoolDump } from './dump-file.ts';
import type { MempoolEvents } from './events.ts';
import { followChain } from './follow-chain.ts';
import { type ImportRequest, importDump } from './import.ts';
import { createJournal } from './journal.ts';
import { type LoadOutcome, loadMempool } from './load.ts';
import { createMempoolCoins } from './mempool-coins.ts';
import type { MempoolOptions } from './options.ts';
import type { PackageOutcome } from './package-outcome.ts';
import { createPool } from './pool.ts';
import type { CheckScriptsAhead, KnownFailures, MempoolStore } from './ports.ts';
import { createPriorities } from './priorities.ts';
import { prioritise } from './prioritise.ts';
import { createRollingFee } from './rolling-fee.ts';
import { dumpMempool, saveMempool } from './save.ts';
import { type AheadQueue, createAheadQueue } from './scripts-ahead.ts';
import { type PackageSubmission, submitPackage } from './submit-package.ts';
import { testAccept, testPackage } from './test-accept.ts';
import { createUnbroadcastSet, type UnbroadcastSet } from './unbroadcast.ts';
import { createMempoolView, type MempoolView } from './view.ts';

/**
 * The transactions that wait for a block: those that the next block could hold, and that this node relays.
 *
 * It changes in synchronous steps alone (a transaction comes, the chain moves), so that what a step has checked is
 * still so when it acts. What waits is the disk: changes are written in groups, and `submit` answers once its own
 * is durable. The chain's events move it from tip to tip; it never looks at a chain that is not committed.
 */
export interface Mempool extends MempoolView {
  readonly events: Subscribable<MempoolEvents>;
  /**
   * Takes a transaction in, or tells why not, after what was here before the start is loaded. Fulfilled when the
   * answer is durable; also one that says the transaction is here already.
   * @rejects every MempoolRejectCode
   * @throws DiskFullError: nothing is taken in that could not be kept. One that came in when the disk became full may be
   *   here nevertheless; it is kept once there is room.
   */
  submit(tx: Transaction): Promise<Verdict<AcceptedTransaction, MempoolRejectCode>>;
  /**
   * The same without waiting, and for others than those who are here: durable some milliseconds later.
   * @param failures - what is known of scripts, by checkAhead
   * @throws DiskFullError
   */
  accept(tx: Transaction, failures?: KnownFailures): Verdict<AcceptedTransaction, MempoolRejectCode>;
  /** See scripts-ahead.ts: to be asked before `accept` of what may be large. */
  readonly checkAhead: AheadQueue['check'];
  /**
   * Adds to what the transaction counts as paying, whether it is here or not; what was added before stays. Fulfilled
   * when that is durable.
   * @throws DiskFullError
   * @source Bitcoin Core src/txmempool.cpp CTxMemPool::PrioritiseTransaction
   */
  prioritise(txid: Hash256, delta: Satoshis): Promise<void>;
  /**
   * Takes a child and its parents in; see submit-package.ts. Fulfilled when the answer is durable.
   * @rejects every PackageRejectCode
   * @throws DiskFullError
   */
  submitPackage(submission: PackageSubmission): Promise<PackageOutcome>;
  /** The same without waiting, as `accept`. @throws DiskFullError */
  acceptPackage(submission: PackageSubmission): PackageOutcome;
  /** What would become of the transaction; nothing changes. */
  test(tx: Transaction): Verdict<AcceptedTransaction, MempoolRejectCode>;
  /** What would become of these transactions; see test-accept.ts. Nothing changes. */
  testPackage(txs: readonly Transaction[]): PackageOutcome;
  /** Brings back what was here when the node stopped; once, at the start. @param breathe - lets other work have its turn */
  load(breathe: () => Promise<void>): Promise<LoadOutcome>;
  /** True once `load` is through. */
  isLoaded(): boolean;
  /** What was submitted here and that no peer has asked for yet. */
  readonly unbroadcast: Pick<UnbroadcastSet, 'has' | 'count' | 'txids'>;
  /** A peer has asked for the transaction: others know of it now. */
  noteBroadcast(txid: Hash256): void;
  /** Writes what waits, now. @throws StoreError, DiskFullError */
  flush(): void;
  /** Writes all of it, now, also where it is not kept otherwise. @throws StoreError, DiskFullError */
  save(): void;
  /** All of it as it is now, for a file. */
  dump(): MempoolDump;
  /**
   * Takes in what such a file has; see import.ts. Fulfilled when what came in is durable.
   * @rejects decode-failed
   * @throws DiskFullError
   */
  importFrom(request: ImportRequest): Promise<Verdict<void, 'decode-failed'>>;
  /** Leaves the chain's events and writes what waits. @throws StoreError, DiskFullError */
  close(): void;
}

export interface MempoolDependencies {
  readonly chainstate: Chainstate;
  readonly store: MempoolStore;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly options: MempoolOptions;
  /** Runs the scripts of a transaction; that of consensus, or one that remembers signatures. */
  readonly findScriptFailure: typeof findScriptFailure;
  /** Runs those of large ones before, on every core, so that findScriptFailure remembers them. */
  readonly checkScriptsAhead?: CheckScriptsAhead;
  /** Hears of a fault of our own or the disk's: the node stops. */
  readonly onFault: (fault: unknown) => void;
}

/** That of a mempool which is not kept: what an earlier one left in the real store stays there untouched. */
const FORGETFUL_STORE: MempoolStore = {
  loadMempool: () => ({ records: [], priorities: [], tip: undefined }),
  requireRoom: () => {},
  commitMempool: () => {},
};

/**
 * An empty mempool on the chain as it is. To be made before anything else that listens to the chain's events and
 * asks the mempool then: listeners are called in the order in which they came.
 */
export function createMempool(deps: MempoolDependencies): Mempool {
  const { chainstate, clock, options } = deps;
  const store = options.isPersistent ? deps.store : FORGETFUL_STORE;
  const kept = {
    tip: () => chainstate.tip().hash,
    isUnbroadcast: (txid: Hash256) => unbroadcast.has(txid),
  };
  const journal = createJournal({ ...deps, ...kept, store });
  const pool = createPool(journal);
  const unbroadcast = createUnbroadcastSet(pool.events, deps.log);
  const { maxBytes, incrementalRelayFeeRate } = options;
  const context: AcceptContext = {
    ...deps,
    pool,
    coins: createMempoolCoins(chainstate, pool.graph),
    rollingFee: createRollingFee({ clock, maxBytes, incrementalRelayFeeRate }),
    priorities: createPriorities(journal.prioritised),
  };
  const leaveChain = followChain(context);
  let state: 'new' | 'loaded' | 'closed' = 'new';
  let loading: Promise<LoadOutcome> | undefined;

  const ahead = createAheadQueue(context, deps.checkScriptsAhead);

  function accept(
    tx: Transaction,
    failures: KnownFailures = new Map(),
  ): Verdict<AcceptedTransaction, MempoolRejectCode> {
    store.requireRoom();
    const now = { time: clock.nowSeconds(), height: chainstate.tip().height };
    return acceptToMempool({ tx, ...now, failures }, context);
  }

  function acceptPackage(submission: PackageSubmission): PackageOutcome {
    store.requireRoom();
    return submitPackage(submission, context);
  }

  function addUnbroadcast(txid: Hash256): void {
    unbroadcast.add(txid);
    const entry = pool.graph.get(txid);
    if (entry) journal.added(entry);
  }

  /** Peers are to know of these, as far as they are here. */
  function tellSubmitted(txs: readonly Transaction[]): void {
    for (const { txid } of txs) {
      const entry = pool.graph.get(txid);
      if (entry) pool.events.emit('txSubmitted', { entry });
    }
  }

  const view = createMempoolView(context);
  return {
    ...view,
    events: pool.events,
    accept,
    acceptPackage,
    checkAhead: ahead.check,
    async submit(tx) {
      // It may build on one that is still to be loaded.
      if (state === 'new' && loading) await loading;
      const checked = ahead.check([tx]);
      const verdict = accept(tx, checked && (await checked));
      if (verdict.ok) unbroadcast.add(tx.txid);
      tellSubmitted([tx]);
      if (verdict.ok || pool.graph.get(tx.txid)) await journal.settled();
      return verdict;
    },
    async prioritise(txid, delta) {
      store.requireRoom();
      prioritise(txid, delta, context);
      await journal.settled();
    },
    async submitPackage(submission) {
      if (state === 'new' && loading) await loading;
      const checked = ahead.check(submission.txs);
      const known = checked && { failures: await checked };
      const outcome = acceptPackage({ ...submission, ...known });
      tellSubmitted(submission.txs);
      await journal.settled();
      return outcome;
    },
    test: (tx) => testAccept(tx, context),
    testPackage: (txs) => testPackage(txs, context),
    async load(breathe) {
      const isClosed = (): boolean => state === 'closed';
      loading = loadMempool({ store, journal, unbroadcast, breathe, isClosed }, context);
      const outcome = await loading;
      if (isClosed()) return outcome;
      state = 'loaded';
      deps.log.info(`Mempool: ${outcome.accepted} transactions loaded, ${outcome.dropped} dropped`);
      return outcome;
    },
    isLoaded: () => state === 'loaded',
    unbroadcast,
    noteBroadcast(txid) {
      const entry = pool.graph.get(txid);
      if (unbroadcast.remove(txid) && entry) journal.added(entry);
    },
    flush: journal.flush,
    save() {
      if (options.isPersistent) journal.flush();
      else saveMempool(view, { ...kept, store: deps.store });
    },
    dump: () => dumpMempool(view, unbroadcast),
    async importFrom(request) {
      if (state === 'new' && loading) await loading;
      const { requireRoom } = store;
      const imported = await importDump(
        request,
        { checkAhead: ahead.check, requireRoom, addUnbroadcast },
        context,
      );
      await journal.settled();
      return imported;
    },
    close() {
      state = 'closed';
      leaveChain();
      journal.flush();
    },
  };
}
