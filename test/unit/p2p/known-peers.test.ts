import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createBanFile } from '../../../src/node/ban-file.ts';
import { openKnownPeers } from '../../../src/p2p/known-peers.ts';
import { formatNetService } from '../../../src/p2p/net-address.ts';
import { openPeerStore } from '../../../src/store/peer-store.ts';
import { SILENT_LOG } from '../../../src/util/log.ts';
import { addressOf } from '../../helpers/net-addresses.ts';
import { peerAddressOf, serviceOf, TEST_START } from '../../helpers/p2p/test-book.ts';
import { seededRandom } from '../../helpers/p2p/test-peer.ts';
import { temporaryStorePath } from '../../helpers/test-chain.ts';

/** A node's start on that file, with other random numbers each time. */
function start(path: string, seed: number) {
  const store = openPeerStore({ path, onNotice: () => {} });
  onTestFinished(() => store.close());
  const lines: string[] = [];
  const peers = openKnownPeers({
    store,
    banStore: createBanFile(join(dirname(path), 'banlist.json'), () => {}),
    reachable: new Set(['ipv4', 'ipv6']),
    banSeconds: 60,
    random: seededRandom(seed),
    clock: { nowSeconds: () => TEST_START },
    log: { ...SILENT_LOG, info: (line) => lines.push(line) },
  });
  return { peers, store, lines };
}

const SOURCE = addressOf('252.2.2.2');

describe('openKnownPeers', () => {
  it('has what was saved, in the same places', () => {
    const path = temporaryStorePath();
    const first = start(path, 1);
    first.peers.book.add([peerAddressOf('250.1.1.1', TEST_START), peerAddressOf('250.2.1.1')], SOURCE);
    first.peers.book.good(serviceOf('250.2.1.1'));
    first.peers.save();
    first.peers.book.good(serviceOf('250.1.1.1'));
    first.peers.save();
    const entries = first.peers.book.getEntries('tried');
    expect(entries).toHaveLength(2);
    first.store.close();
    const second = start(path, 2);
    expect(second.peers.book.getEntries('tried')).toEqual(entries);
    expect(second.lines).toContain('Loaded 2 addresses of other nodes');
  });

  it('has each its own secret', () => {
    const keys = [1, 2].map((seed) => start(temporaryStorePath(), seed).peers.book.key);
    expect(keys[0]).not.toEqual(keys[1]);
  });

  it('keeps bans at once, for the usual time', () => {
    const path = temporaryStorePath();
    const first = start(path, 1);
    first.peers.bans.ban({ network: 'ipv4', bytes: Uint8Array.of(1, 2, 0, 0), bits: 16 }, 0);
    first.store.close();
    expect(start(path, 2).peers.bans.list()).toMatchObject([
      { subnet: { bits: 16 }, until: TEST_START + 60 },
    ]);
  });
});

describe('the anchors', () => {
  it('are two, and there once', () => {
    const path = temporaryStorePath();
    const first = start(path, 1);
    first.peers.saveAnchors(['1.1.1.1', '2.2.2.2', '3.3.3.3'].map((text) => peerAddressOf(text)));
    first.store.close();
    const { peers, lines } = start(path, 2);
    expect(peers.takeAnchors().map(({ service }) => formatNetService(service))).toEqual([
      '1.1.1.1:0',
      '2.2.2.2:0',
    ]);
    expect(peers.takeAnchors()).toEqual([]);
    expect(lines.slice(-2)).toEqual([
      '2 block-relay-only anchors will be tried for connections.',
      '0 block-relay-only anchors will be tried for connections.',
    ]);
  });
});
