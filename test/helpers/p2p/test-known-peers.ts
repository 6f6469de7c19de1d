import { onTestFinished } from 'vitest';
import { type KnownPeers, openKnownPeers } from '../../../src/p2p/known-peers.ts';
import { NETWORK_NAMES } from '../../../src/p2p/reachability.ts';
import { openPeerStore } from '../../../src/store/peer-store.ts';
import type { Clock } from '../../../src/util/clock.ts';
import { SILENT_LOG } from '../../../src/util/log.ts';
import { temporaryStorePath } from '../test-chain.ts';
import { TEST_KEY } from './test-book.ts';
import { seededRandom } from './test-peer.ts';

/** A new address book, with the key 1, on a real store, and no bans, which are not kept. All networks can be reached. */
export function openTestKnownPeers(clock: Pick<Clock, 'nowSeconds'>): KnownPeers {
  const store = openPeerStore({ path: temporaryStorePath(), onNotice: () => {} });
  onTestFinished(() => store.close());
  return openKnownPeers({
    store,
    banStore: { load: () => [], save: () => {} },
    reachable: new Set(NETWORK_NAMES),
    banSeconds: 24 * 3600,
    newKey: TEST_KEY,
    random: seededRandom(1),
    clock,
    log: SILENT_LOG,
  });
}
