import type { Mempool } from '../../mempool/mempool.ts';
import type { SharedMiner } from '../../mining/shared-miner.ts';
import type { FeeRate } from '../../policy/fee-rate.ts';
import type { Timers } from '../../util/clock.ts';
import type { CoinsByScript } from '../../wallet/ports.ts';
import type { MiningContext } from '../methods/mining/context.ts';

/** What the tutorial's routes need of the node. */
export interface TutorialContext
  extends Pick<MiningContext, 'chainstate' | 'network' | 'clock' | 'generate' | 'rewardScript'>,
    Pick<CoinsByScript, 'coinsOfScript'> {
  readonly mempool: Pick<Mempool, 'submit' | 'spenderOf' | 'count' | 'info'>;
  readonly miner: Pick<SharedMiner, 'borrow' | 'status'>;
  /** The rate by which dust is told. */
  readonly dustRelayFeeRate: FeeRate;
  readonly timers: Timers;
  /** True where the node is about to stop: whoever waits gives up. */
  readonly isStopping: () => boolean;
}
