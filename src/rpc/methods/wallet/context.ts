import type { Mempool } from '../../../mempool/mempool.ts';
import type { Miner } from '../../../mining/miner.ts';
import type { Wallet } from '../../../wallet/wallet.ts';
import type { BlockchainContext } from '../blockchain/context.ts';

/** What the methods about the default key need of the node. */
export interface WalletContext extends Pick<BlockchainContext, 'chainstate' | 'network'> {
  /** Made when it is first asked for: its libraries take a while to load. */
  readonly wallet: () => Promise<Wallet>;
  readonly mempool: Pick<Mempool, 'info'>;
  readonly miner: Pick<Miner, 'status'>;
  /** The names of the networks that come with this program on which the text is an address. */
  readonly networksOfAddress: (text: string) => readonly string[];
}
