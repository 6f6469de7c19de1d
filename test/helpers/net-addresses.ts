import { type NetAddress, parseNetAddress } from '../../src/p2p/net-address.ts';
import { expectDefined } from '../../src/util/invariant.ts';

/** The address that a test writes as text. */
export function addressOf(text: string): NetAddress {
  return expectDefined(parseNetAddress(text), `${text} is an address`);
}
