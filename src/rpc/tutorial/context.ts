import type { Coin } from '../../consensus/coin.ts';
import type { Mempool } from '../../mempool/mempool.ts';
import type { SharedMiner } from '../../mining/shared-miner.ts';
import type { OutPoint } from '../../primitives/outpoint.ts';
import type { Timers } from '../../util/clock.ts';
import type { MiningContext } from '../methods/mining/context.ts';

/** An unspent output that pays to a certain script. */
export interface OwnedCoin {
  readonly outpoint: OutPoint;
  readonly coin: Coin;
}

/** What the tutorial's routes need of the node. */
export interface TutorialContext
  extends Pick<MiningContext, 'chainstate' | 'network' | 'clock' | 'generate'> {
  readonly mempool: Pick<Mempool, 'submit' | 'spenderOf' | 'count' | 'info'>;
  /** The coins of the best chain that pay to the script. */
  readonly coinsOfScript: (scriptPubKey: Uint8Array) => Iterable<OwnedCoin>;
  readonly miner: Pick<SharedMiner, 'borrow' | 'status'>;
  /** Whom the rewards of this node's blocks go to. */
  readonly rewardScript: () => Promise<Uint8Array>;
  readonly timers: Timers;
  /** True where the node is about to stop: whoever waits gives up. */
  readonly isStopping: () => boolean;
}
