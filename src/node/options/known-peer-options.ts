import { DEFAULT_BAN_SECONDS } from '../../p2p/ban-list.ts';
import { NETWORK_NAMES } from '../../p2p/reachability.ts';
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
      `Make connections of the node's own accord to this network only: ${NETWORK_NAMES.join(', ')}. Connections ` +
      'that peers make, and those of -addnode and -connect, are not affected.',
    default: [],
  },
  proxy: {
    kind: 'list',
    category: 'peers',
    placeholder: 'HOST[:PORT][=NETWORK]',
    help: 'Connect to peers through this SOCKS5 proxy, which looks up names, too; unix:PATH for one on a socket; with =ipv4, =ipv6, =onion or =cjdns to that network alone. Our own addresses are then not found out. Can be given several times.',
    default: [],
  },
  onion: {
    kind: 'list',
    category: 'peers',
    placeholder: 'HOST[:PORT]',
    whenNegated: '0',
    help: 'Connect to onion services through this SOCKS5 proxy instead; 0 or -noonion: not at all.',
    default: [],
  },
  proxyRandomize: {
    kind: 'bool',
    category: 'peers',
    help: 'Give the proxy other credentials for each connection, by which Tor keeps their circuits apart.',
    default: true,
  },
  cjdnsReachable: {
    kind: 'bool',
    category: 'peers',
    help: 'This machine is set up for CJDNS: addresses that begin with fc are of that network.',
    default: false,
  },
} as const satisfies OptionTable;
