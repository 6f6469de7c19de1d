import { setImmediate as breathe } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { SYSTEM_TIMERS } from '../../../src/node/timers.ts';
import { createPeerNetwork } from '../../../src/p2p/create-p2p.ts';
import type { PeerNetwork, PeerNetworkParts } from '../../../src/p2p/peer-network.ts';
import { SERVICE } from '../../../src/p2p/services.ts';
import { createV1Transport } from '../../../src/p2p/transport/v1.ts';
import { SILENT_LOG } from '../../../src/util/log.ts';
import { reject } from '../../../src/util/verdict.ts';
import { REGTEST } from '../regtest.ts';
import { seededRandom, TEST_P2P_OPTIONS } from './test-peer.ts';

/** A network that calls nobody unless it is given how; it ends with the test. */
export function testPeerNetwork(
  given: Pick<PeerNetworkParts, 'chainstate' | 'mempool' | 'clock' | 'known'> & Partial<PeerNetworkParts>,
): PeerNetwork {
  const network = createPeerNetwork({
    timers: SYSTEM_TIMERS,
    forwardTimers: SYSTEM_TIMERS,
    filterIndex: { current: async () => undefined },
    breathe,
    random: seededRandom(1),
    log: SILENT_LOG,
    options: TEST_P2P_OPTIONS,
    isInitialBlockDownload: () => false,
    onFault: (fault) => {
      throw fault;
    },
    defaultPort: REGTEST.p2pPort,
    ourServices: SERVICE.network | SERVICE.witness | SERVICE.networkLimited,
    createTransport: () => createV1Transport(REGTEST.magic),
    dial: async () => reject('connect-failed'),
    dialName: undefined,
    proxyOf: () => undefined,
    grants: [],
    implicitPermissions: { relay: true, forceRelay: false },
    isListening: true,
    discovers: true,
    seeksPeers: false,
    limits: { fullRelay: 8, blockRelay: 2, inbound: 100 },
    seedNodes: [],
    dnsSeeds: [],
    forcesDnsSeeds: false,
    maxInboundTransactionPeers: 100,
    maxReceiveBuffer: 5_000_000,
    maxSendBuffer: 1_000_000,
    ...given,
  });
  onTestFinished(network.close);
  return network;
}
