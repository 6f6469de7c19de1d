import type { Chainstate } from '../chain/chainstate.ts';
import type { Clock } from '../util/clock.ts';
import { hasServices, offersBlocks, SERVICE } from './services.ts';

/** What peers must offer that the node chooses itself. */
export interface DesirableServices {
  /** Of one that offers those. */
  wanted(offered: bigint): bigint;
  /** True where nothing is missing. */
  offersAll(offered: bigint): boolean;
}

/** A node that is so few blocks behind needs nobody who has the old ones. @source Bitcoin Core NODE_NETWORK_LIMITED_ALLOW_CONN_BLOCKS */
const LIMITED_ALLOW_BLOCKS = 144;

/**
 * Whole nodes; near the tip, by its time, those that keep the last blocks alone are as good.
 * @source Bitcoin Core src/net_processing.cpp GetDesirableServiceFlags, HasAllDesirableServiceFlags
 */
export function createDesirableServices({
  chainstate,
  clock,
}: {
  readonly chainstate: Pick<Chainstate, 'tip' | 'params'>;
  readonly clock: Pick<Clock, 'nowSeconds'>;
}): DesirableServices {
  function wanted(offered: bigint): bigint {
    const age = clock.nowSeconds() - chainstate.tip().header.time;
    const isNearTip = Math.trunc(age / chainstate.params.retarget.targetSpacing) < LIMITED_ALLOW_BLOCKS;
    const isLimited = hasServices(offered, SERVICE.networkLimited);
    return SERVICE.witness | (isLimited && isNearTip ? SERVICE.networkLimited : SERVICE.network);
  }
  return { wanted, offersAll: (offered) => hasServices(offered, wanted(offered)) };
}

/** True of one that will know other nodes. @source Bitcoin Core src/protocol.h MayHaveUsefulAddressDB */
export function mayKnowAddresses(services: bigint): boolean {
  return offersBlocks(services);
}
