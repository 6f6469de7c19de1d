import type { Chainstate } from '../chain/chainstate.ts';
import type { CoinsSource } from '../chain/ports.ts';
import type { findScriptFailure } from '../consensus/check-scripts.ts';
import type { Clock } from '../util/clock.ts';
import type { Log } from '../util/log.ts';
import type { MempoolOptions } from './options.ts';
import type { Pool } from './pool.ts';
import type { Priorities } from './priorities.ts';
import type { RollingFee } from './rolling-fee.ts';

/** What the ways in and out of the mempool work on. */
export interface AcceptContext {
  readonly chainstate: Chainstate;
  readonly clock: Clock;
  readonly log: Log;
  readonly options: MempoolOptions;
  readonly pool: Pool;
  /** Those of the chain and of the mempool. */
  readonly coins: CoinsSource;
  readonly rollingFee: RollingFee;
  readonly priorities: Priorities;
  /** Runs the scripts of a transaction; that of consensus, or one that remembers signatures. */
  readonly findScriptFailure: typeof findScriptFailure;
}
