import { DEFAULT_BAN_SECONDS } from '../../p2p/ban-list.ts';
import { PEER_NETWORKS } from '../../p2p/reachability.ts';
import type { OptionTable } from './option-spec.ts';

/** Which other nodes are known, and made use of. */

export const KNOWN_PEER_OPTIONS = {
  banTime: {
    kind: 'int',
    category: 'peers',
    unit: 's',
    min: 0,
    max: 0x7fff_ffff,
    help: 'A ban by setBan holds for so long, unless it says for how long.',
    default: DEFAULT_BAN_SECONDS,
  },
  onlyNet: {
    kind: 'list',
    category: 'peers',
    placeholder: 'NETWORK',
    help:
      `Make connections of the node's own accord to this network only: ${PEER_NETWORKS.join(', ')}. Connections ` +
      'that peers make, and those of -addnode and -connect, are not affected.',
    default: [],
  },
  cjdnsReachable: {
    kind: 'bool',
    category: 'peers',
    help: 'This machine is set up for CJDNS: addresses that begin with fc are of that network.',
    default: false,
  },
} as const satisfies OptionTable;
