import type { RpcMethod } from '../../registry.ts';
import { addPeerAddress, getAddrManInfo, getNodeAddresses, getRawAddrMan } from './address-book.ts';
import { clearBanned, listBanned, setBan } from './bans.ts';
import { type BlockFromPeerContext, getBlockFromPeer } from './block-from-peer.ts';
import {
  addConnection,
  addNode,
  disconnectNode,
  getAddedNodeInfo,
  ping,
  setNetworkActive,
} from './connect.ts';
import type { NetworkContext } from './context.ts';
import { getNetworkInfo } from './info.ts';
import { getOrphanTxs } from './orphans.ts';
import { getPeerInfo } from './peer-info.ts';
import { getConnectionCount, getNetTotals, getZmqNotifications } from './peers.ts';
import { sendMsgToPeer } from './send-message.ts';

/** The methods about peers. @source Bitcoin Core src/rpc/net.cpp */
export const NETWORK_METHODS: readonly RpcMethod<NetworkContext & BlockFromPeerContext>[] = [
  addPeerAddress,
  clearBanned,
  getAddrManInfo,
  addConnection,
  addNode,
  disconnectNode,
  getAddedNodeInfo,
  getBlockFromPeer,
  getConnectionCount,
  getNetTotals,
  getNetworkInfo,
  getNodeAddresses,
  getOrphanTxs,
  getPeerInfo,
  getRawAddrMan,
  getZmqNotifications,
  listBanned,
  sendMsgToPeer,
  setBan,
  ping,
  setNetworkActive,
];
