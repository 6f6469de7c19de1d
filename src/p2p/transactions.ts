import { createOrphanage, type OrphanInfo } from '../mempool/orphanage.ts';
import type { Hash256 } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';
import type { Timers } from '../util/clock.ts';
import type { Feature } from './feature.ts';
import { createFeeFilter } from './fee-filter.ts';
import { createKnownTransactions } from './known-transactions.ts';
import { createTxArrivals } from './tx-arrivals.ts';
import { createTxAsking } from './tx-asking.ts';
import { createTxDownload } from './tx-download.ts';
import { createTxOutcomes } from './tx-outcomes.ts';
import { startRebroadcast } from './tx-rebroadcast.ts';
import { createTxRelay, type TxRelay, type TxRelayDependencies } from './tx-relay.ts';
import { createTxRequests } from './tx-requests.ts';

/**
 * Everything about transactions between peers: who has which (inv), asking for them (getdata), judging them (tx),
 * orphans, and announcing what the mempool took to others. BIP330's reconciliation, which Core has behind an
 * experimental option, is not built.
 */
export interface Transactions
  extends Pick<TxRelay, 'servesTransactions' | 'findTxToSend' | 'bloomFilterOf' | 'backlogs'> {
  /** In the order in which they have their turns. */
  readonly features: readonly Feature[];
  /** Transactions whose parents are not known, with the peers that announced them. */
  orphans(): readonly OrphanInfo[];
  /** Announces nothing of its own accord any more. */
  close(): void;
}

export interface TransactionsDependencies extends TxRelayDependencies {
  /** For what happens by itself; `mockscheduler` may hurry it up. */
  readonly timers: Timers;
  /** Keeps a transaction that is not in the mempool, as a block may hold it. */
  readonly keepExtra: (tx: Transaction) => void;
}

export function createTransactions(deps: TransactionsDependencies): Transactions {
  const { mempool, chainstate, random, log, isInitialBlockDownload } = deps;
  const orphanage = createOrphanage({ randomBelow: random.below });
  const requests = createTxRequests(random);
  const known = createKnownTransactions({ mempool, orphanage, random });
  const asking = createTxAsking({ requests, orphanage, known, log });
  const isInMempool = (txid: Hash256): boolean => mempool.get(txid) !== undefined;
  const outcomes = createTxOutcomes({ ...deps, requests, orphanage, known, asking, isInMempool });
  const relay = createTxRelay(deps);
  const arrivals = createTxArrivals({ ...deps, outcomes, orphanage, relay });
  const stopRebroadcast = startRebroadcast({ ...deps, relay });

  const { events } = chainstate;
  events.on('blockConnected', ({ block }) => {
    if (!isInitialBlockDownload()) outcomes.blockConnected(block);
  });
  events.on('blockDisconnected', known.forgetConfirmed);
  events.on('tipChanged', () => {
    if (!isInitialBlockDownload()) known.forgetRejected();
  });

  return {
    features: [
      relay.feature,
      createTxDownload({ ...deps, asking, requests, arrivals, relay }),
      createFeeFilter(deps),
    ],
    servesTransactions: relay.servesTransactions,
    findTxToSend: relay.findTxToSend,
    bloomFilterOf: relay.bloomFilterOf,
    backlogs: relay.backlogs,
    orphans: orphanage.orphans,
    close: stopRebroadcast,
  };
}
