import type { RpcMethod } from '../../registry.ts';
import { addPeerAddress, getAddrManInfo, getNodeAddresses, getRawAddrMan } from './address-book.ts';
import { clearBanned, listBanned, setBan } from './bans.ts';
import type { NetworkContext } from './context.ts';
import { getNetworkInfo } from './info.ts';
import { getConnectionCount, getOrphanTxs, getPeerInfo, getZmqNotifications } from './peers.ts';

/** The methods about peers. @source Bitcoin Core src/rpc/net.cpp */
export const NETWORK_METHODS: readonly RpcMethod<NetworkContext>[] = [
  addPeerAddress,
  clearBanned,
  getAddrManInfo,
  getConnectionCount,
  getNetworkInfo,
  getNodeAddresses,
  getOrphanTxs,
  getPeerInfo,
  getRawAddrMan,
  getZmqNotifications,
  listBanned,
  setBan,
];
