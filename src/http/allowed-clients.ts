import { socketAddress } from '../p2p/net-address.ts';
import { matchesSubnet, parseSubnet, type Subnet } from '../p2p/subnet.ts';

/** Which addresses are served. @source Bitcoin Core src/httpserver.cpp InitHTTPAllowList, ClientAllowed */

/** True for a client that is to be answered; `address` as its socket has it. */
export type IsAllowed = (address: string) => boolean;

const THIS_MACHINE = ['127.0.0.0/8', '::1'].flatMap((text) => parseSubnet(text) ?? []);

/** This machine itself and the subnets. */
export function allowClients(subnets: readonly Subnet[]): IsAllowed {
  const allowed = [...THIS_MACHINE, ...subnets];
  return (text) => {
    const address = socketAddress(text);
    return address !== undefined && allowed.some((subnet) => matchesSubnet(subnet, address));
  };
}
