import { DEFAULT_BLOCK_RECONSTRUCTION_EXTRA_TXN } from '../../p2p/blocks/extra-transactions.ts';
import type { DefaultContext, OptionTable, TextRule } from './option-spec.ts';
import { ADDRESS } from './rpc-options.ts';

/** Peers: which to connect to, and whether they may connect. */

/** @source Bitcoin Core src/util/strencodings.cpp SAFE_CHARS_UA_COMMENT */
const USER_AGENT_COMMENT: TextRule = {
  matches: (text) => /^[A-Za-z0-9 .,;\-_?@]+$/.test(text),
  expected: 'letters, digits, spaces and . , ; - _ ? @ only',
};

/** A switch that is off unless it is given. */
function isOff([strongest = '0']: readonly string[]): boolean {
  return strongest === '0';
}

/**
 * Who names all peers, or hides behind a proxy, wants no strangers, unless it is said where they may come.
 * @source Bitcoin Core src/init.cpp InitParameterInteraction
 */
function listensByDefault({ given }: DefaultContext): boolean {
  if (given('bind').length > 0 || given('whiteBind').length > 0) return true;
  const hasProxy = given('proxy').some((text) => text !== '' && text !== '0');
  return !hasProxy && given('connect').length === 0 && given('maxConnections')[0] !== '0';
}

const SIZE = /^\d+[kKmMgGtT]?$/;

