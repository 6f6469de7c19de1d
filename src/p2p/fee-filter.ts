import { DEFAULT_MEMPOOL_OPTIONS } from '../mempool/options.ts';
import type { FeeRate } from '../policy/fee-rate.ts';
import { MAX_MONEY } from '../primitives/amount.ts';
import type { P2pContext } from './context.ts';
import type { Feature } from './feature.ts';
import { createFeeFilterRounder } from './fee-filter-rounder.ts';
import { type Peer, perPeer } from './peer.ts';
import { exponentialMs } from './random.ts';

/** BIP133's version of the protocol. */
const FEEFILTER_VERSION = 70_013;

const MINUTE_MS = 60_000;
/** On average; and at most after a change that matters. @source Bitcoin Core src/net_processing.cpp */
const INTERVAL_MS = 10 * MINUTE_MS;
const MAX_CHANGE_DELAY_MS = 5 * MINUTE_MS;

interface Told {
  rate: FeeRate;
  nextMs: number;
}

/**
 * Tells peers what a transaction must pay for us to take it (BIP133); while this node syncs that nothing pays enough.
 * @source Bitcoin Core src/net_processing.cpp PeerManagerImpl::MaybeSendFeefilter
 */
export function createFeeFilter(context: P2pContext): Feature {
  const { mempool, clock, random, options } = context;
  const { minRelayFeeRate } = mempool.info();
  // By the default, whatever the operator's own: nodes are not to be told apart by it.
  const round = createFeeFilterRounder(DEFAULT_MEMPOOL_OPTIONS.minRelayFeeRate, random);
  const told = perPeer<Told>(() => ({ rate: 0, nextMs: 0 }));
  const whileSyncing = round(MAX_MONEY);

  function currentRate(): FeeRate {
    if (context.isInitialBlockDownload()) return MAX_MONEY;
    const { minFeeRate } = mempool.info();
    // What holds always is added after the rounding.
    return minFeeRate > minRelayFeeRate ? minFeeRate : 0;
  }

  function tell(peer: Peer, state: Told, rate: FeeRate): void {
    const rounded = Math.max(round(rate), minRelayFeeRate);
    if (rounded !== state.rate) peer.send({ command: 'feefilter', feeRate: BigInt(rounded) });
    state.rate = rounded;
  }

  return {
    handlers: {},
    sendPass(peer) {
      if (options.blocksOnly || !isToBeTold(peer)) return;
      const nowMs = clock.nowMs();
      const state = told.of(peer);
      const rate = currentRate();
      if (rate !== MAX_MONEY && state.rate === whileSyncing) state.nextMs = 0;
      if (nowMs > state.nextMs) {
        tell(peer, state, rate);
        state.nextMs = nowMs + exponentialMs(random, INTERVAL_MS);
      } else if (nowMs + MAX_CHANGE_DELAY_MS < state.nextMs && isFarFrom(rate, state.rate)) {
        state.nextMs = nowMs + random.below(MAX_CHANGE_DELAY_MS);
      }
    },
    gone: told.drop,
  };
}

/** Not who announces no transactions anyway, nor whose transactions are taken whatever they pay. */
function isToBeTold({ kind, permissions, greeting }: Peer): boolean {
  const knowsOf = (greeting?.commonVersion ?? 0) >= FEEFILTER_VERSION;
  return knowsOf && kind !== 'block-relay-only' && !permissions.has('forcerelay');
}

/** By a quarter less, or by a third more. */
function isFarFrom(rate: FeeRate, told: FeeRate): boolean {
  return 4 * rate < 3 * told || 3 * rate > 4 * told;
}
