import type { Chainstate } from '../chain/chainstate.ts';
import type { Mempool } from '../mempool/mempool.ts';
import type { Clock } from '../util/clock.ts';
import type { Log } from '../util/log.ts';
import type { P2pOptions } from './options.ts';
import type { Peer } from './peer.ts';
import type { Random } from './random.ts';

/** What the parts of the protocol work with. */
export interface P2pContext {
  readonly chainstate: Chainstate;
  readonly mempool: Mempool;
  /** Wall-clock times follow mock time; every time-out of the protocol is by them. */
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly options: P2pOptions;
  readonly isInitialBlockDownload: () => boolean;
  /** Everybody we are connected with, in the order of their ids. */
  readonly peers: () => Iterable<Peer>;
  /** Lets every peer have its send pass soon. */
  readonly wake: () => void;
  /** Hears of a fault of our own or the disk's: the node deals with it, no peer is to blame. */
  readonly onFault: (fault: unknown) => void;
}
