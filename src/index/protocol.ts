import type { CoinStatsRules } from './coin-stats-row.ts';
import type { IndexName } from './ports.ts';

/** What the main thread and the index thread say to each other. */

export interface IndexWorkerData {
  readonly chainPath: string;
  readonly indexPath: string;
  readonly cacheMiB: number;
  readonly names: readonly IndexName[];
  readonly rules: CoinStatsRules;
}

export interface IndexTask {
  readonly kind: 'sync' | 'close';
  /** How long the task may take at most, as far as single commits allow. */
  readonly milliseconds: number;
}
