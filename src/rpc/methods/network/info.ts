import type { BacklogInfo } from '../../../p2p/announce-backlog.ts';
import { PROTOCOL_VERSION } from '../../../p2p/handshake.ts';
import { formatNetAddress } from '../../../p2p/net-address.ts';
import { countPeers } from '../../../p2p/peer.ts';
import { NETWORK_NAMES } from '../../../p2p/reachability.ts';
import { serviceNames, servicesHex } from '../../../p2p/services.ts';
import { Type } from '../../../util/schema.ts';
import { amount } from '../../json.ts';
import { defineMethod } from '../../registry.ts';
import { amountResult } from '../../schemas.ts';
import type { NetworkContext } from './context.ts';

const NetworkSchema = Type.Object({
  name: Type.String({ description: 'network (ipv4, ipv6, onion, i2p, cjdns)' }),
  limited: Type.Boolean({ description: 'is the network limited using -onlynet?' }),
  reachable: Type.Boolean({ description: 'is the network reachable?' }),
  proxy: Type.String({
    description: '("host:port") the proxy that is used for this network, or empty if none',
  }),
  proxy_randomize_credentials: Type.Boolean({ description: 'Whether randomized credentials are used' }),
});

const BacklogSchema = Type.Object({
  backlog: Type.Integer({ description: 'number of transactions that wait to be announced' }),
  count_tok: Type.Number({ description: 'how many may be announced now' }),
  size_tok: Type.Number({ description: 'how many bytes of such' }),
});

export const getNetworkInfo = defineMethod({
  name: 'getNetworkInfo',
  category: 'network',
  description: 'Returns an object containing various state info regarding P2P networking.',
  params: {},
  result: Type.Object({
    version: Type.Integer({
      description: 'the version of the Bitcoin Core whose RPC this is (-coreversion)',
    }),
    subversion: Type.String({ description: 'the server subversion string' }),
    protocolversion: Type.Integer({ description: 'the protocol version' }),
    localservices: Type.String({
      pattern: '^[0-9a-f]{16}$',
      description: 'the services we offer to the network, in hexadecimal',
    }),
    localservicesnames: Type.Array(Type.String({ description: 'the service name' }), {
      description: 'the services we offer to the network, in human-readable form',
    }),
    localrelay: Type.Boolean({ description: 'true if transaction relay is requested from peers' }),
    timeoffset: Type.Integer({ description: 'the time offset' }),
    tx_send_rate: Type.Integer({
      description: 'transactions announced to peers that came to us, a second, on average (-txsendrate)',
    }),
    inv_buckets: Type.Object(
      { inbound: BacklogSchema, outbound: BacklogSchema },
      { description: 'what waits to be announced to peers that came to us, and to others' },
    ),
    connections: Type.Integer({ description: 'the total number of connections' }),
    connections_in: Type.Integer({ description: 'the number of inbound connections' }),
    connections_out: Type.Integer({ description: 'the number of outbound connections' }),
    networkactive: Type.Boolean({ description: 'whether p2p networking is enabled' }),
    networks: Type.Array(NetworkSchema, { description: 'information per network' }),
    relayfee: amountResult('minimum relay fee rate for transactions in BTC/kvB'),
    incrementalfee: amountResult('minimum fee rate increment for mempool limiting or replacement in BTC/kvB'),
    localaddresses: Type.Array(
      Type.Object({
        address: Type.String({ description: 'network address' }),
        port: Type.Integer({ description: 'network port' }),
        score: Type.Integer({ description: 'relative score' }),
      }),
      { description: 'list of local addresses' },
    ),
    warnings: Type.Array(Type.String(), { description: 'any network and blockchain warnings' }),
  }),
  errors: [],
  example: [],
  /** @source Bitcoin Core src/rpc/net.cpp getnetworkinfo */
  handler: (_params, { identity, knownPeers, mempoolOptions, peerNetwork, warnings }: NetworkContext) => {
    const { inbound, outbound } = countPeers(peerNetwork.peers());
    const backlogs = peerNetwork.protocol.backlogs();
    return {
      version: identity.version,
      subversion: identity.subversion,
      protocolversion: PROTOCOL_VERSION,
      localservices: servicesHex(peerNetwork.ourServices),
      localservicesnames: serviceNames(peerNetwork.ourServices),
      localrelay: peerNetwork.takesTransactions,
      timeoffset: 0,
      tx_send_rate: backlogs.sendRate,
      inv_buckets: { inbound: backlogView(backlogs.inbound), outbound: backlogView(backlogs.outbound) },
      connections: inbound + outbound,
      connections_in: inbound,
      connections_out: outbound,
      networkactive: peerNetwork.isActive(),
      networks: NETWORK_NAMES.map((name) => ({
        name,
        limited: !knownPeers.reachable.has(name),
        reachable: knownPeers.reachable.has(name),
        proxy: peerNetwork.proxyOf(name)?.text ?? '',
        proxy_randomize_credentials: peerNetwork.proxyOf(name)?.isRandomized ?? false,
      })),
      relayfee: amount(mempoolOptions.minRelayFeeRate),
      incrementalfee: amount(mempoolOptions.incrementalRelayFeeRate),
      localaddresses: peerNetwork.localAddresses.list().map(({ service, score }) => ({
        address: formatNetAddress(service),
        port: service.port,
        score,
      })),
      warnings: [...warnings()],
    };
  },
});

function backlogView({ backlog, countTokens, sizeTokens }: BacklogInfo) {
  return { backlog, count_tok: countTokens, size_tok: sizeTokens };
}