export const PEER_OPTIONS = {
  listen: {
    kind: 'bool',
    category: 'peers',
    help: 'Take connections from peers.',
    default: {
      text: '1; 0 with -connect, -proxy or -maxconnections=0, unless -bind or -whitebind says where',
      of: listensByDefault,
    },
  },
  port: {
    kind: 'int',
    category: 'peers',
    networkBound: true,
    placeholder: 'PORT',
    min: 0,
    max: 65_535,
    help: 'Listen for peers on this TCP port; 0: on any that is free.',
    default: {
      text: "the network's: 18544 on cpunet, 18444 on regtest",
      of: ({ network }) => network.p2pPort,
    },
  },
  bind: {
    kind: 'list',
    category: 'peers',
    networkBound: true,
    placeholder: 'ADDRESS[:PORT][=onion]',
    help: 'Listen for peers on this address alone; with =onion on one that Tor connects to. Can be given several times.',
    default: [],
  },
  whiteBind: {
    kind: 'list',
    hasCommas: true,
    category: 'peers',
    placeholder: '[PERMISSIONS@]ADDRESS:PORT',
    help: 'Listen for peers on this address, and let those who come there do more. The permissions are those of -whitelist, but for "out".',
    default: [],
  },
  whitelist: {
    kind: 'list',
    hasCommas: true,
    category: 'peers',
    placeholder: '[PERMISSIONS@]ADDRESS[/BITS]',
    help: 'Let peers of this address or subnet do more: bloomfilter, noban, forcerelay, relay, mempool, download, addr or all, with commas between them; "in" and "out" say for whose connections. Without permissions: noban, mempool and relay.',
    default: [],
  },
  whitelistRelay: {
    kind: 'bool',
    category: 'peers',
    help: 'Give those of -whitelist without permissions "relay": their transactions are taken even with -blocksonly.',
    default: {
      text: '1; 0 with -blocksonly',
      of: ({ given }) => isOff(given('blocksOnly')),
    },
  },
  whitelistForceRelay: {
    kind: 'bool',
    category: 'peers',
    help: 'Give those of -whitelist without permissions "forcerelay": their transactions are passed on again.',
    default: false,
  },
  externalIp: {
    kind: 'list',
    category: 'peers',
    networkBound: true,
    placeholder: 'ADDRESS[:PORT]',
    help: 'Tell peers that this node can be reached at this address. Can be given several times.',
    default: [],
  },
  discover: {
    kind: 'bool',
    category: 'peers',
    help: 'Find out by the interfaces of this machine, and by what peers see, where it can be reached; not with -externalip.',
    default: true,
  },
  connect: {
    kind: 'list',
    category: 'peers',
    networkBound: true,
    placeholder: 'HOST[:PORT]',
    rule: ADDRESS,
    whenNegated: '0',
    help: 'Connect to this peer and to no others; 0 or -noconnect to none. Can be given several times.',
    default: [],
  },
  addNode: {
    kind: 'list',
    category: 'peers',
    networkBound: true,
    placeholder: 'HOST[:PORT]',
    rule: ADDRESS,
    help: 'Keep a connection to this peer, beside others. Can be given several times.',
    default: [],
  },
  seedNode: {
    kind: 'list',
    category: 'peers',
    networkBound: true,
    placeholder: 'HOST[:PORT]',
    rule: ADDRESS,
    help: 'Ask this peer for addresses of others, and leave it then. Can be given several times.',
    default: [],
  },
  dnsSeed: {
    kind: 'bool',
    category: 'peers',
    help: "Ask the network's DNS seeds for peers where few addresses are known; not with -connect.",
    default: true,
  },
  forceDnsSeed: {
    kind: 'bool',
    category: 'peers',
    help: 'Ask the DNS seeds in any case.',
    default: false,
  },
  maxConnections: {
    kind: 'int',
    category: 'peers',
    min: 0,
    max: 10_000,
    placeholder: 'N',
    help: 'Have at most this many peers, those of -addnode not counted.',
    default: 200,
  },
  inboundRelayPercent: {
    kind: 'int',
    category: 'peers',
    min: 0,
    max: 100,
    placeholder: 'PERCENT',
    help: 'Announce transactions to this share of the peers that come to us; the other places are for peers that want blocks alone.',
    default: 50,
  },
  peerTimeout: {
    kind: 'int',
    category: 'peers',
    min: 1,
    max: 2_147_483_647,
    refusal: () => 'peertimeout must be a positive integer.',
    placeholder: 'SECONDS',
    help: 'Give a new peer this long before it is held to say something.',
    default: 60,
  },
  timeout: {
    kind: 'int',
    category: 'peers',
    min: 1,
    max: 2_147_483_647,
    placeholder: 'MILLISECONDS',
    help: 'Wait this long for a peer to take a connection.',
    default: 5000,
  },
  networkActive: {
    kind: 'bool',
    category: 'peers',
    help: 'Make and take connections; setnetworkactive changes it while the node runs.',
    default: true,
  },
  v2Transport: {
    kind: 'bool',
    category: 'peers',
    help: 'Encrypt connections (BIP324) where the peer can too.',
    default: true,
  },
  blocksOnly: {
    kind: 'bool',
    category: 'peers',
    help: 'Take no transactions from peers.',
    default: false,
  },
  peerBloomFilters: {
    kind: 'bool',
    category: 'peers',
    help: 'Serve bloom filters (BIP37) to every peer.',
    why: 'they cost the server much and tell on their users',
    default: false,
  },
  peerBlockFilters: {
    kind: 'bool',
    category: 'peers',
    help: 'Serve compact block filters (BIP157) to peers; needs -blockfilterindex.',
    default: false,
  },
  maxUploadTarget: {
    kind: 'string',
    category: 'peers',
    placeholder: 'SIZE',
    rule: {
      matches: (text: string) => SIZE.test(text),
      expected: 'a number of MiB, or one with k, K, m, M, g, G, t or T behind it',
    },
    refusal: (text) => `Unable to parse -maxuploadtarget: '${text}'`,
    help: 'Try to send no more than this in a day: M for MiB, m for millions of bytes, and so on; 0 for no limit. Old blocks are then not served to the end.',
    default: '0',
  },
  txSendRate: {
    kind: 'int',
    category: 'peers',
    min: 1,
    max: 100_000,
    placeholder: 'N',
    help: 'Announce so many transactions a second to peers that came to us, on average; more than twice as many to others.',
    default: 14,
  },
  blockReconstructionExtraTxn: {
    kind: 'int',
    category: 'peers',
    min: 0,
    max: 100_000,
    placeholder: 'N',
    help: 'Keep so many transactions that left the mempool, or never got in, for compact blocks.',
    default: DEFAULT_BLOCK_RECONSTRUCTION_EXTRA_TXN,
  },
  maxReceiveBuffer: {
    kind: 'int',
    category: 'peers',
    min: 1,
    max: 4_000_000,
    placeholder: 'KB',
    help: 'Read no more from a peer of which this many thousand bytes wait.',
    default: 5000,
  },
  maxSendBuffer: {
    kind: 'int',
    category: 'peers',
    min: 1,
    max: 4_000_000,
    placeholder: 'KB',
    help: 'Answer no peer that has this many thousand bytes still to read.',
    default: 1000,
  },
  uaComment: {
    kind: 'list',
    hasCommas: true,
    category: 'peers',
    placeholder: 'TEXT',
    rule: USER_AGENT_COMMENT,
    refusal: (text) => `User Agent comment (${text}) contains unsafe characters.`,
    help: 'Add this comment to the version that the node tells its peers.',
    default: [],
  },
} as const satisfies OptionTable;
