import type { RpcMethod } from '../../registry.ts';
import type { NetworkContext } from './context.ts';
import { getConnectionCount, getNetworkInfo } from './info.ts';

/** The methods about peers. @source Bitcoin Core src/rpc/net.cpp */
export const NETWORK_METHODS: readonly RpcMethod<NetworkContext>[] = [getConnectionCount, getNetworkInfo];
