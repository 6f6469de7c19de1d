import type { OptionTable, TextRule } from './option-spec.ts';
import { ADDRESS } from './rpc-options.ts';

/** Peers: which to connect to, and whether they may connect. */

/** The end of the help of an option that has to wait for the peer-to-peer part. */
const NO_PEERS_YET = 'Accepted; this version connects to no peers.';

/** @source Bitcoin Core src/util/strencodings.cpp SAFE_CHARS_UA_COMMENT */
const USER_AGENT_COMMENT: TextRule = {
  matches: (text) => /^[A-Za-z0-9 .,;\-_?@]+$/.test(text),
  expected: 'letters, digits, spaces and . , ; - _ ? @ only',
};

export const PEER_OPTIONS = {
  listen: {
    kind: 'bool',
    category: 'peers',
    help: `Take connections from peers. ${NO_PEERS_YET}`,
    default: true,
  },
  port: {
    kind: 'int',
    category: 'peers',
    networkBound: true,
    placeholder: 'PORT',
    min: 0,
    max: 65_535,
    help: `Listen for peers on this TCP port. ${NO_PEERS_YET}`,
    default: {
      text: "the network's: 18544 on cpunet, 18444 on regtest",
      of: ({ network }) => network.p2pPort,
    },
  },
  connect: {
    kind: 'list',
    category: 'peers',
    networkBound: true,
    placeholder: 'HOST[:PORT]',
    rule: ADDRESS,
    help: `Connect to this peer and to no others; 0 or -noconnect to none. ${NO_PEERS_YET}`,
    default: [],
  },
  addNode: {
    kind: 'list',
    category: 'peers',
    networkBound: true,
    placeholder: 'HOST[:PORT]',
    rule: ADDRESS,
    help: `Keep a connection to this peer, beside others. ${NO_PEERS_YET}`,
    default: [],
  },
  dnsSeed: {
    kind: 'bool',
    category: 'peers',
    help: `Ask the network's DNS seeds for peers. ${NO_PEERS_YET}`,
    default: true,
  },
  uaComment: {
    kind: 'list',
    category: 'peers',
    placeholder: 'TEXT',
    rule: USER_AGENT_COMMENT,
    help: `Add this comment to the version that the node tells its peers. ${NO_PEERS_YET}`,
    default: [],
  },
} as const satisfies OptionTable;
