import { COIN, isMoneyRange } from '../primitives/amount.ts';
import { createBloomFilter } from './bloom-filter.ts';
import type { P2pContext } from './context.ts';
import type { Handlers } from './feature.ts';
import { logName, type Peer } from './peer.ts';
import { offersBloom, type RelayPeer } from './tx-relay-peers.ts';
import type { UploadTarget } from './upload-target.ts';

/** Of an amount of coins. */
const DECIMALS = 8;

export interface WishDependencies extends Pick<P2pContext, 'log'> {
  /** Undefined of a peer to which nothing is announced. */
  readonly stateOf: (peer: Peer) => RelayPeer | undefined;
  readonly uploadTarget: Pick<UploadTarget, 'isReached'>;
}

/**
 * What peers tell of the transactions that they want: those that pay enough (BIP133), those that match a filter (BIP37),
 * all of the mempool (BIP35).
 * @source Bitcoin Core src/net_processing.cpp PeerManagerImpl::ProcessMessage
 */
export function createTxWishes({ log, stateOf, uploadTarget }: WishDependencies): Handlers {
  /** @returns whether the peer may send it */
  function requireBloom(peer: Peer, command: string): boolean {
    if (offersBloom(peer)) return true;
    peer.disconnect(`${command} received despite not offering bloom services`);
    return false;
  }

  function refuseMempool(peer: Peer, why: string): void {
    if (!peer.permissions.has('noban')) peer.disconnect(why);
  }

  return {
    mempool(peer) {
      const isAllowed = peer.permissions.has('mempool');
      if (!isAllowed && !offersBloom(peer))
        refuseMempool(peer, 'mempool request with bloom filters disabled');
      else if (!isAllowed && uploadTarget.isReached(false)) {
        refuseMempool(peer, 'mempool request with bandwidth limit reached');
      } else {
        const state = stateOf(peer);
        if (state) state.wantsMempool = true;
      }
    },
    filterload(peer, message) {
      const state = requireBloom(peer, message.command) ? stateOf(peer) : undefined;
      if (!state) return;
      state.bloomFilter = createBloomFilter(message);
      state.wantsTransactions = true;
    },
    filteradd(peer, { command, data }) {
      const state = requireBloom(peer, command) ? stateOf(peer) : undefined;
      if (!state) return;
      if (state.bloomFilter) state.bloomFilter.insert(data);
      else peer.punish('bad filteradd message');
    },
    filterclear(peer, { command }) {
      const state = requireBloom(peer, command) ? stateOf(peer) : undefined;
      if (!state) return;
      state.bloomFilter = undefined;
      state.wantsTransactions = true;
    },
    feefilter(peer, { feeRate }) {
      const rate = Number(feeRate);
      if (!isMoneyRange(rate)) return;
      const state = stateOf(peer);
      if (state) state.minFeeRate = rate;
      log.debug(
        'net',
        () => `received: feefilter of ${(rate / COIN).toFixed(DECIMALS)} BTC/kvB from ${logName(peer)}`,
      );
    },
  };
}
